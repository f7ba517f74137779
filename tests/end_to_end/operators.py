"""An operator's commands, given where `make up` would have left its outputs."""

import os
import subprocess
import sys
from pathlib import Path

from local_cloud.aws.cloud import LocalCloud
from tools.places import ROOT


def operate(cloud: LocalCloud, folder: Path, command: str, *options: str) -> tuple[int, str]:
    """What a command ends with, and what it says."""
    (folder / ".local").mkdir(exist_ok=True)
    (folder / ".local" / "outputs.json").write_text(cloud.deployment.to_json())
    return operate_at(folder, command, *options)


def operate_at(folder: Path, command: str, *options: str) -> tuple[int, str]:
    """The same, with whatever outputs there are."""
    search = f"{ROOT / 'functions'}{os.pathsep}{ROOT}"
    done = subprocess.run(
        [sys.executable, "-m", f"cart_to_order.operations.{command}", "--local", *options],
        cwd=folder,
        env=os.environ | {"PYTHONPATH": search},
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout + done.stderr
