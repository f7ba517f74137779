"""Serves pages to a browser on this machine, behind the guard."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

from cart_to_order.pages.guard import refusal
from cart_to_order.problems import CannotAsk

LOOPBACK = "127.0.0.1"
_SECONDS = 30.0
"""Longest wait for a browser that has opened a connection and says nothing."""


class PortTaken(CannotAsk):
    """Another program listens on the port; the text says what to do."""


@dataclass(frozen=True)
class Page:
    """One answer to a browser."""

    status: int
    content: str
    headers: Mapping[str, str]


class GuardedHandler(BaseHTTPRequestHandler):
    """Answers only requests that the guard lets through."""

    def parse_request(self) -> bool:
        """Read the request line and the headers; answer 403 if the guard refuses them."""
        if not super().parse_request():
            return False
        refused = refusal(self.connection.getsockname()[1], self.headers.items())
        if refused is not None:
            # Its body is not read, so nothing can follow on this connection.
            self.close_connection = True
            self.send_error(403, explain=refused)
        return refused is None

    def log_message(self, format: str, *_: object) -> None:  # noqa: A002
        """Say nothing: a page that is redrawn would fill the log."""


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, *_: object) -> None:
        """Say what went wrong in a line; a browser that went away is nothing to speak of."""
        error = sys.exception()
        if not isinstance(error, ConnectionError | TimeoutError):
            print(f"A page could not be shown ({type(error).__name__}).", file=sys.stderr)  # noqa: T201


@contextmanager
def page_server(name: str, answer: Callable[[str], Page], port: int = 0) -> Iterator[str]:
    """Serve what `answer` makes of a path until the block ends; the server's URL.

    Port 0 takes a free one; raises PortTaken.
    """

    class Handler(GuardedHandler):
        timeout = _SECONDS

        def do_GET(self) -> None:
            _send(self, answer(self.path))

    try:
        server = _Server((LOOPBACK, port), Handler)
    except OSError:
        raise PortTaken(f"Port {port} is taken: name another with --port, or none.") from None
    thread = Thread(target=server.serve_forever, name=name, daemon=True)
    thread.start()
    try:
        yield f"http://{LOOPBACK}:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def _send(handler: GuardedHandler, page: Page) -> None:
    content = page.content.encode()
    handler.send_response(page.status)
    for header, value in page.headers.items():
        handler.send_header(header, value)
    handler.send_header("Content-Length", str(len(content)))
    handler.end_headers()
    handler.wfile.write(content)
