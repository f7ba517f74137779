"""Which of the documented calls and statuses were seen in recorded exchanges.

python -m bigcommerce_emulator.verify.documented.coverage exchanges.jsonl
"""

import json
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from bigcommerce_emulator.api.b2b_calls import is_theirs
from bigcommerce_emulator.api.exchanges import beyond, of_b2b
from bigcommerce_emulator.ending import run_command
from bigcommerce_emulator.verify.documented.calls import ANY_CALL, CALLS

Pair = tuple[str, int]
_WIDTH = 42


@dataclass(frozen=True, slots=True)
class Coverage:
    """The calls with the statuses that were seen, documented or not."""

    seen: frozenset[Pair]

    @property
    def missing(self) -> list[Pair]:
        """The documented pairs that were not seen."""
        return [pair for pair in _documented() if pair not in self.seen]

    @property
    def missing_anywhere(self) -> list[int]:
        """The statuses any call may have that no call had."""
        had = {status for _, status in self.seen}
        return [status for status in ANY_CALL if status not in had]

    def lines(self) -> Iterator[str]:
        """The table, a call in a line: its documented statuses, ! before those not seen."""
        for call, statuses in CALLS.items():
            marks = [f"{'' if (call, status) in self.seen else '!'}{status}" for status in statuses]
            more = sorted(status for name, status in self.seen if name == call)
            others = [str(status) for status in more if status not in statuses]
            beside = f"  also {', '.join(others)}" if others else ""
            yield f"  {call:{_WIDTH}} {' '.join(marks):20}{beside}".rstrip()
        yield f"  {self.summary()}"

    def summary(self) -> str:
        """How many of the documented calls and statuses were seen."""
        return (
            f"{self._calls()} of {len(CALLS)} calls, {self._pairs()} of {len(_documented())}"
            f" statuses; of any call {len(ANY_CALL) - len(self.missing_anywhere)}"
            f" of {len(ANY_CALL)}" + self._words()
        )

    def _words(self) -> str:
        statuses = ", ".join(str(status) for status in self.missing_anywhere)
        return f", not {statuses}" if statuses else ""

    def _calls(self) -> int:
        return len({call for call, _ in self.seen} & set(CALLS))

    def _pairs(self) -> int:
        return len(_documented()) - len(self.missing)


def read(paths: Iterable[Path]) -> Coverage:
    """The coverage of recordings, and of what was recorded beside them."""
    files = [
        file for path in paths for file in (path, beyond(path), of_b2b(path)) if file.is_file()
    ]
    lines = (line for file in files for line in file.read_text(encoding="utf-8").splitlines())
    return Coverage(frozenset(_pair(json.loads(line)) for line in lines))


def call_of(method: str, path: str) -> str:
    """The documented call that a path belongs to, or the method and the path as they are."""
    parts = path.partition("?")[0].rstrip("/").split("/")[1 if is_theirs(path) else 3 :]
    for call in CALLS:
        name, _, template = call.partition(" ")
        wanted = template.split("/")[1:]
        if name == method and len(wanted) == len(parts) and all(
            part in ("*", given) for part, given in zip(wanted, parts, strict=True)
        ):  # fmt: skip
            return call
    return f"{method} /{'/'.join(parts)}"


def _pair(exchange: dict[str, object]) -> Pair:
    return call_of(str(exchange["method"]), str(exchange["path"])), int(str(exchange["status"]))


def _documented() -> list[Pair]:
    return [(call, status) for call, statuses in CALLS.items() for status in statuses]


def main(names: list[str]) -> int:
    """Prints the table; 1 if there is nothing recorded in the files."""
    coverage = read(Path(name) for name in names)
    if not coverage.seen:
        print("Nothing is recorded there: name a file of recorded exchanges.")
        return 1
    print("Documented calls and statuses; ! was not seen")
    print("\n".join(coverage.lines()))
    return 0


if __name__ == "__main__":
    run_command(main, sys.argv[1:])
