"""`make cli`: the command `cart-to-order` of this checkout, as `pip install .` would give it.

A launcher, not an installation: it needs no build tool, and runs the code as it is now.
"""

from __future__ import annotations

import os
import shlex
from pathlib import Path

from cart_to_order.ending import run_command
from tools.places import ROOT, shown
from tools.progress import say
from tools.setup import ENVIRONMENTS

NAME = "cart-to-order"


def main() -> int:
    """Write the launcher and say where it is."""
    launcher = write_launcher(ENVIRONMENTS["cli"].python)
    say(f"Ready: {shown(launcher)} --help")
    return 0


def write_launcher(python: Path) -> Path:
    """Write the launcher beside an interpreter; where it is."""
    launcher = python.with_name(NAME)
    search = shlex.quote(f"{ROOT / 'functions'}{os.pathsep}{ROOT}")
    # -P: what lies in the caller's folder is not imported.
    run = f"exec {shlex.quote(str(python))} -P -m cart_to_order"
    launcher.write_text(f'#!/bin/sh\nPYTHONPATH={search} {run} "$@"\n')
    launcher.chmod(0o755)
    return launcher


if __name__ == "__main__":
    run_command(main)
