"""Where the benchmark keeps what it makes, and what its parts pass to each other."""

import json
from typing import Any

from tools.places import LOCAL, ROOT

DOCUMENT = ROOT / "docs" / "benchmarks.md"
PYTHON = ROOT / ".venv-bench" / "bin" / "python"
SCRATCH = LOCAL / "bench"
APART = 0
"""The `process_group` of each process that is started: Ctrl-C is for the first, which ends them."""
_FACTS = SCRATCH / "measured.json"


def remember(**facts: float) -> None:
    """Keep what was measured, for the part that reckons what an order costs."""
    SCRATCH.mkdir(parents=True, exist_ok=True)
    _FACTS.write_text(json.dumps(remembered() | facts))


def remembered() -> dict[str, Any]:
    """What the last measurements said; empty before the first."""
    known: dict[str, Any] = json.loads(_FACTS.read_text()) if _FACTS.exists() else {}
    return known
