"""The API's handler in this process, behind a socket of loopback that takes any request at all."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Lock, Thread
from typing import Any

from tests.integration.fuzzing.rest_api import Answer, Handler, Request, RestApi


@contextmanager
def rest_api_server(handler: Handler) -> Iterator[str]:
    """The URL of the API that has this handler, for as long as the block runs."""
    with _Server(("127.0.0.1", 0), _one_at_a_time(RestApi(handler))) as server:
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/live"
        finally:
            server.shutdown()
            thread.join()


def _one_at_a_time(api: RestApi) -> Callable[[Request], Answer]:
    """As in an execution environment: the handler is never in two invocations at once."""
    invoking = Lock()

    def answer(request: Request) -> Answer:
        with invoking:
            return api.answer(request)

    return answer


class _Server(ThreadingHTTPServer):
    # A connection that is kept alive must not keep the end waiting.
    daemon_threads = True
    block_on_close = False

    def __init__(self, address: tuple[str, int], answer: Callable[[Request], Answer]) -> None:
        super().__init__(address, _Connection)
        self.answer = answer


class _Connection(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    # Head and body are two writes: without this the second one waits for the first's receipt.
    disable_nagle_algorithm = True
    wbufsize = -1
    server: _Server

    def __getattr__(self, name: str) -> Any:
        """Take every method: which of them there are is the API's to say."""
        if name.startswith("do_"):
            return self._answer
        raise AttributeError(name)

    def log_message(self, *_: Any) -> None:
        """Nothing: the tests' output is for the tests."""

    def _answer(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        request = Request(self.command, self.path, self.headers.items(), body)
        answer = self.server.answer(request)
        self.send_response_only(answer.status)
        for name, value in answer.headers:
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(answer.body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(answer.body)
