"""All that a function wrote: its output, the runtime client's log channel, reports and spans."""

import json
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from local_cloud.aws.processes import LOOPBACK

_HEAD = 16
"""Bytes before each entry of the log channel: kind, length and time."""


class Written:
    """What one function wrote so far, in all its processes."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True)
        self.output = folder / "stdout"
        self.errors = folder / "stderr"
        self.channel = folder / "log-channel"
        self.reported: list[str] = []
        self.spans: list[str] = []

    def lines(self) -> list[str]:
        """Each line of the output, as it becomes one entry of the log."""
        return self.output.read_text().splitlines() + self.errors.read_text().splitlines()

    def of_libraries(self) -> list[str]:
        """The runtime client's entries: what libraries logged, and errors no handler caught."""
        return list(_entries(self.channel.read_bytes()))

    def objects(self) -> list[dict[str, Any]]:
        """Each line of the output, which must be a JSON object."""
        found = [json.loads(line) for line in self.lines()]
        assert all(isinstance(one, dict) for one in found)
        return found

    def text(self) -> str:
        """Everything, for those who look for what must not be there."""
        everything = [*self.lines(), *self.of_libraries(), *self.reported, *self.spans]
        return "\n".join(everything)


class XRayDaemon:
    """Takes spans by UDP, as the daemon beside a function does."""

    def __init__(self) -> None:
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.setblocking(False)
        self._socket.bind((LOOPBACK, 0))

    @property
    def address(self) -> str:
        """Where spans are sent."""
        return f"{LOOPBACK}:{self._socket.getsockname()[1]}"

    def received(self) -> Iterator[str]:
        """Take what has come."""
        while True:
            try:
                yield self._socket.recv(65_536).decode()
            except BlockingIOError:
                return

    def close(self) -> None:
        """Give the socket back."""
        self._socket.close()


def _entries(content: bytes) -> Iterator[str]:
    while content:
        length = int.from_bytes(content[4:8], "big")
        yield content[_HEAD : _HEAD + length].decode()
        content = content[_HEAD + length :]
