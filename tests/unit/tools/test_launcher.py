import subprocess
import sys
from pathlib import Path

from tools.launcher import write_launcher


def test_the_command_runs_from_any_folder_and_imports_nothing_of_it(tmp_path: Path) -> None:
    bin_ = tmp_path / "a folder's" / "bin"
    bin_.mkdir(parents=True)
    python = bin_ / "python"
    python.write_text(f'#!/bin/sh\nexec {sys.executable} "$@"\n')
    python.chmod(0o755)
    (tmp_path / "cart_to_order.py").write_text("raise SystemExit('not this one')")
    launcher = write_launcher(python)
    done = subprocess.run(
        [str(launcher), "show", "--help"], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert "usage: cart-to-order show" in done.stdout
