"""Lambda's Runtime API for one execution environment, on loopback.

The runtime client asks for the next invocation and is kept waiting until there is one; what it
answers, and the errors it reports, are kept in order.
"""

import json
import sys
import time
import uuid
from dataclasses import dataclass
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from queue import SimpleQueue
from threading import Event, Thread
from typing import Any, Literal

from local_cloud.aws.processes import LOOPBACK

PREFIX = "/2018-06-01/runtime/"
TRACE = "Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1"
Kind = Literal["answered", "failed", "init failed", "restore failed", "to be frozen", "ended"]


@dataclass(frozen=True)
class Happened:
    """One thing that the function's process reported, or its end."""

    kind: Kind
    body: Any = None


class RuntimeApi:
    """Hands invocations to one process and collects what it reports."""

    def __init__(self, function_arn: str) -> None:
        self.function_arn = function_arn
        self.happened: SimpleQueue[Happened] = SimpleQueue()
        self.invocations: SimpleQueue[tuple[Any, int] | None] = SimpleQueue()
        self.restored = Event()
        self.ready = Event()
        """Set when the process first asks for an invocation: its init is over."""
        self.reported: list[str] = []
        self._server = _Server(self)
        Thread(target=self._server.serve_forever, daemon=True).start()

    @property
    def address(self) -> str:
        """Host and port, as the runtime client wants them."""
        return f"{LOOPBACK}:{self._server.server_port}"

    def invoke(self, event: Any, seconds: float) -> None:
        """Hand an event over; the function has that many seconds."""
        self.invocations.put((event, int((time.time() + seconds) * 1000)))

    def report(self, kind: Kind, body: str) -> None:
        """Keep what the process reported; errors are written to logs and shown to callers."""
        if kind != "answered":
            self.reported.append(body)
        self.happened.put(Happened(kind, json.loads(body)))

    def close(self) -> None:
        """Let a waiting process go, and stop."""
        self.invocations.put(None)
        self.restored.set()
        self._server.shutdown()
        self._server.server_close()


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, api: RuntimeApi) -> None:
        super().__init__((LOOPBACK, 0), _Calls)
        self.api = api

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Let a connection go that ended with the process at its other side."""
        assert isinstance(sys.exception(), ConnectionError)


class _Calls(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = -1
    server: _Server

    def do_GET(self) -> None:
        """Wait for the next invocation, or for the snapshot to be restored."""
        api = self.server.api
        if self.path == PREFIX + "restore/next":
            api.happened.put(Happened("to be frozen"))
            api.restored.wait()
            self._answer(HTTPStatus.OK, b"")
            return
        assert self.path == PREFIX + "invocation/next", self.path
        api.ready.set()
        if (found := api.invocations.get()) is not None:
            self._hand_over(*found)

    def do_POST(self) -> None:
        """Keep an answer or an error."""
        kinds: dict[str, Kind] = {
            "response": "answered",
            "error": "failed",
            "init/error": "init failed",
            "restore/error": "restore failed",
        }
        _, _, what = self.path.removeprefix(PREFIX + "invocation/").rpartition("/")
        kind = kinds.get(self.path.removeprefix(PREFIX)) or kinds[what]
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self._answer(HTTPStatus.ACCEPTED, b"{}")
        self.server.api.report(kind, body.decode())

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        """Say nothing."""

    def _hand_over(self, event: Any, deadline_ms: int) -> None:
        headers = {
            "Lambda-Runtime-Aws-Request-Id": str(uuid.uuid4()),
            "Lambda-Runtime-Deadline-Ms": str(deadline_ms),
            "Lambda-Runtime-Invoked-Function-Arn": self.server.api.function_arn,
            "Lambda-Runtime-Trace-Id": TRACE,
        }
        self._answer(HTTPStatus.OK, json.dumps(event).encode(), headers)

    def _answer(self, status: int, body: bytes, headers: dict[str, str] | None = None) -> None:
        self.send_response(status)
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
        self.wfile.flush()
