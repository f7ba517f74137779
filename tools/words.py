"""Finds words that are not to come back, in everything that people read: part of `make check`.

python -m tools.words
"""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

from cart_to_order.ending import run_command
from tools.places import ROOT
from tools.progress import say

READ = ("*.md", "*.py", "*.toml", "*.yaml", "Makefile")
DROPPED = {
    r"\bmend(s|ed|ing)?\b": "fix",
    r"\bwhoever\b": "name who it is",
    r"\btwins?\b": "duplicate, or emulator",
    r"\bnot at all; it has\b": "state the fact",
    r"\btells? whether\b": "return whether",
    r"\bheals? by itself\b": "resolves itself",
    r"\bwithout being told\b": "say what happens",
}
"""Each word, as a pattern, and what to write in its place."""
NAMES = {r"\b_?(un)?told(?= *[=(\[:])|\btold_\w|\bNot\w*Told": "say what it holds"}
"""The same for names in all code, tests too."""
SHIPPED_NAMES = {r"\w_told\b": "say what it holds"}
"""The same for names that only the sentences which name tests may have."""
SHIPPED = ("functions/", "cart_to_order/", "bigcommerce_emulator/")
NAMING_THEM = (Path("tools/words.py"), Path("tests/unit/tools/test_words.py"))


def found_in(text: str, name: str = "text.md") -> Iterator[tuple[int, str, str]]:
    """Yield line number, word and what to write instead, for each word that was dropped."""
    dropped = DROPPED
    if name.endswith(".py"):
        dropped = dropped | NAMES | (SHIPPED_NAMES if name.startswith(SHIPPED) else {})
    for number, line in enumerate(text.splitlines(), 1):
        for pattern, better in dropped.items():
            if found := re.search(pattern, line, re.IGNORECASE):
                yield number, found[0], better


def main() -> int:
    """Print every place; 0 when there is none."""
    command = ["git", "ls-files", *READ]
    listed = subprocess.run(command, cwd=ROOT, text=True, capture_output=True, check=True)
    places = [
        f'{name}:{number}: "{word}": write {better}'
        for name in listed.stdout.splitlines()
        if Path(name) not in NAMING_THEM
        for number, word, better in found_in((ROOT / name).read_text(encoding="utf-8"), name)
    ]
    for place in places:
        say(place, whole=True)
    return 1 if places else 0


if __name__ == "__main__":
    run_command(main)
