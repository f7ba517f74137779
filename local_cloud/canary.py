"""Marked values: no person, token or link of a test run may turn up in anything that is written.

Every imaginary customer of the tests, the events and the soak has these names and this phone, the
emulator has this token, and its redirect URLs have this mark. `make test` keeps what its parts
say, and the last part, this one, looks for the marks there and in all logs of the local clouds:

    python -m local_cloud.canary

It passes only if the marks were in use, that is if the store was sent and answered with them.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path

from bigcommerce_emulator.state.identifiers import LINK_MARK
from bigcommerce_emulator.state.settings import PUBLIC_WORD
from cart_to_order.ending import run_command
from tools.places import EXCHANGES, LOGS, OUTPUT, shown
from tools.progress import say

CREDENTIAL_MARK = "MARKEDCREDENTIAL"
"""In each credential of AWS that `tests/runtime` gives to the functions."""
MARKS = {
    "given name": re.compile("zephyrin", re.IGNORECASE),
    "family name, address or e-mail": re.compile(r"quillfeather|retail@example", re.IGNORECASE),
    "phone number": re.compile(r"(512|619)\D{0,2}555\D{0,2}0173"),
    "link of a cart": re.compile(LINK_MARK),
    "store's token": re.compile(re.escape(PUBLIC_WORD)),
    "credential of AWS": re.compile(CREDENTIAL_MARK),
}
# Headers are not recorded; the store would have answered with nothing but 401 without its token.
NOT_RECORDED = {"store's token", "credential of AWS"}
WORKED = "order placed"
"""What both functions log when they work: a log without it shows nothing."""


def main() -> int:
    """Look everywhere; 0 only if the marks were in use and are in nothing that was written."""
    wrong = [*unused(Path(os.environ.get("EMULATOR_EXCHANGES") or EXCHANGES)), *unseen(LOGS)]
    files = written()
    for file in files:
        wrong += [f"{shown(file)}:{line} has a {kind}" for line, kind in leaks(text_of(file))]
    for problem in wrong:
        say(f"  {problem}", whole=True)
    say(f"{len(files)} files looked through: {len(wrong)} found.")
    return 1 if wrong or not files else 0


def leaks(text: str) -> list[tuple[int, str]]:
    """The number of each line that has a marked value, and which kind it is; never the value."""
    return [
        (number, kind)
        for number, line in enumerate(text.splitlines(), 1)
        for kind, mark in MARKS.items()
        if mark.search(line)
    ]


def unused(exchanges: Path) -> list[str]:
    """The kinds of marks that no exchange with the store shows, so that looking proves nothing."""
    text = text_of(exchanges) if exchanges.is_file() else ""
    kinds = [kind for kind in MARKS if kind not in NOT_RECORDED]
    return [
        f"{shown(exchanges)} shows no marked {kind}: run make test"
        for kind in kinds
        if not MARKS[kind].search(text)
    ]


def unseen(logs: Path) -> list[str]:
    """The functions whose log is not there, or says nothing of an order."""
    names = ("api-function.log", "queue-function.log")
    return [
        f"no {name} in {shown(logs)} has a line about an order: run make test"
        for name in names
        if not any(WORKED in text_of(file) for file in logs.rglob(name))
    ]


def written() -> list[Path]:
    """What the passed parts of `make test` said, and the logs of all that ran in them."""
    return sorted(_files())


def text_of(file: Path) -> str:
    """What is in a file, whatever bytes it has."""
    return file.read_text(errors="replace")


def _files() -> Iterator[Path]:
    yield from OUTPUT.glob("*.txt")
    yield from LOGS.rglob("*.log")


if __name__ == "__main__":
    run_command(main)
