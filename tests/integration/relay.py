"""A wire between the service and a store that can go dead, as one does while nobody listens."""

import socket
import struct
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from threading import Thread
from urllib.parse import urlsplit

_RESET = struct.pack("ii", 1, 0)


class Relay:
    """Carries bytes to a server; connections that died are reset when they are next used."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        self._url = url
        self._server = (parts.hostname or "", parts.port or 0)
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._open: list[socket.socket] = []
        self._dead: set[socket.socket] = set()
        self.connections = 0
        self.resets = 0

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self._listener.getsockname()[1]}"

    def let_die(self) -> None:
        """Every connection of now is gone, but the client's machine has not heard of it."""
        self._dead |= set(self._open)

    def serve(self) -> None:
        """Accept connections until it is closed."""
        with suppress(OSError):
            while True:
                client, _ = self._listener.accept()
                server = socket.create_connection(self._server)
                self.connections += 1
                self._open.append(client)
                for source, sink in ((client, server), (server, client)):
                    Thread(target=self._carry, args=(source, sink), daemon=True).start()

    def close(self) -> None:
        """End everything."""
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        for client in self._open:
            with suppress(OSError):
                client.shutdown(socket.SHUT_RDWR)

    def _carry(self, source: socket.socket, sink: socket.socket) -> None:
        # The server takes no request that is meant for another name or port.
        ours, theirs = (urlsplit(url).netloc.encode() for url in (self.url, self._url))
        with suppress(OSError), source:
            while data := source.recv(65_536):
                if source in self._dead:
                    self.resets += 1
                    source.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET)
                    break
                sink.sendall(data.replace(ours, theirs))
        with suppress(OSError):
            sink.shutdown(socket.SHUT_RDWR)


@contextmanager
def relay_to(url: str) -> Iterator[Relay]:
    """A relay that runs until the block ends."""
    relay = Relay(url)
    thread = Thread(target=relay.serve)
    thread.start()
    try:
        yield relay
    finally:
        relay.close()
        thread.join()
