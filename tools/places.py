"""Where the local cloud and the tests keep their things: ignored by git, in the checkout."""

from __future__ import annotations

from pathlib import Path

from cart_to_order.outputs import FILE, work_folder

ROOT = Path(__file__).resolve().parent.parent
# Another folder keeps two local clouds of one checkout apart.
LOCAL = work_folder(ROOT)
LOGS = LOCAL / "logs"
EVENTS = ROOT / "events"
OUTPUTS = LOCAL / FILE
# What the parts of `make test` said, and what the store was asked meanwhile.
OUTPUT = LOCAL / "output"
EXCHANGES = LOCAL / "exchanges.jsonl"
CLOUD_PYTHON = ROOT / ".venv-cloud" / "bin" / "python"
EXAMPLES = ROOT / "examples"
EXAMPLES_PYTHON = ROOT / ".venv-examples" / "bin" / "python"
CFN_LINT = ROOT / ".venv-sam" / "bin" / "cfn-lint"
CHECKOV = ROOT / ".venv-scan" / "bin" / "checkov"
NAG_PYTHON = ROOT / ".venv-nag" / "bin" / "python"
SAM = ROOT / ".venv-sam" / "bin" / "sam"


def shown(path: Path) -> str:
    """Name a path as someone standing in the checkout would type it."""
    return str(path.relative_to(ROOT)) if path.is_relative_to(ROOT) else str(path)
