"""Shows that the tests can fail: removes one safeguard at a time and runs those that guard it.

    python -m tests.crash.mutants

Ends with 0 only if the tests pass as they are and turn red for every safeguard removed.
"""

import os
import shutil
import sys
import tempfile
import time
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

import pytest

from tests.crash.answer_mutants import ANSWER_MUTANTS
from tests.crash.caller_mutants import CALLER_MUTANTS
from tests.crash.mutant import Mutant

ROOT = Path(__file__).resolve().parents[2]
PROCESSES = 2
IMPORTED_ONCE = ("aws_lambda_powertools", "boto3", "httpx", "moto", "pydantic")
"""What every run needs and none mutates: half of a run's time, when each imports it anew."""
QUICK = "not two_faults and not ((has_everything or dragged_back) and not likely)"
"""Pairs of faults, and full orders in any store but one, need not run for this."""

LEDGER_TESTS = ("tests/integration/ledger/test_ledger.py",)
QUEUE_TESTS = (
    "tests/integration/handlers/test_queue.py",
    "tests/integration/handlers/test_two_versions.py",
)

AS_ASKED = (
    "tests/unit/order_service/checkout/test_as_asked.py",
    "tests/unit/order_service/checkout/test_lines_apart.py",
)
LINES = (
    "tests/unit/order_service/checkout/test_cart_contents.py",
    "tests/unit/order_service/checkout/test_lines_apart.py",
)

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
        "the time at which a lease is given back",
        "ledger/ledger.py",
        'changes["lease_until"] = max(now, entry.updated_at)',
        'changes["lease_until"] = 0',
    ),
    Mutant(
        "the margin for clocks that differ",
        "placing/flow.py",
        "LEASE_MARGIN = 10.0",
        "LEASE_MARGIN = 0.0",
    ),
    Mutant(
        "the look after a refused create-order",
        "placing/submission.py",
        "if (denied or isinstance(error, Refused)) and (",
        "if denied and (",
    ),
    Mutant(
        "the doubt about a 404",
        "placing/submission.py",
        "except (Ambiguous, CartGone):",
        "except Ambiguous:",
    ),
    Mutant(
        "the intent of a create-order that the token may not make",
        "placing/submission.py",
        "self.lease.denied(before)",
        "self.lease.not_submitted(before)",
    ),
    Mutant(
        "the doubt that outlives a refusal",
        "placing/flow.py",
        "if not lease.entry.in_doubt:",
        "if lease.entry.key:",
    ),
    Mutant(
        "the cart of a create-order that was sent",
        "ledger/entry.py",
        "self.carts < MOST_CARTS and not self.creates",
        "self.carts < MOST_CARTS",
    ),
    Mutant(
        "the second look",
        "placing/submission.py",
        "once_more = self.lease.entry.creates > made",
        "once_more = self.lease.entry.creates < 0",
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
        "the query that another one's failure must not hide",
        "bigcommerce/store.py",
        "if failure and not found:",
        "if failure:",
        ("tests/unit/order_service/bigcommerce/test_store.py",),
    ),
    Mutant(
        "the cart of an order that a checkout names",
        "placing/witnesses.py",
        "if row.cart_id != cart_id:",
        "if row.id == 0:",
    ),
    Mutant(
        "the settle time",
        "placing/submission.py",
        "if order_id is None and not self._settled:",
        "if order_id is None and self._settled is None:",
    ),
    Mutant(
        "the moment from which the settle time counts",
        "ledger/lease.py",
        "sends_until=self.entry.lease_until,\n            draft=",
        "sends_until=now,\n            draft=",
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
        "the cart of an order that is written to",
        "placing/finishing.py",
        "if row.cart_id != cart_id:",
        'if row.cart_id == "":',
    ),
    Mutant(
        "the look after a lost write to an order",
        "store_steps.py",
        '"finish", Call.ORDER_WRITE,',
        '"finish", Call.REPEATABLE,',
    ),
    Mutant(
        "the look after a lost archiving",
        "store_steps.py",
        '"archive", Call.ORDER_WRITE,',
        '"archive", Call.REPEATABLE,',
    ),
    Mutant(
        "the look before a duplicate is archived",
        "placing/witnesses.py",
        "if now.cart_id != self.entry.cart_id or not now.untouched:",
        "if now.cart_id != self.entry.cart_id:",
    ),
    Mutant(
        "the payment that makes an order somebody's",
        "store/order_view.py",
        '(self.payment_status or "") in _UNPAID',
        'self.payment_status != "captured"',
    ),
    Mutant(
        "the end of what follows an order",
        "placing/flow.py",
        "tried_for > FINISH_SECONDS",
        "tried_for < 0",
    ),
    Mutant(
        "the look after a lost deletion of a cart",
        "placing/finishing.py",
        "if _shows(cart_id, store):",
        "if cart_id:",
    ),
    Mutant(
        "the doubt about a 5xx",
        "bigcommerce/verdicts.py",
        "    Call.CREATE_ORDER: LookFirst(),",
        "    Call.CREATE_ORDER: RetryNow(),",
    ),
    Mutant(
        "the consistency of a read",
        "ledger/table.py",
        "ConsistentRead=True",
        "ConsistentRead=False",
        LEDGER_TESTS,
    ),
    Mutant(
        "the longer life of a key that is used again",
        "ledger/ledger.py",
        '"deliveries = if_not_exists(deliveries, :zero) + :one, expires_at = :expires, "',
        '"deliveries = if_not_exists(deliveries, :zero) + :one, "\n'
        '    "expires_at = if_not_exists(expires_at, :expires), "',
        LEDGER_TESTS,
    ),
    Mutant(
        "the time kept back to report a batch",
        "handlers/queue.py",
        "RETURN_SECONDS = AWS_SECONDS + 1.0",
        "RETURN_SECONDS = 0.0",
        QUEUE_TESTS,
    ),
    Mutant(
        "the look at the ledger before a message is refused",
        "handlers/queue_jobs.py",
        "if entry is not None and (entry.phase is not Phase.REJECTED or entry.look_at):",
        "if entry is not None and entry.phase is None:",
        QUEUE_TESTS[::-1],
    ),
    Mutant(
        "the message that a second look waits for",
        "handlers/queue_jobs.py",
        "(entry.phase is not Phase.REJECTED or entry.look_at)",
        "entry.phase is not Phase.REJECTED",
        QUEUE_TESTS[::-1],
    ),
    Mutant(
        "the draft of a create-order that was answered",
        "ledger/lease.py",
        "draft=self.entry.draft if answered else before.draft",
        "draft=before.draft",
    ),
    Mutant(
        "the doubt about what stood in front of the store",
        "bigcommerce/verdicts.py",
        "(call is Call.CREATE_ORDER and not _is_the_stores(outcome))",
        "call is None",
        ("tests/unit/order_service/bigcommerce/test_verdicts.py",),
    ),
    Mutant(
        "the doubt about a duplicate that is not found when it is archived",
        "bigcommerce/store.py",
        'raise Interrupted("archive") from None',
        "return",
        ("tests/unit/order_service/bigcommerce/test_store.py",),
    ),
    Mutant(
        "the fingerprint",
        "request/order.py",
        "sort_keys=True",
        "sort_keys=False",
        ("tests/unit/order_service/ledger/test_last_release.py",),
    ),
    Mutant(
        "the comparison of each answer with the request",
        "checkout/next_step.py",
        "if differing := differences(checkout, order, match):",
        "if differing := []:",
        AS_ASKED,
    ),
    *(
        Mutant(
            f"the comparison of {field}",
            "checkout/as_asked.py",
            f'", {compared}',
            '", None',
            AS_ASKED,
        )
        for field, compared in (
            ("the currency", "_currency"),
            ("the customer", "_customer_id"),
            ("the channel", "_channel_id"),
            ("coupons", "_coupons"),
            ("fees", "_fees"),
            ("discounts", "_discounts"),
            ("the message", "_message"),
            ("gift certificates", "_certificates"),
        )
    ),
    Mutant(
        "the street in an address",
        "checkout/address_spelling.py",
        '"address1": _street("address1"),',
        '"address1": lambda _, __: True,',
        AS_ASKED,
    ),
    Mutant(
        "the refusal of a country or postcode that the store rewrote",
        "checkout/address_spelling.py",
        'NEVER_REWRITTEN = ("country_code", "postal_code")',
        "NEVER_REWRITTEN = ()",
        AS_ASKED,
    ),
    Mutant(
        "the store's own spelling of what it was sent",
        "checkout/next_step.py",
        "if accepted.is_spelling(what, theirs):",
        "if accepted.is_spelling(what, None):",
        AS_ASKED,
    ),
    Mutant(
        "what a line must show",
        "checkout/line_matching.py",
        "likely.append((index, stock.find(hard)))",
        "likely.append((index, stock.find([])))",
        LINES,
    ),
    Mutant(
        "what helps to tell lines apart",
        "checkout/line_matching.py",
        "exact.append((index, stock.find([*hard, *soft])))",
        "exact.append((index, stock.find(hard)))",
        LINES,
    ),
    Mutant(
        "the rule that a kit's part was not ordered",
        "store/cart_view.py",
        "if line.added_by_promotion or str(line.parent_id) in ids",
        "if line.added_by_promotion",
        LINES,
    ),
    Mutant(
        "the refusal of lines that no cart shows apart",
        "request/agreement.py",
        "for first, *others in indistinguishable(order):",
        "for first, *others in list[list[int]]():",
        LINES,
    ),
    Mutant(
        "the refusal to split a cart that does not show lines apart",
        "checkout/line_matching.py",
        "if unsure := self._uncertain.intersection(group):",
        "if unsure := self._uncertain.difference(self._uncertain):",
        LINES,
    ),
    Mutant(
        "the comparison of what is in a consignment",
        "checkout/pairing.py",
        "        alike = rest[one.goods]",
        "        alike = [other for others in rest.values() for other in others]",
        ("tests/unit/order_service/checkout/test_consignment_pairs.py",),
    ),
    *ANSWER_MUTANTS,
    *CALLER_MUTANTS,
)
TESTS = tuple({mutant.tests: None for mutant in MUTANTS})


