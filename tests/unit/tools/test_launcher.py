import subprocess
import sys
import tomllib
from pathlib import Path

from tools.launcher import write_launcher
from tools.places import ROOT


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


def test_every_package_and_marker_of_types_is_installed() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    packaging = project["tool"]["setuptools"]
    assert project["project"]["scripts"] == {"cart-to-order": "cart_to_order.__main__:main"}
    folders = {"order_service": ROOT / "functions"}
    listed = {
        package: folders.get(package.partition(".")[0], ROOT) / package.replace(".", "/")
        for package in packaging["packages"]
    }
    for folder in listed.values():
        assert {path.parent for path in folder.rglob("*.py")} <= set(listed.values())
        assert any(folder.glob("*.py"))
    for package in packaging["package-data"]:
        assert (folders.get(package, ROOT) / package / "py.typed").is_file()
