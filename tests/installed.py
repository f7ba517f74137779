"""A distribution of this repository as pip installs it, offline and beside no other package."""

import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

_OFFLINE = ("--no-index", "--no-deps", "--no-build-isolation", "--disable-pip-version-check",
            "--no-compile")  # fmt: skip


def install(source: Path, site: Path, words: Sequence[str] = ("pip", "install")) -> Path:
    """Install a copy of a distribution's source with these words of pip; return where it is.

    Build in a copy: a build leaves files beside what it builds.
    """
    command = [sys.executable, "-m", *words, "-q", *_OFFLINE, "--target", str(site), str(source)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return site


def packages(site: Path) -> set[str]:
    """Return what an installation adds to Python's path: everything but its commands."""
    return {path.name for path in site.iterdir()} - {"bin"}


def run(site: Path, code: str) -> str:
    """Return what code prints that finds the installation, but not this checkout."""
    # -I: neither the checkout nor PYTHONPATH can help out.
    words = [sys.executable, "-I", "-c", f"import sys; sys.path.insert(0, {str(site)!r})\n{code}"]
    return subprocess.run(words, capture_output=True, text=True, check=True).stdout
