"""Checks that every place names the same version, and prints what is new in it.

The release workflow runs it with the tag:

    python -m tools.release v0.2.0 >notes.md
"""

from __future__ import annotations

import json
import re
import sys

from cart_to_order.ending import run_command
from tools.places import ROOT
from tools.progress import say

CHANGELOG = ROOT / "CHANGELOG.md"
PLACES = {
    "functions/order_service/__init__.py": r'__version__ = "([^"]+)"',
    "template.yaml": r"SemanticVersion: (\S+)",
    "CHANGELOG.md": r"\n## \[?(\d[^\]\s]*)",
}
"""Each file that names the version, and how."""
DOCUMENT = "docs/openapi.json"


def versions() -> dict[str, str]:
    """Return the version that each place names, by its file."""
    found = {place: _first(place, pattern) for place, pattern in PLACES.items()}
    document = json.loads((ROOT / DOCUMENT).read_text())
    return found | {DOCUMENT: str(document["info"]["version"])}


def notes(version: str) -> str:
    """Return the part of the changelog about a version, without its heading; empty if none."""
    sections = re.split(r"^## ", CHANGELOG.read_text(), flags=re.MULTILINE)
    named = [part for part in sections if part.lstrip("[").startswith(version)]
    return named[0].partition("\n")[2].strip() if named else ""


def main(tag: str) -> int:
    """Print the notes; 1 when a place names another version than the tag."""
    version = tag.removeprefix("v")
    others = {place: named for place, named in versions().items() if named != version}
    for place, named in others.items():
        say(f"{place} names {named}, not {version}: see CONTRIBUTING.md, A release.")
    if others:
        return 1
    say(notes(version))
    return 0


def _first(place: str, pattern: str) -> str:
    found = re.search(pattern, (ROOT / place).read_text())
    return found[1] if found else "no version"


if __name__ == "__main__":
    run_command(main, sys.argv[1] if sys.argv[1:] else "")
