"""Finds the Pythons to run the functions with: the running one, and that of Lambda's runtime.

Lambda's is looked for where the template says which it is: ``PYTHON=``, the search path, and beside
the running Python, where version managers keep the others.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from tests.template.stack import source

_VERSION = "import pip, sys; print('python%d.%d' % sys.version_info[:2])"
"""It must have pip, for the layer is installed with it."""


@dataclass(frozen=True)
class Interpreter:
    """One Python, and the name that Lambda has for it."""

    path: str
    runtime: str


@cache
def interpreters() -> list[Interpreter]:
    """Return the running Python first, then Lambda's if it is another one and is here."""
    running = Interpreter(sys.executable, f"python{sys.version_info[0]}.{sys.version_info[1]}")
    wanted = str(source()["Parameters"]["Runtime"]["Default"])
    if running.runtime == wanted:
        return [running]
    found = next((path for path in _places(wanted) if _runtime(path) == wanted), None)
    return [running, Interpreter(found, wanted)] if found else [running]


def _places(name: str) -> Iterator[str]:
    for candidate in (os.environ.get("PYTHON"), name):
        if candidate and (path := shutil.which(candidate)):
            yield path
    version = name.removeprefix("python")
    for folder in sorted(Path(sys.base_prefix).parent.glob(f"*{version}*")):
        yield str(folder / "bin" / name)


def _runtime(path: str) -> str:
    if not Path(path).exists():
        return ""
    done = subprocess.run([path, "-c", _VERSION], capture_output=True, text=True, check=False)
    return done.stdout.strip()