def main(arguments: list[str]) -> int:
    """Run the tests as they are and with each safeguard removed; 0 if all is as it must be.

    ``--passed-elsewhere`` leaves out the tests as they are, for a run of which they are a part.
    """
    as_they_are = [] if "--passed-elsewhere" in arguments else [*TESTS]
    runs = [*((None, tests) for tests in as_they_are), *((one, one.tests) for one in MUTANTS)]
    verdicts = side_by_side([Run(*run) for run in runs])
    caught = sum(verdicts[len(as_they_are) :])
    print(f"{caught} of {len(MUTANTS)} removed safeguards turn their tests red.")
    if not all(verdicts):
        print("A line marked WRONG above means that its tests cannot be trusted: correct them.")
    return 0 if all(verdicts) else 1


@dataclass
class Run:
    """Some tests, with a safeguard removed or as they are, in a process of their own."""

    mutant: Mutant | None
    tests: tuple[str, ...]
    began: float = 0.0
    folder: Path = Path()

    def start(self) -> int:
        """Return the process, which has what it imports already but for what is mutated."""
        self.began = time.monotonic()
        self.folder = Path(tempfile.mkdtemp())
        _copy(self.mutant, self.folder / "functions")
        child = os.fork()
        if child == 0:
            os._exit(_tested(self.folder, self.tests))
        return child

    def ended(self, code: int) -> bool:
        """Print how the run ended, and return whether that is how it must end."""
        said = (self.folder / "said").read_text()
        shutil.rmtree(self.folder)
        last_line = said.strip().rpartition("\n")[2]
        red = code == 1 and " failed" in last_line and " error" not in last_line
        as_expected = red if self.mutant else code == 0
        name = f"without {self.mutant.safeguard}" if self.mutant else "as they are"
        colour = "red" if red else "green" if code == 0 else "broken"
        mark = "" if as_expected else f"   WRONG\n{said[-2000:]}"
        print(f"{name:48} {colour:6} {time.monotonic() - self.began:5.1f} s{mark}", flush=True)
        return as_expected


