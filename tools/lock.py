"""`make lock`: writes the lock files, exact versions with hashes, for all supported machines.

One after the other, because the checks and tests are to run with the very versions of the layer.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from cart_to_order.ending import run_command
from tools.places import ROOT
from tools.progress import say, step

LAYER = "layers/dependencies/requirements"
# Each input without its suffix, and the lock file whose versions it must not contradict.
LOCKS = {
    LAYER: None,
    "requirements/dev": f"{LAYER}.txt",
    "requirements/bench": f"{LAYER}.txt",
    "requirements/cli": f"{LAYER}.txt",
    "requirements/runtime": None,
    "requirements/cloud": None,
    "requirements/sam": None,
    "requirements/scan": None,
    "requirements/nag": None,
    "requirements/examples": None,
    "requirements/audit": None,
    "requirements/docs": None,
    "requirements/charts": None,
    "requirements/lock": None,
}


def main() -> int:
    """Write all lock files; 0 when each of them could be resolved."""
    for name, bound in LOCKS.items():
        with step(f"Locking {name}.txt"):
            done = _compile(name, bound)
        if done.returncode:
            say(f"\n{name}.in cannot be locked:\n{done.stderr.strip()}")
            return 1
    say("Locked. Look at the difference, then: make test")
    return 0


def _compile(name: str, bound: str | None) -> subprocess.CompletedProcess[str]:
    command = [str(Path(sys.executable).parent / "uv"), "pip", "compile", "--quiet", "--upgrade"]
    # Universal: one file for Linux and macOS, Intel and ARM, and every Python from this one on.
    command += ["--universal", "--python-version", "3.11", "--generate-hashes"]
    # What has no wheel cannot be installed: nothing is built on the way.
    command += ["--only-binary", ":all:"]
    command += ["--no-emit-index-url", "--no-emit-find-links"]
    command += ["--custom-compile-command", "make lock"]
    command += ["--constraint", bound] if bound else []
    command += [f"{name}.in", "--output-file", f"{name}.txt"]
    return subprocess.run(
        command,
        cwd=ROOT,
        text=True,
        capture_output=True,
        stdin=subprocess.DEVNULL,
        check=False,
    )


if __name__ == "__main__":
    run_command(main)
