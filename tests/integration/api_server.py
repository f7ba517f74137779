"""The API's handler behind a socket of loopback, as API Gateway stands before it."""

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from tests.fakes.lambda_events import api_event
from tests.integration.entry_points import EntryPoints

Answer = tuple[int, Any, dict[str, str]]
Serve = Callable[[str, str, dict[str, str], str], Answer]


def through(entry_points: EntryPoints) -> Serve:
    """What answers by the real handler."""

    def serve(method: str, path: str, headers: dict[str, str], body: str) -> Answer:
        parts = urlsplit(path)
        event = api_event(method, parts.path, body or None, **headers)
        event["queryStringParameters"] = dict(parse_qsl(parts.query))
        return entry_points.send(event)

    return serve


@contextmanager
def api_server(serve: Serve) -> Iterator[str]:
    """The URL of a server that takes signed requests only, for as long as the block runs."""

    class Gateway(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self._answer()

        def do_GET(self) -> None:
            self._answer()

        def do_DELETE(self) -> None:
            self._answer()

        def log_message(self, *_: Any) -> None:
            """Nothing: the tests' output is for the tests."""

        def _answer(self) -> None:
            headers = dict(self.headers.items())
            sent = self.rfile.read(int(headers.get("Content-Length") or 0)).decode()
            path = self.path.removeprefix("/live")
            forbidden: Answer = (403, {"message": "Missing Authentication Token"}, {})
            status, body, answered = forbidden
            if "execute-api/aws4_request" in headers.get("Authorization", ""):
                status, body, answered = serve(self.command, path, headers, sent)
            content = json.dumps(body).encode()
            self.send_response(status)
            for name, value in (answered | {"Content-Length": str(len(content))}).items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(content)

    with HTTPServer(("127.0.0.1", 0), Gateway) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/live"
        finally:
            server.shutdown()
            thread.join()
