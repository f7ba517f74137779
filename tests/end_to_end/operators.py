"""An operator's commands, given where `make up` would have left its outputs."""

import os
import subprocess
import sys
from pathlib import Path

from cart_to_order.outputs import FILE, work_folder
from local_cloud.aws.cloud import LocalCloud
from tools.places import ROOT


def operate(cloud: LocalCloud, folder: Path, command: str, *options: str) -> tuple[int, str]:
    """What a command ends with, and what it says."""
    leave_outputs(cloud, folder)
    return operate_at(folder, command, *options)


def leave_outputs(cloud: LocalCloud, folder: Path) -> None:
    """Leave the cloud's addresses where `make up` in this folder would."""
    there = work_folder(folder, {})
    there.mkdir(exist_ok=True)
    (there / FILE).write_text(cloud.deployment.to_json())


def operate_at(folder: Path, command: str, *options: str) -> tuple[int, str]:
    """The same, with whatever outputs there are."""
    search = f"{ROOT / 'functions'}{os.pathsep}{ROOT}"
    done = subprocess.run(
        [sys.executable, "-m", "cart_to_order", command, "--local", *options],
        cwd=folder,
        env=os.environ | {"PYTHONPATH": search},
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout + done.stderr
