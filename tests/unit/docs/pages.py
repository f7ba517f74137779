"""Reads the Markdown pages of this repository."""

import re
from collections.abc import Iterator
from pathlib import Path

from tools.places import ROOT

FOLDERS = (
    ".",
    "docs",
    "docs/decisions",
    "bigcommerce_emulator",
    "examples",
    "examples/public_clients",
)
PAGES = sorted(page for folder in FOLDERS for page in (ROOT / folder).glob("*.md"))
_LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
_CODE = re.compile(r"```.*?```|`[^`]*`", re.DOTALL)


def links(page: Path) -> Iterator[str]:
    """Yield every link of a page that does not lead out of the repository."""
    for target in _LINK.findall(_CODE.sub("", page.read_text())):
        if "://" not in target and not target.startswith("mailto:"):
            yield target


def anchors(page: Path) -> set[str]:
    """Return the anchors of a page's headings, as GitHub makes them."""
    headings = re.findall(r"^#+ (.+)$", _CODE.sub(_without_fence, page.read_text()), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def _without_fence(code: re.Match[str]) -> str:
    return "" if code[0].startswith("```") else code[0]
