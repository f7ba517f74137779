"""Runs a command for as long as someone holds the other end of its standard input.

    python -m local_cloud.aws.leash COMMAND...

The process that started it may be killed in any way: its end of the pipe closes, and the command
and all that it started end too. The leash is the first process of a group of its own.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from types import FrameType

GRACE_SECONDS = 3.0


def main(command: list[str]) -> int:
    """Run the command; end with its exit code, or end it when the holder has let go."""
    # A terminal's Ctrl-C is for the holder, which then lets go.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # It stays until the last of the group is gone.
    signal.signal(signal.SIGTERM, _survive)
    child = subprocess.Popen(command, stdin=subprocess.DEVNULL)
    threading.Thread(target=_end_when_let_go, args=(child,), daemon=True).start()
    return child.wait()


def _end_when_let_go(child: subprocess.Popen[bytes]) -> None:
    while os.read(sys.stdin.fileno(), 1024):
        pass
    os.killpg(os.getpgid(0), signal.SIGTERM)
    deadline = time.monotonic() + GRACE_SECONDS
    while child.poll() is None and time.monotonic() < deadline:
        time.sleep(0.02)
    # The command may have left others behind; this ends the leash as well.
    os.killpg(os.getpgid(0), signal.SIGKILL)


def _survive(_signal: int, _frame: FrameType | None) -> None:
    pass


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
