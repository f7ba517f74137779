"""Where the benchmark keeps what it makes, and what its parts pass to each other."""

import json
from pathlib import Path
from typing import Any

from tools.places import LOCAL, ROOT

DOCUMENT = ROOT / "docs" / "benchmarks.md"
PICTURES = ROOT / "docs" / "pictures"
FIGURES = PICTURES / "benchmarks.json"
"""What the parts measured last: prices, growth and charts are reckoned from it."""
PYTHON = ROOT / ".venv-bench" / "bin" / "python"
CHARTS_PYTHON = ROOT / ".venv-charts" / "bin" / "python"
SCRATCH = LOCAL / "bench"
APART = 0
"""The `process_group` of each process that is started: Ctrl-C is for the first, which ends them."""
SOURCES = "sources"
"""Where figures come from that the last run of their part did not measure."""
_ORDER = "order"


def remember(**facts: float) -> None:
    """Keep what was measured of one order, for the parts that reckon what it costs."""
    keep(_ORDER, remembered() | facts)


def remembered() -> dict[str, Any]:
    """What the last measurements said of one order; empty before the first."""
    known: dict[str, Any] = kept().get(_ORDER, {})
    return known


def keep(name: str, figures: Any, path: Path = FIGURES) -> None:
    """Keep figures under a name, in the place of earlier ones and of what was said of these."""
    known = kept(path)
    sources = {one: said for one, said in known.get(SOURCES, {}).items() if one != name}
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps({**known, name: figures, SOURCES: sources}, indent=1) + "\n")


def kept(path: Path = FIGURES) -> dict[str, Any]:
    """All figures that were kept, by their names."""
    known: dict[str, Any] = json.loads(path.read_text()) if path.exists() else {}
    return known
