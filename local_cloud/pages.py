"""Serves pages to a browser on this machine, behind the guard."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

from bigcommerce_emulator.http.guard import Guard
from local_cloud.aws.processes import LOOPBACK, LocalCloudError


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
        guard = Guard(self.connection.getsockname()[1])
        refusal = guard.refusal(self.path, self.headers.items())
        if refusal is not None:
            # Its body is not read, so nothing can follow on this connection.
            self.close_connection = True
            self.send_error(403, explain=refusal)
        return refusal is None

    def log_message(self, format: str, *_: object) -> None:  # noqa: A002
        """Say nothing: a page that is redrawn would fill the log."""


@contextmanager
def page_server(name: str, answer: Callable[[str], Page], port: int = 0) -> Iterator[str]:
    """Serve what `answer` makes of a path until the block ends; the server's URL.

    Port 0 takes a free one.
    """

    class Handler(GuardedHandler):
        def do_GET(self) -> None:
            page = answer(self.path)
            content = page.content.encode()
            self.send_response(page.status)
            for header, value in page.headers.items():
                self.send_header(header, value)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

    try:
        server = ThreadingHTTPServer((LOOPBACK, port), Handler)
    except OSError as error:
        raise LocalCloudError(f"Port {port} is taken meanwhile: once more, please.") from error
    thread = Thread(target=server.serve_forever, name=name, daemon=True)
    thread.start()
    try:
        yield f"http://{LOOPBACK}:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
