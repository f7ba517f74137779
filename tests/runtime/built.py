"""Builds what Lambda unpacks for a function, by the recipes that `sam build` runs.

The layer and Lambda's own packages are kept, one for each lock and Python; the functions' code is
built each time.
"""

import hashlib
import os
import platform
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

from local_cloud.aws.artifacts import BUILD, FUNCTIONS, LAYER
from tests.runtime.interpreters import Interpreter
from tools.places import ROOT

PROCESSOR = {"aarch64": "arm64", "arm64": "arm64"}.get(platform.machine(), platform.machine())
_RUNTIME_LOCK = ROOT / "requirements" / "runtime.txt"


@dataclass(frozen=True)
class Built:
    """The three folders of a function, called /var/task, /opt and /var/runtime on Lambda."""

    interpreter: Interpreter
    task: Path
    layer: Path
    runtime: Path
    also: tuple[Path, ...] = ()
    """Folders that are no function's, searched last."""

    @property
    def search_path(self) -> str:
        """Where Python looks for modules, in Lambda's order; nothing else of this machine."""
        folders = (self.task, self.layer, self.runtime, *self.also)
        return os.pathsep.join(str(path) for path in folders)


def build(interpreter: Interpreter, task: Path) -> Built:
    """Build the functions' code into a folder, and whatever else is not kept already."""
    _make(FUNCTIONS, "build-OrderApiFunction", task, interpreter)
    kept = BUILD / f"runtime-{_key(interpreter)}"
    if not kept.is_dir():
        BUILD.mkdir(parents=True, exist_ok=True)
        unfinished = Path(tempfile.mkdtemp(dir=BUILD))
        _make(LAYER, "build-DependenciesLayer", unfinished / "opt", interpreter)
        _install(interpreter, unfinished / "runtime")
        try:
            unfinished.rename(kept)
        except OSError:  # another run was first
            shutil.rmtree(unfinished)
    # Else each of the functions that start at the same time would do it for itself.
    _run(interpreter.path, "-m", "compileall", "-q", str(task), str(kept))
    return Built(interpreter, task, kept / "opt" / "python", kept / "runtime")


def _key(interpreter: Interpreter) -> str:
    made_from = b"".join(
        path.read_bytes()
        for path in (LAYER / "requirements.txt", LAYER / "Makefile", _RUNTIME_LOCK)
    )
    made_for = f"{interpreter.runtime} {platform.system()} {PROCESSOR}"
    return hashlib.sha256(made_from + made_for.encode()).hexdigest()[:16]


def _make(folder: Path, target: str, into: Path, interpreter: Interpreter) -> None:
    chosen = {
        "ARTIFACTS_DIR": str(into),
        "PYTHON": interpreter.path,
        "LAMBDA_RUNTIME": interpreter.runtime,
        "LAMBDA_ARCHITECTURE": PROCESSOR,
    }
    _run("make", "-C", str(folder), target, *(f"{name}={value}" for name, value in chosen.items()))


def _install(interpreter: Interpreter, into: Path) -> None:
    options = ["--quiet", "--disable-pip-version-check", "--no-deps", "--only-binary=:all:"]
    options += ["--require-hashes", "--target", str(into), "-r", str(_RUNTIME_LOCK)]
    _run(interpreter.path, "-m", "pip", "install", *options)


def _run(*command: str) -> None:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
