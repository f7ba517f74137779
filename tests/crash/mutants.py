"""Shows that the tests can fail: removes one safeguard at a time and runs those that guard it.

    python -m tests.crash.mutants

Ends with 0 only if the tests pass as they are and turn red for every safeguard removed.
"""

import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from tests.crash.answer_mutants import ANSWER_MUTANTS
from tests.crash.mutant import Mutant

ROOT = Path(__file__).resolve().parents[2]
QUICK = "not two_faults and not ((has_everything or dragged_back) and not likely)"
"""Pairs of faults, and full orders in any store but one, need not run for this."""


MUTANTS = (
    Mutant("the intent write", "ledger/lease.py", "phase=Phase.SUBMITTING,", "phase=Phase.CART,"),
    Mutant(
        "the look before submit",
        "placing/flow.py",
        "order_id = submission.found()",
        "order_id = None",
    ),
    Mutant(
        "the lease condition of a claim",
        "ledger/ledger.py",
        "AND lease_until <= :now ",
        "AND :now = :now ",
    ),
    Mutant(
        "the lease condition of every other write",
        "ledger/ledger.py",
        '"lease_owner = :owner AND revision < :revision"',
        '":owner = :owner AND revision < :revision"',
    ),
    Mutant(
        "the order of one lease's writes",
        "ledger/ledger.py",
        '"lease_owner = :owner AND revision < :revision"',
        '"lease_owner = :owner AND :revision = :revision"',
    ),
    Mutant(
        "the look after a refused create-order",
        "placing/submission.py",
        "            found = self._seen_if_allowed()",
        "            found = None",
    ),
    Mutant(
        "the doubt about a 404 on a cart that is there",
        "placing/submission.py",
        "if found is None and self._shows(before.cart_id):",
        "if found is None and before.cart_id == 0:",
    ),
    Mutant(
        "the rule that a read refuses nothing",
        "bigcommerce/verdicts.py",
        "RetryNow() if call is Call.READ else Refuse(status)",
        "Refuse(status)",
    ),
    Mutant(
        "the order id of a second attempt in a release",
        "ledger/lease.py",
        "order_id=order_id)\n        self._save(order_id=order_id)",
        "order_id=0)\n        self._save(order_id=order_id)",
    ),
    Mutant(
        "the order id in a release",
        "ledger/lease.py",
        "self._kept() if self.entry.order_id else {}",
        "{}",
    ),
    Mutant("the row filter", "bigcommerce/store.py", "if row.cart_id == cart_id}", "if row}"),
    Mutant(
        "the settle time",
        "placing/submission.py",
        "if order_id is None and self._waited() < self.settle_seconds:",
        "if order_id is None and self._waited() < 0:",
    ),
    Mutant(
        "the deadline before each call",
        "bigcommerce/calls.py",
        "        self._deadline.require(",
        "        self._deadline.at or self._deadline.require(",
    ),
    Mutant(
        "the limit of two attempts",
        "placing/submission.py",
        "entry.attempts >= MOST_ATTEMPTS",
        "entry.attempts < 0",
    ),
    Mutant(
        "the order's id before what follows it",
        "ledger/lease.py",
        "self._save(phase=Phase.FINISHING, **self._kept())",
        "pass",
    ),
    Mutant(
        "the look at an order before it is written to",
        "placing/finishing.py",
        "if not missing or not row.incomplete:",
        "if not missing:",
    ),
    Mutant(
        "the look after a lost write to an order",
        "bigcommerce/store.py",
        'Operation(Call.CONVERGING, "finish",',
        'Operation(Call.REPEATABLE, "finish",',
    ),
    Mutant(
        "the archiving of twins", "placing/witnesses.py", "if not twin.untouched:", "if twin.id:"
    ),
    Mutant(
        "the doubt about a 5xx",
        "bigcommerce/verdicts.py",
        "    Call.CREATE_ORDER: LookFirst(),",
        "    Call.CREATE_ORDER: RetryNow(),",
    ),
    Mutant(
        "the doubt about a page in front of the store",
        "bigcommerce/verdicts.py",
        "and not is_bigcommerce(outcome)",
        "and not outcome",
    ),
    *ANSWER_MUTANTS,
)
TESTS = tuple({mutant.tests: None for mutant in MUTANTS})


def main() -> int:
    """Run the tests as they are and with each safeguard removed; 0 if all is as it must be."""
    with ThreadPoolExecutor(2) as threads:
        sound = list(threads.map(partial(_tried, None), TESTS))
        verdicts = list(threads.map(lambda mutant: _tried(mutant, mutant.tests), MUTANTS))
    good = all(sound) and all(verdicts)
    print(f"{sum(verdicts)} of {len(MUTANTS)} removed safeguards turn their tests red.")
    if not good:
        print("A line marked WRONG above means that its tests cannot be trusted: correct them.")
    return 0 if good else 1


def _tried(mutant: Mutant | None, tests: tuple[str, ...]) -> bool:
    began = time.monotonic()
    with _copy(mutant) as functions:
        result = _run(functions, tests)
    last_line = result.stdout.strip().rpartition("\n")[2]
    red = result.returncode == 1 and " failed" in last_line and " error" not in last_line
    as_expected = red if mutant else result.returncode == 0
    name = f"without {mutant.safeguard}" if mutant else "as they are"
    colour = "red" if red else "green" if result.returncode == 0 else "broken"
    mark = "" if as_expected else f"   WRONG\n{result.stdout[-2000:]}{result.stderr[-2000:]}"
    print(f"{name:48} {colour:6} {time.monotonic() - began:5.1f} s{mark}", flush=True)
    return as_expected


@contextmanager
def _copy(mutant: Mutant | None) -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as folder:
        functions = Path(folder) / "functions"
        shutil.copytree(ROOT / "functions", functions)
        if mutant is not None:
            module = functions / "order_service" / mutant.module
            text = module.read_text()
            if text.count(mutant.there) != 1:
                raise SystemExit(f"{mutant.module} no longer holds: {mutant.there!r}")
            module.write_text(text.replace(mutant.there, mutant.instead))
        yield functions


def _run(functions: Path, tests: tuple[str, ...]) -> subprocess.CompletedProcess[str]:
    options = ["-x", "-q", "-p", "no:cacheprovider", "-p", "no:xdist", "-k", QUICK]
    path = f"pythonpath={functions} {ROOT}"
    command = [sys.executable, "-m", "pytest", *tests, "-o", path, *options]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


if __name__ == "__main__":
    sys.exit(main())
