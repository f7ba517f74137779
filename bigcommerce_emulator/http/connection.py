"""A connection to a caller: an answer leaves it in one piece, and a fault can cut it."""

import asyncio
from collections.abc import Callable
from typing import Any

from uvicorn.protocols.http.h11_impl import H11Protocol

TRANSPORT = "transport"
"""Under what a request finds its own connection in its state."""


class CuttableProtocol(H11Protocol):
    """HTTP/1.1 whose requests can reach their own connection, to cut it."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Offers the transport in the state of every request on this connection."""
        if isinstance(transport, asyncio.Transport):
            gathering = Gathering(transport, self.loop.call_soon)
            super().connection_made(gathering)
            self.app_state = {**self.app_state, TRANSPORT: gathering}


class Gathering(asyncio.Transport):
    """A transport that sends all that is written in one turn of the loop in one piece.

    The protocol writes an answer's head, its body and its end one after the other. Sending each by
    itself costs a system call, and wakes the caller for a head alone.
    """

    def __init__(self, inner: asyncio.Transport, soon: Callable[[Callable[[], None]], Any]) -> None:
        super().__init__()
        self._inner = inner
        self._soon = soon
        self._written: list[bytes | bytearray | memoryview] = []

    def write(self, data: bytes | bytearray | memoryview) -> None:
        """Keep the data until the turn of the loop is over."""
        if not self._written:
            self._soon(self._flush)
        self._written.append(data)

    def close(self) -> None:
        """Send what was written, and close."""
        self._flush()
        self._inner.close()

    def abort(self) -> None:
        """Close at once; what was written in this turn is never sent."""
        self._written.clear()
        self._inner.abort()

    def is_closing(self) -> bool:
        """Whether the connection is closed, or closing."""
        return self._inner.is_closing()

    def get_extra_info(self, name: str, default: Any = None) -> Any:
        """Return what is known of the connection."""
        return self._inner.get_extra_info(name, default)

    def pause_reading(self) -> None:
        """Receive nothing for now."""
        self._inner.pause_reading()

    def resume_reading(self) -> None:
        """Receive again."""
        self._inner.resume_reading()

    def set_protocol(self, protocol: asyncio.BaseProtocol) -> None:
        """Hand what is received to another protocol."""
        self._inner.set_protocol(protocol)

    def _flush(self) -> None:
        written, self._written = self._written, []
        if written and not self._inner.is_closing():
            self._inner.write(b"".join(written))
