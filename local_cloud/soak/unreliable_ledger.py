"""Stands between the functions and DynamoDB and loses some calls, before or after their effect."""

from __future__ import annotations

import http.client
import random
import socket
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

from cart_to_order.pages.loopback import GuardedHandler
from local_cloud.aws.processes import LOOPBACK

THROTTLED = b'{"__type":"com.amazonaws.dynamodb.v20120810#ThrottlingException"}'
UPSTREAM_SECONDS = 30.0


class UnreliableLedger(ThreadingHTTPServer):
    """A proxy that fails the given share of calls, seeded, each way equally often."""

    daemon_threads = True

    def __init__(self, upstream: str, port: int, share: float, seed: int) -> None:
        super().__init__((LOOPBACK, port), _Handler)
        self.upstream = urlsplit(upstream).netloc
        self.counted: Counter[str] = Counter()
        self._share = share
        self._chance = random.Random(seed)  # noqa: S311
        self._lock = threading.Lock()

    @property
    def url(self) -> str:
        """Where it is listening."""
        return f"http://{LOOPBACK}:{self.server_address[1]}"

    @property
    def calls(self) -> int:
        """How many calls came so far: the measure of the work that was done."""
        with self._lock:
            return self.counted.total()

    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing: that callers hang up on a broken connection is the point."""

    def draw(self) -> str:
        """What happens to the next call."""
        with self._lock:
            share = self._chance.random() / self._share
            kind = (
                "fine" if share >= 1 else ("throttled", "cut before", "cut after")[int(share * 3)]
            )
            self.counted[kind] += 1
        return kind


@contextmanager
def unreliable_ledger(
    upstream: str, port: int, share: float, seed: int
) -> Iterator[UnreliableLedger]:
    """The proxy for as long as the block runs."""
    proxy = UnreliableLedger(upstream, port, share, seed)
    thread = threading.Thread(target=proxy.serve_forever, daemon=True)
    thread.start()
    try:
        yield proxy
    finally:
        proxy.shutdown()
        proxy.server_close()
        thread.join()


class _Handler(GuardedHandler, BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: UnreliableLedger

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        kind = self.server.draw()
        if kind == "cut before":
            self._cut()
        elif kind == "throttled":
            self._answer(400, "application/x-amz-json-1.0", THROTTLED)
        else:
            status, content_type, content = self._forwarded(body)
            if kind == "cut after":
                self._cut()
            else:
                self._answer(status, content_type, content)

    def _forwarded(self, body: bytes) -> tuple[int, str, bytes]:
        upstream = http.client.HTTPConnection(self.server.upstream, timeout=UPSTREAM_SECONDS)
        try:
            upstream.request("POST", self.path, body, dict(self.headers.items()))
            answer = upstream.getresponse()
            return answer.status, answer.headers["Content-Type"], answer.read()
        finally:
            upstream.close()

    def _answer(self, status: int, content_type: str, content: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", content_type)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def _cut(self) -> None:
        self.close_connection = True
        self.connection.shutdown(socket.SHUT_RDWR)
