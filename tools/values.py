"""What each variable of make takes: `make soak ORDERS=x` ends with one sentence.

Checked before anything is installed or started, and again by the module that uses it:

    ORDERS=60 python -m tools.values ORDERS
"""

from __future__ import annotations

import os
import re
import sys
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from cart_to_order.ending import WrongValue, run_command
from tools.parts import PARTS
from tools.places import ROOT

DIGITS = 9


@dataclass(frozen=True)
class Kind:
    """What a variable takes, in words, and whether a text is that."""

    takes: str
    fits: Callable[[str], bool]


def whole_number(least: int, most: int | None = None) -> Kind:
    """Return the kind of the whole numbers between two, or from one on."""
    above = 10**DIGITS if most is None else most

    def fits(text: str) -> bool:
        return bool(re.fullmatch(f"[0-9]{{1,{DIGITS}}}", text)) and least <= int(text) <= above

    upwards = f"a whole number of at least {least}"
    return Kind(upwards if most is None else f"a whole number from {least} to {most}", fits)


def words_of(names: Callable[[], list[str]], *, many: bool = False) -> Callable[[], Kind]:
    """Return the kind of one of these names, or of several; they are read when it is needed."""

    def kind() -> Kind:
        known = names()
        listed = f"{'any of' if many else 'one of'} {', '.join(known)}"
        return Kind(listed, lambda text: set(text.split() if many else [text]) <= set(known))

    return kind


def _allowed(parameter: str) -> list[str]:
    template = (ROOT / "template.yaml").read_text(encoding="utf-8")
    found = re.search(
        rf"^  {parameter}:\n(?:    .*\n)*?    AllowedValues: \[(.*)\]", template, re.MULTILINE
    )
    return re.split(r",\s*", found[1]) if found else []


def _environments() -> list[str]:
    return [
        name for name in tomllib.loads((ROOT / "samconfig.toml").read_text()) if name != "version"
    ]


PORT, COUNT, NUMBER = whole_number(1, 65_535), whole_number(1), whole_number(0)
VALUES: Mapping[str, Kind | Callable[[], Kind]] = {
    "ARCHITECTURE": words_of(lambda: _allowed("Architecture")),
    "AWS_PORT": PORT,
    "CASES": COUNT,
    "ENV": words_of(_environments),
    "ORDERS": COUNT,
    "PARTS": words_of(lambda: list(PARTS), many=True),
    "PORT": whole_number(0, 65_535),
    "ROWS": COUNT,
    "RUNTIME": words_of(lambda: _allowed("Runtime")),
    "SEED": NUMBER,
    "STORE_PORT": PORT,
    "WORLD": NUMBER,
    "WORLDS": COUNT,
}
"""Each variable that not every text is right for."""


def checked(name: str, text: str) -> str:
    """Return the text if the variable takes it; raises WrongValue."""
    kind = VALUES[name]
    kind = kind if isinstance(kind, Kind) else kind()
    if not kind.fits(text):
        raise WrongValue(f"{name} takes {kind.takes}; {text!r} is not.")
    return text


def value_of(name: str, text: str) -> int:
    """Return the number that a variable was given; raises WrongValue."""
    return int(checked(name, text))


def main(names: list[str]) -> int:
    """Check the variables of the environment that were given; 0 if each can be used."""
    for name in names:
        if text := os.environ.get(name, ""):
            checked(name, text)
    return 0


if __name__ == "__main__":
    run_command(main, sys.argv[1:])
