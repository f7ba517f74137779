"""Adapter: hands spans to the X-Ray daemon that Lambda runs beside the function."""

import os
import socket
from collections.abc import Mapping
from contextlib import suppress
from ipaddress import IPv4Address
from threading import Lock
from typing import Any

from order_service.telemetry.spans import Parent, datagram, read_parent

ADDRESS = "AWS_XRAY_DAEMON_ADDRESS"
TRACE = "_X_AMZN_TRACE_ID"


class Tracer:
    """Sends spans by UDP: it never waits, never fails, and without a daemon does nothing."""

    def __init__(self, environment: Mapping[str, str] = os.environ) -> None:
        self._environment = environment
        self._lock = Lock()
        self._socket: socket.socket | None = None

    def parent(self) -> Parent | None:
        """Return where this invocation's spans belong, None when nobody wants them."""
        if ADDRESS not in self._environment:
            return None
        return read_parent(self._environment.get(TRACE, ""))

    def send(self, span: Mapping[str, Any]) -> None:
        """Hand one span over; it is lost if the daemon cannot take it immediately."""
        address = read_address(self._environment.get(ADDRESS, ""))
        if address is None:
            return
        with suppress(OSError):
            self._opened().sendto(datagram(span), address)

    def close(self) -> None:
        """Give the socket back; the next span opens another."""
        with self._lock:
            if self._socket is not None:
                self._socket.close()
            self._socket = None

    def _opened(self) -> socket.socket:
        with self._lock:
            if self._socket is None:
                self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
                self._socket.setblocking(False)
            return self._socket


def read_address(text: str) -> tuple[str, int] | None:
    """Return the daemon's UDP address, None unless it is an IPv4 number: a name would be asked for.

    It is written ``127.0.0.1:2000`` or ``tcp:127.0.0.1:2000 udp:127.0.0.1:2001``.
    """
    found = [part for part in text.split() if not part.startswith("tcp:")]
    host, _, port = (found[0] if found else "").removeprefix("udp:").rpartition(":")
    try:
        return str(IPv4Address(host)), int(port)
    except ValueError:
        return None
