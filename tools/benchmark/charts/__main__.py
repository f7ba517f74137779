"""Draws every chart of docs/benchmarks.md anew, from the figures that are kept.

python -m tools.benchmark.charts
"""

import json
import os
import subprocess
from pathlib import Path

from cart_to_order.ending import run_command
from tools.benchmark.charts.series import PREFIX, charts, fingerprint
from tools.benchmark.places import APART, CHARTS_PYTHON, PICTURES, kept
from tools.places import ROOT
from tools.progress import say, step

DRAWING = "tools.benchmark.charts.drawing"


def draw(folder: Path = PICTURES) -> int:
    """Draw all charts of which there are figures; 0 when they are drawn."""
    if not CHARTS_PYTHON.exists():
        say("Not drawn: `python3 -m tools.setup charts` makes what draws the charts.")
        return 1
    found = {
        f"{PREFIX}{name}": (chart, fingerprint(chart)) for name, chart in charts(kept()).items()
    }
    with step("Drawing the charts"):
        subprocess.run(
            [str(CHARTS_PYTHON), "-m", DRAWING, str(folder)],
            input=json.dumps(found),
            env=os.environ | {"PYTHONPATH": str(ROOT)},
            cwd=ROOT,
            text=True,
            check=True,
            process_group=APART,
        )
    return 0


if __name__ == "__main__":
    run_command(draw)