def side_by_side(runs: list[Run]) -> list[bool]:
    """Return how each run ended, two of them under way at any time."""
    for module in IMPORTED_ONCE:
        import_module(module)
    verdicts, waiting, under_way = dict[int, bool](), [*enumerate(runs)], dict[int, int]()
    while waiting or under_way:
        while waiting and len(under_way) < PROCESSES:
            number, run = waiting.pop(0)
            under_way[run.start()] = number
        process, status = os.wait()
        number = under_way.pop(process)
        verdicts[number] = runs[number].ended(os.waitstatus_to_exitcode(status))
    return [verdicts[number] for number in range(len(runs))]


def _copy(mutant: Mutant | None, functions: Path) -> None:
    shutil.copytree(ROOT / "functions", functions)
    if mutant is None:
        return
    module = functions / "order_service" / mutant.module
    text = module.read_text()
    if text.count(mutant.there) != 1:
        raise SystemExit(f"{mutant.module} no longer holds: {mutant.there!r}")
    module.write_text(text.replace(mutant.there, mutant.instead))


def _tested(folder: Path, tests: tuple[str, ...]) -> int:
    with (folder / "said").open("w") as said:
        os.dup2(said.fileno(), 1)
        os.dup2(said.fileno(), 2)
        # Before the folder that this process was started with.
        sys.path.insert(0, str(folder / "functions"))
        options = ["-x", "-q", "-p", "no:cacheprovider", "-p", "no:xdist", "-k", QUICK]
        path = f"pythonpath={folder / 'functions'} {ROOT}"
        code = int(pytest.main([*tests, "-o", path, *options]))
        sys.stdout.flush()
    return code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
