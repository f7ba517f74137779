"""Starts servers on loopback and ends them for certain."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

from cart_to_order.ending import StoppedBySignal
from tools.places import ROOT, shown

LOOPBACK = "127.0.0.1"
START_SECONDS = 60.0
LINES_OF_A_FAILURE = 12
# Of the caller's environment only what a program needs to run at all: no AWS profile, no proxy
# and no Python path may reach the local cloud.
PASSED_ON = ("PATH", "HOME", "LANG", "LC_ALL", "SYSTEMROOT", "LD_LIBRARY_PATH")


class LocalCloudError(Exception):
    """The local cloud cannot go on; the text says why and what to do."""


class Server:
    """A program that listens on a port, ended with its whole process group."""

    def __init__(self, name: str, command: Sequence[str], port: int, log: Path) -> None:
        self.name = name
        self.command = list(command)
        self.port = port
        self.log = log
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """Where it is listening."""
        return f"http://{LOOPBACK}:{self.port}"

    def start(self, environment: Mapping[str, str] | None = None) -> None:
        """Start it and return once it is listening; say why when it does not."""
        self.log.parent.mkdir(parents=True, exist_ok=True)
        with self.log.open("wb") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "local_cloud.aws.leash", *self.command],
                stdin=subprocess.PIPE,
                stdout=log,
                stderr=subprocess.STDOUT,
                env=clean_environment(environment or {}),
                cwd=ROOT,
                start_new_session=True,
            )
        self._wait_until_listening()

    def stop(self) -> None:
        """Let go of the leash and wait until the whole group is gone."""
        process, self._process = self._process, None
        if process is None or process.stdin is None:
            return
        process.stdin.close()
        process.wait()

    def process_ids(self) -> list[int]:
        """Everything that runs in its group, for tests that kill at random."""
        if self._process is None:
            return []
        return [pid for pid in _all_process_ids() if _group_of(pid) == self._process.pid]

    def _wait_until_listening(self) -> None:
        deadline = time.monotonic() + START_SECONDS
        while not is_taken(self.port):
            if self._process is None or self._process.poll() is not None:
                raise LocalCloudError(
                    f"The {self.name} ended before it was up.{self._last_words()}"
                )
            if time.monotonic() > deadline:
                raise LocalCloudError(f"The {self.name} was not up in time.{self._last_words()}")
            time.sleep(0.05)

    def _last_words(self) -> str:
        lines = self.log.read_text(errors="replace").splitlines()[-LINES_OF_A_FAILURE:]
        said = "\n".join(f"    {line[:200]}" for line in lines) or "    (nothing)"
        return f" Its last words:\n{said}\nAll of them are in {shown(self.log)}."


def clean_environment(extra: Mapping[str, str]) -> dict[str, str]:
    """What a program of the local cloud gets to see of the environment."""
    kept = {name: os.environ[name] for name in PASSED_ON if name in os.environ}
    return kept | {"PYTHONNOUSERSITE": "1", "PYTHONUNBUFFERED": "1"} | dict(extra)


def _all_process_ids() -> list[int]:
    folder = Path("/proc")
    if folder.is_dir():
        return [int(entry.name) for entry in folder.iterdir() if entry.name.isdigit()]
    listing = subprocess.run(["ps", "-A", "-o", "pid="], capture_output=True, text=True, check=True)  # noqa: S607
    return [int(pid) for pid in listing.stdout.split()]


def _group_of(process_id: int) -> int:
    try:
        return os.getpgid(process_id)
    except (ProcessLookupError, PermissionError):
        return 0


def is_alive(process_id: int) -> bool:
    """Whether there is a process with this id."""
    try:
        os.kill(process_id, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def is_taken(port: int) -> bool:
    """Whether something listens on this port of loopback."""
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex((LOOPBACK, port)) == 0


def free_port() -> int:
    """A port of loopback that nobody uses now."""
    with socket.socket() as probe:
        probe.bind((LOOPBACK, 0))
        return int(probe.getsockname()[1])


def port_or_free(asked: int | None, setting: str) -> int:
    """The port that was asked for, or a free one; refused in words when it is taken."""
    if asked is None:
        return free_port()
    if is_taken(asked):
        raise LocalCloudError(
            f"Port {asked} on {LOOPBACK} is taken by another program.\n"
            f"Stop that program or choose another port with {setting}=NUMBER."
        )
    return asked


@contextmanager
def ended_by_signals() -> Iterator[None]:
    """Let every request to end unwind the stack, so that all that was started is stopped."""
    # Ctrl-C too: a shell that starts a program in the background has it ignore that.
    ends = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    previous = {number: signal.signal(number, _unwind) for number in ends}
    try:
        yield
    finally:
        for number, handler in previous.items():
            signal.signal(number, handler)


def _unwind(number: int, _frame: FrameType | None) -> None:
    raise StoppedBySignal(128 + number)
