"""Where the document and its page are kept, and what they must hold."""

import json
from pathlib import Path

from tools.api_docs.document import document
from tools.api_docs.page import page

ROOT = Path(__file__).resolve().parents[2]
DOCUMENT = ROOT / "docs" / "openapi.json"
RELEASED = ROOT / "docs" / "openapi.released.json"
"""The document of the last release: callers rely on it, so nothing in it may break."""
PAGE = ROOT / "functions" / "order_service" / "handlers" / "docs.html"
"""Packed with the functions; read only when somebody asks for it."""
FILES = (DOCUMENT, PAGE)


def written(path: Path) -> str:
    """Return what this file holds when it is up to date."""
    made = document()
    return page(made) if path == PAGE else json.dumps(made, indent=2, ensure_ascii=False) + "\n"
