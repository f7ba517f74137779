"""The two ends of a wire inside this process, and the bytes of answers."""

import gzip
import socket
from collections.abc import Iterator
from contextlib import contextmanager

from order_service.bigcommerce.connections import Connection, Reply, Server
from order_service.clock import Clock
from tests.fakes.clock import FakeClock

OK = b'{"data": {"id": 1}}'
SERVER = Server.at("http://store.example")


def answer(
    body: bytes = OK, status: str = "200 OK", length: int | None = None, **headers: str
) -> bytes:
    """One answer; header names are given with underscores."""
    fields = {"Content-Length": str(len(body) if length is None else length)}
    fields |= {name.replace("_", "-"): text for name, text in headers.items()}
    head = "".join(f"{name}: {text}\r\n" for name, text in fields.items())
    return f"HTTP/1.1 {status}\r\n{head}\r\n".encode() + body


def gzipped(body: bytes) -> bytes:
    """The body packed; without the time, as tests that are named by it need the same name twice."""
    return gzip.compress(body, mtime=0)


def padded_gzip(body: bytes, blocks: int) -> bytes:
    """The body packed, behind so many blocks of five bytes that hold nothing."""
    packed = gzipped(body)
    return packed[:10] + b"\x00\x00\x00\xff\xff" * blocks + packed[10:]


class Wire:
    """A connection, and what stands at its other end."""

    def __init__(self, clock: Clock | None = None) -> None:
        near, self.far = socket.socketpair()
        self.connection = Connection(near, clock or FakeClock())

    def say(self, *parts: bytes) -> None:
        """Let the server send this, whether it was asked or not."""
        for part in parts:
            self.far.sendall(part)

    def ask(self, said: bytes | None = None, seconds: float = 5) -> Reply:
        """Send a request, and return the answer that the server gives it."""
        self.connection.send(SERVER.request("GET", "/x", {}, b""), b"", 5)
        if said is not None:
            self.say(said)
        return self.connection.receive(seconds)

    @property
    def closed(self) -> bool:
        """Return whether this side has ended the connection."""
        self.far.setblocking(False)
        try:
            while self.far.recv(65_536):
                pass
        except BlockingIOError:
            return False
        except ConnectionResetError:
            return True
        return True


@contextmanager
def wires(count: int, clock: Clock | None = None) -> Iterator[list[Wire]]:
    """So many wires, all closed in the end."""
    made = [Wire(clock) for _ in range(count)]
    try:
        yield made
    finally:
        for wire in made:
            wire.far.close()
            wire.connection.close()
