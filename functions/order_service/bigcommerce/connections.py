"""Adapter: one connection to a server; the only importer of h11.

h11 is used without a client on top of it, because both guarantees of this module need what the
clients keep to themselves: the time left before each read, and the bytes left after an answer.
"""

import select
import socket
import ssl
import zlib
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import certifi
import h11

from order_service.clock import Clock

MOST_BYTES = 1_500_000
"""Longest answer, as it is sent and unpacked: twice the emulator's about the largest order."""
MOST_HEAD_BYTES = 32_768
"""Longest head of one answer."""
MOST_EVENTS = 2048
"""Most parts (heads, chunks) of one answer: each costs time, however short it is."""
_READ_BYTES = 65_536
_GZIP = 16 + zlib.MAX_WBITS

Request = h11.Request


class UnusableAnswer(Exception):
    """The answer is longer than any of ours, broken off or packed in an unknown way."""


@dataclass(frozen=True)
class Reply:
    """One answer, unpacked; header names are lower-case."""

    status: int
    headers: Mapping[str, str]
    content: bytes


class Body:
    """Unpacks a body as it comes in, and no more of it than an answer may be long."""

    def __init__(self, encoding: str = "") -> None:
        if encoding.lower() not in ("", "identity", "gzip"):
            raise UnusableAnswer
        self._unpacker = zlib.decompressobj(_GZIP) if encoding.lower() == "gzip" else None
        self._plain = bytearray()

    def add(self, part: bytes) -> None:
        """Take the next part; raises UnusableAnswer or zlib.error when it cannot be ours."""
        for plain in self._unpacked(part):
            self._plain += plain
            if len(self._plain) > MOST_BYTES:
                raise UnusableAnswer

    def content(self) -> bytes:
        """Return the whole; raises UnusableAnswer if its end is missing."""
        if self._plain and self._unpacker and not self._unpacker.eof:
            raise UnusableAnswer
        return bytes(self._plain)

    def _unpacked(self, part: bytes) -> Iterator[bytes]:
        if not self._unpacker:
            yield part
            return
        while len(plain := self._unpacker.decompress(part, _READ_BYTES)) == _READ_BYTES:
            yield plain
            part = self._unpacker.unconsumed_tail
        yield plain


@dataclass(frozen=True)
class Server:
    """Where to connect to; ``trusted`` is None for plain HTTP."""

    host: str
    port: int
    authority: str
    prefix: str = ""
    trusted: ssl.SSLContext | None = field(default=None, repr=False)

    @classmethod
    def at(cls, base_url: str, trusted: ssl.SSLContext | None = None) -> "Server":
        """Return the server of a base URL; the usual authorities are trusted if none is given."""
        parts = urlsplit(base_url)
        secure = parts.scheme == "https"
        if secure:
            trusted = trusted or ssl.create_default_context(cafile=certifi.where())
            trusted.set_alpn_protocols(["http/1.1"])
        port = parts.port or (443 if secure else 80)
        return cls(
            parts.hostname or "", port, parts.netloc, parts.path, trusted if secure else None
        )

    def request(
        self, method: str, path: str, headers: Mapping[str, str], content: bytes
    ) -> Request:
        """Return the head of a request; raises h11.LocalProtocolError if it can be none."""
        fixed = {"Host": self.authority, "Accept-Encoding": "gzip"}
        length = {"Content-Length": str(len(content))} if content else {}
        every = {**fixed, **headers, **length}
        return Request(method=method, target=self.prefix + path, headers=list(every.items()))


class Connection:
    """One open connection, for one request after the other."""

    def __init__(self, opened: socket.socket, clock: Clock) -> None:
        self._socket = opened
        self._clock = clock
        self._http = h11.Connection(h11.CLIENT, max_incomplete_event_size=MOST_HEAD_BYTES)

    @classmethod
    def open(cls, server: Server, clock: Clock, seconds: float) -> "Connection":
        """Return a new connection; that many seconds at most for each address, and for TLS."""
        opened = socket.create_connection((server.host, server.port), seconds)
        opened.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if server.trusted:
            # It closes the socket when the handshake fails.
            opened = server.trusted.wrap_socket(opened, server_hostname=server.host)
        return cls(opened, clock)

    def send(self, request: Request, content: bytes, seconds: float) -> None:
        """Send a request whole, within that many seconds."""
        parts = (request, h11.Data(data=content), h11.EndOfMessage())
        data = b"".join(self._http.send(part) or b"" for part in parts)
        self._socket.settimeout(seconds)
        # A server may refuse a request, and close, before it has read it to its end.
        with suppress(BrokenPipeError, ConnectionResetError):
            self._socket.sendall(data)

    def receive(self, seconds: float) -> Reply:
        """Return the answer if it is here, to its end, within that many seconds."""
        until = self._clock.now() + seconds
        head: h11.Response | None = None
        body, received = Body(), 0
        for _ in range(MOST_EVENTS):
            event = self._http.next_event()
            if event is h11.NEED_DATA:
                data = self._read(until)
                received += len(data)
                if received > MOST_BYTES:
                    raise UnusableAnswer
                self._http.receive_data(data)
            elif isinstance(event, h11.Response):
                head, headers = event, _headers(event)
                body = Body(headers.get("content-encoding", ""))
            elif isinstance(event, h11.Data):
                body.add(event.data)
            elif isinstance(event, h11.EndOfMessage) and head:
                return Reply(head.status_code, headers, body.content())
            elif not isinstance(event, h11.InformationalResponse):
                break
        raise UnusableAnswer

    def renewed(self) -> bool:
        """Return whether another request can be sent: nothing is left over of the last answer."""
        left, ended = self._http.trailing_data
        done = self._http.our_state is h11.DONE and self._http.their_state is h11.DONE
        if left or ended or not done:
            return False
        self._http.start_next_cycle()
        return True

    @property
    def silent(self) -> bool:
        """Return whether nothing came after the last answer, its server's goodbye included."""
        poll = select.poll()
        poll.register(self._socket, select.POLLIN)
        return not poll.poll(0)

    def close(self) -> None:
        """End the connection."""
        self._socket.close()

    def _read(self, until: float) -> bytes:
        left = until - self._clock.now()
        if left <= 0:
            raise TimeoutError
        self._socket.settimeout(left)
        return self._socket.recv(_READ_BYTES)


def _headers(head: h11.Response) -> Mapping[str, str]:
    headers: dict[str, str] = {}
    for raw_name, raw_value in head.headers:
        name, value = raw_name.decode("ascii"), raw_value.decode("latin-1")
        headers[name] = f"{headers[name]}, {value}" if name in headers else value
    return headers
