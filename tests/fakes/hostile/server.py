"""A server that answers requests with whatever it is given, for as long as anybody listens."""

import socket
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from threading import Thread

Script = Callable[[str], Iterable[bytes]]
"""Makes of a request's first line what is sent in answer, piece by piece."""


class HostileServer:
    """Serves a script on this machine, one thread for each connection."""

    def __init__(self, script: Script) -> None:
        self.script = script
        self.requests: list[str] = []
        self.connections = 0
        self.sent = 0
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._threads: list[Thread] = []

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self._listener.getsockname()[1]}"

    def serve(self) -> None:
        """Accept connections until it is closed."""
        with suppress(OSError):
            while True:
                client, _ = self._listener.accept()
                self.connections += 1
                thread = Thread(target=self._answer, args=(client,), daemon=True)
                self._threads.append(thread)
                thread.start()

    def close(self) -> None:
        """Accept no more connections; those that are open end with their clients'."""
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()

    def _answer(self, client: socket.socket) -> None:
        with suppress(OSError), client, client.makefile("rb") as stream:
            while line := stream.readline():
                length = 0
                while (field := stream.readline().strip().lower()) not in (b"", b"\r\n"):
                    if field.startswith(b"content-length:"):
                        length = int(field.partition(b":")[2])
                stream.read(length)
                self.requests.append(line.decode().strip())
                for piece in self.script(self.requests[-1]):
                    client.sendall(piece)
                    self.sent += len(piece)


@contextmanager
def hostile_server(script: Script) -> Iterator[HostileServer]:
    """A server that runs until the block ends."""
    server = HostileServer(script)
    thread = Thread(target=server.serve)
    thread.start()
    try:
        yield server
    finally:
        server.close()
        thread.join()
