"""Makes the virtual environments, each from its lock file, using the standard library only.

What `make run` and `make emulator` need, and what `make test` needs:

    python3 -m tools.setup cloud
    python3 -m tools.setup dev cloud sam scan nag examples

Nothing is done for an environment that was made from the same lock before.
"""

from __future__ import annotations

import hashlib
import importlib.util
import subprocess
import sys
import venv
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from cart_to_order.ending import run_command
from tools.places import LOGS, ROOT, shown
from tools.progress import Step, say, step

OLDEST_PYTHON = (3, 11)
LINES_OF_A_FAILURE = 12


class SetupError(Exception):
    """An environment could not be made; the text says why and what to do."""


@dataclass(frozen=True)
class Environment:
    """One virtual environment and the lock file it is made from."""

    name: str
    folder: Path
    purpose: str

    @property
    def lock(self) -> Path:
        """The lock file: exact versions with their hashes."""
        return ROOT / "requirements" / f"{self.name}.txt"

    @property
    def python(self) -> Path:
        """The environment's interpreter."""
        return self.folder / "bin" / "python"

    @property
    def log(self) -> Path:
        """Where the words of the last installation are."""
        return LOGS / f"install-{self.name}.log"

    @property
    def receipt(self) -> Path:
        """What was installed last: the lock's hash and the interpreter's version."""
        return self.folder / "installed-from"


ENVIRONMENTS = {
    "dev": Environment("dev", ROOT / ".venv", "the checks and tests"),
    "cloud": Environment("cloud", ROOT / ".venv-cloud", "the local AWS and the emulator"),
    "sam": Environment("sam", ROOT / ".venv-sam", "the SAM command line"),
    "scan": Environment("scan", ROOT / ".venv-scan", "the scan of the template"),
    "nag": Environment("nag", ROOT / ".venv-nag", "cdk-nag's rules for the template"),
    "examples": Environment("examples", ROOT / ".venv-examples", "the examples"),
    "bench": Environment("bench", ROOT / ".venv-bench", "what `make bench` measures"),
    "charts": Environment("charts", ROOT / ".venv-charts", "the charts of `make bench`"),
    "cli": Environment("cli", ROOT / ".venv-cli", "the command line"),
    "docs": Environment("docs", ROOT / ".venv-docs", "the site of the docs"),
    "lock": Environment("lock", ROOT / ".venv-lock", "the tool that locks versions"),
}


def main(names: list[str]) -> int:
    """Make sure that the named environments exist as locked; 0 when they do."""
    unknown = sorted(set(names) - set(ENVIRONMENTS))
    if unknown:
        say(f"No environment is called {unknown[0]}: choose of {', '.join(ENVIRONMENTS)}.")
        return 2
    try:
        _check_python()
        for name in names:
            ensure(ENVIRONMENTS[name])
    except SetupError as problem:
        say(f"\n{problem}")
        return 1
    except KeyboardInterrupt:
        say("\nStopped. The next run starts this environment anew.")
        return 130
    return 0


def ensure(environment: Environment) -> None:
    """Make the environment unless it is there already, made from the very same lock."""
    wanted = _receipt_text(environment)
    if _is_current(environment, wanted):
        return
    # Until it is complete it must not look complete.
    environment.receipt.unlink(missing_ok=True)
    with step(f"Making {environment.folder.name} for {environment.purpose}"):
        _make(environment)
    with step(f"Installing {environment.purpose}") as doing:
        _install(environment, doing)
    environment.receipt.write_text(wanted)


def _check_python() -> None:
    if sys.version_info < OLDEST_PYTHON:
        found = ".".join(str(part) for part in sys.version_info[:3])
        raise SetupError(
            f"Python 3.11 or newer is needed; {sys.executable} is {found}.\n"
            "Install a newer one, then say which: make run PYTHON=/path/to/python3.13"
        )
    if importlib.util.find_spec("ensurepip") is None:
        raise SetupError(
            f"{sys.executable} cannot make virtual environments: its ensurepip module is missing.\n"
            "On Debian or Ubuntu: sudo apt install python3-venv"
        )


def _receipt_text(environment: Environment) -> str:
    digest = hashlib.sha256(environment.lock.read_bytes()).hexdigest()
    return f"{digest} python{sys.version_info.major}.{sys.version_info.minor}\n"


def _is_current(environment: Environment, wanted: str) -> bool:
    # An interpreter that was removed leaves a dangling link behind.
    if not (environment.receipt.is_file() and environment.python.exists()):
        return False
    return environment.receipt.read_text() == wanted


def _make(environment: Environment) -> None:
    try:
        venv.create(environment.folder, clear=True, symlinks=True, with_pip=True)
    except (OSError, subprocess.CalledProcessError) as problem:
        raise SetupError(
            f"{environment.folder.name} cannot be made: {problem}\n"
            "Check the free space and the rights on this folder, then give the command again."
        ) from None


def _install(environment: Environment, doing: Step) -> None:
    LOGS.mkdir(parents=True, exist_ok=True)
    total = sum("==" in line for line in environment.lock.read_text().splitlines())
    # The lock is complete: resolving again costs time, and older pips refuse extras with hashes.
    command = [str(environment.python), "-m", "pip", "install", "--disable-pip-version-check"]
    # A wheel is only unpacked; building a package would run its code.
    command += ["--no-input", "--no-deps", "--require-hashes", "--only-binary", ":all:"]
    # Python compiles a module when it is first imported, and most of these never are.
    command += ["--no-compile"]
    command += ["-r", str(environment.lock)]
    with (
        environment.log.open("w") as log,
        subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, cwd=ROOT
        ) as pip,
    ):
        _follow(pip, log, doing, total)
    if pip.returncode:
        raise SetupError(_why_it_failed(environment))


def _follow(pip: subprocess.Popen[str], log: TextIO, doing: Step, total: int) -> None:
    seen = 0
    for line in pip.stdout or ():
        log.write(line)
        if line.startswith(("Collecting ", "Processing ")):
            seen += 1
            doing.detail = f"package {min(seen, total)} of {total}"
        elif line.startswith("Installing collected"):
            doing.detail = "unpacking"


def _why_it_failed(environment: Environment) -> str:
    lines = [line for line in environment.log.read_text().splitlines() if "WARNING" not in line]
    tail = "\n".join(f"    {line[:200]}" for line in lines[-LINES_OF_A_FAILURE:])
    return (
        f"The packages for {environment.purpose} could not be installed. The last words of pip:\n"
        f"{tail}\n"
        f"All of them are in {shown(environment.log)}.\n"
        "Packages come from where your pip takes them: check the network, the proxy and\n"
        "`python3 -m pip config list`, then give the same command again."
    )


if __name__ == "__main__":
    run_command(main, sys.argv[1:])
