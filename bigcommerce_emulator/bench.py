"""`make bench-emulator`: how many requests a second the store answers on one core, beside a floor.

The floor is a bare ASGI application on the same server, measured in the same run.
"""

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from typing import Any
from urllib.parse import urlsplit

from starlette.types import Receive, Scope, Send

from bigcommerce_emulator.server import floor_server
from bigcommerce_emulator.state.settings import PUBLIC_WORD
from bigcommerce_emulator.verify.shopping.shopping import ADDRESS, OPTIONS

SECONDS = 4.0
_HEADERS = {
    "X-Auth-Token": PUBLIC_WORD,
    "Content-Type": "application/json",
    "Accept": "application/json",
}
_CORES = sorted(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else []
_BODY = b'{"data":{"id":1},"meta":{}}'


async def floor(_scope: Scope, receive: Receive, send: Send) -> None:
    """Reads the request and answers the same bytes whatever it was."""
    while (await receive()).get("more_body"):
        pass
    headers = [(b"content-type", b"application/json"), (b"content-length", b"%d" % len(_BODY))]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": _BODY})


class Caller:
    """One keep-alive connection that counts what it asked."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        self._connection = HTTPConnection(parts.hostname or "", parts.port, timeout=10)
        self.count = 0

    def ask(self, method: str, path: str, body: object = None) -> Any:
        """The parsed answer; any refusal ends the benchmark."""
        content = None if body is None else json.dumps(body)
        self._connection.request(method, f"/stores/sandbox{path}", content, _HEADERS)
        answer = self._connection.getresponse()
        content_read = answer.read()
        self.count += 1
        if answer.status >= 300:
            raise RuntimeError(f"{method} {path} was answered {answer.status}")
        return json.loads(content_read) if content_read else None


def one_flow(caller: Caller) -> None:
    """The calls that make one order and prove that it is there."""
    line = {"product_id": 120, "quantity": 2}
    cart = caller.ask("POST", "/v3/carts", {"line_items": [line]})["data"]
    path = f"/v3/checkouts/{cart['id']}"
    caller.ask("POST", f"{path}/billing-address", ADDRESS)
    items = [{"item_id": cart["line_items"]["physical_items"][0]["id"], "quantity": 2}]
    row = {"address": ADDRESS, "line_items": items}
    where = f"{path}/consignments?include={OPTIONS['include']}"
    consignment = caller.ask("POST", where, [row])["data"]["consignments"][0]
    option = {"shipping_option_id": consignment["available_shipping_options"][0]["id"]}
    caller.ask("PUT", f"{path}/consignments/{consignment['id']}", option)
    caller.ask("GET", path)
    caller.ask("POST", f"{path}/orders")
    caller.ask("GET", f"/v2/orders?cart_id={cart['id']}")


def one_bare_flow(caller: Caller) -> None:
    """As many calls as a flow has, half of them with a body."""
    for number in range(8):
        if number % 2:
            caller.ask("POST", "/", ADDRESS)
        else:
            caller.ask("GET", "/")


def rate(url: str, *, is_floor: bool) -> float:
    """Requests a second over one connection, for a few seconds."""
    caller = Caller(url)
    flow = one_bare_flow if is_floor else one_flow
    flow(caller)
    caller.count, began = 0, time.perf_counter()
    while time.perf_counter() - began < SECONDS:
        flow(caller)
    return caller.count / (time.perf_counter() - began)


@contextmanager
def serving(*words: str) -> Iterator[str]:
    """The URL of a server in a process of its own, on one core."""
    command = [sys.executable, "-m", *words]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            _pin(process.pid, 0)
            if process.stdout is None:
                raise RuntimeError("the server has no output")
            yield process.stdout.readline().split()[-1]
        finally:
            process.terminate()
            process.communicate()


def main(words: list[str]) -> int:
    """Prints both rates; 1 if the store is slower than 500 requests a second."""
    if words == ["--floor"]:
        return floor_server(floor)
    _pin(0, -1)
    with serving("bigcommerce_emulator.bench", "--floor") as url:
        bare = rate(url, is_floor=True)
    with serving("bigcommerce_emulator", "--port", "0") as url:
        flow = rate(url, is_floor=False)
    print(f"bare ASGI application  {bare:7.0f} requests/s on one core")
    print(f"emulator, flow    {flow:7.0f} requests/s on one core ({flow / bare:.0%} of it)")
    return 0 if flow >= 500 else 1


def _pin(process: int, place: int) -> None:
    # Server and client each get a core, so that neither is measured through the other.
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(process, {_CORES[place]})


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
