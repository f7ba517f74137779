"""Where the sandbox keeps its things: all below the checkout, all ignored by git."""

from __future__ import annotations

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
# Another place lets two sandboxes of one checkout not get into each other's way.
LOCAL = Path(os.environ.get("SANDBOX_LOCAL", ROOT / ".local"))
LOGS = LOCAL / "logs"
EVENTS = ROOT / "events"
OUTPUTS = LOCAL / "outputs.json"
# What the parts of `make test` said, and what the store was asked meanwhile.
OUTPUT = LOCAL / "output"
EXCHANGES = LOCAL / "exchanges.jsonl"
CLOUD_PYTHON = ROOT / ".venv-cloud" / "bin" / "python"
CFN_LINT = ROOT / ".venv-sam" / "bin" / "cfn-lint"
CHECKOV = ROOT / ".venv-scan" / "bin" / "checkov"
SAM = ROOT / ".venv-sam" / "bin" / "sam"


def shown(path: Path) -> str:
    """Name a path as someone standing in the checkout would type it."""
    return str(path.relative_to(ROOT)) if path.is_relative_to(ROOT) else str(path)
