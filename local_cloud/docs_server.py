"""The API's documentation for a browser, which cannot sign: what it asks for is asked signed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

from local_cloud.aws.doors import FrontDoors
from local_cloud.aws.processes import LOOPBACK
from local_cloud.aws.stack import Deployment

PATH = "/docs"
PASSED_ON = ("Content-Type", "Content-Security-Policy")


@contextmanager
def docs_server(deployment: Deployment) -> Iterator[str]:
    """Serve /docs on a free port of loopback until the block ends; its URL."""
    doors = FrontDoors(deployment)

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            if self.path != PATH:
                self.send_error(404)
                return
            answer = doors.request("GET", PATH, {}, b"")
            content = str(answer.body).encode()
            self.send_response(answer.status)
            for name in PASSED_ON:
                if (value := answer.header(name)) is not None:
                    self.send_header(name, value)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

    server = ThreadingHTTPServer((LOOPBACK, 0), Handler)
    thread = Thread(target=server.serve_forever, name="docs", daemon=True)
    thread.start()
    try:
        yield f"http://{LOOPBACK}:{server.server_port}{PATH}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
