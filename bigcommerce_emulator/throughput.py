"""Measures how many requests a second the store answers on one core, beside a floor.

The floor is a bare ASGI application on uvicorn as it comes. Both run side by side and are asked in
turn, half a second each, so that a busy moment of the machine slows both: their share is what
counts. The processor time of a call, where Linux reports it, does not depend on such moments.
"""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path
from statistics import median
from typing import Any
from urllib.parse import urlsplit

from starlette.types import Receive, Scope, Send

from bigcommerce_emulator.server import floor_server
from bigcommerce_emulator.state.settings import PUBLIC_WORD
from bigcommerce_emulator.verify.shopping.shopping import ADDRESS, OPTIONS

SECONDS = 0.5
TURNS = 12
LEAST_SHARE = 0.45
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
        self.count = self.total = 0

    def ask(self, method: str, path: str, body: object = None) -> Any:
        """The parsed answer; any refusal ends the benchmark."""
        content = None if body is None else json.dumps(body)
        self._connection.request(method, f"/stores/sandbox{path}", content, _HEADERS)
        answer = self._connection.getresponse()
        content_read = answer.read()
        self.count += 1
        self.total += 1
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


Flow = Callable[[Caller], None]


def rate(caller: Caller, flow: Flow) -> float:
    """Requests a second over one connection, for a moment."""
    caller.count, began = 0, time.perf_counter()
    while time.perf_counter() - began < SECONDS:
        flow(caller)
    return caller.count / (time.perf_counter() - began)


def rates(bare: Caller, store: Caller) -> list[tuple[float, float]]:
    """Both rates of each turn, after a flow that is not counted."""
    one_bare_flow(bare)
    one_flow(store)
    return [(rate(bare, one_bare_flow), rate(store, one_flow)) for _ in range(TURNS)]


@contextmanager
def serving(*words: str) -> Iterator[tuple[Caller, int]]:
    """A caller of a server in a process of its own, on one core, and that process."""
    command = [sys.executable, "-m", *words]
    # In a group of its own: Ctrl-C is for the first process, which then ends it.
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, process_group=0) as process:
        try:
            _pin(process.pid, 0)
            if process.stdout is None:
                raise RuntimeError("the server has no output")
            yield Caller(process.stdout.readline().split()[-1]), process.pid
        finally:
            process.terminate()
            process.communicate()


def processor_seconds(process: int) -> float:
    """What all threads of a process have used of its core; 0 where no file says so."""
    found = Path(f"/proc/{process}/stat")
    if not found.exists():
        return 0.0
    # After the name in brackets: utime and stime are the 12th and the 13th word.
    words = found.read_text().rpartition(")")[2].split()
    return (int(words[11]) + int(words[12])) / os.sysconf("SC_CLK_TCK")


def main(words: list[str]) -> int:
    """Prints both rates; 1 if the store answers much less than half as often as the bare one."""
    if words == ["--floor"]:
        return floor_server(floor)
    _pin(0, -1)
    floor_of = serving("bigcommerce_emulator.bench", "--floor")
    with floor_of as bare, serving("bigcommerce_emulator", "--port", "0") as store:
        before = [processor_seconds(process) for _, process in (bare, store)]
        found = rates(bare[0], store[0])
        used = [processor_seconds(process) for _, process in (bare, store)]
    shares = [of_store / of_bare for of_bare, of_store in found]
    for place, name in enumerate(("bare ASGI application", "emulator, flow")):
        calls = (bare, store)[place][0].total
        milliseconds = 1000 * (used[place] - before[place]) / calls
        rate_of_it = median(row[place] for row in found)
        print(f"{name:22} {rate_of_it:6.0f} requests/s on one core, {milliseconds:.3f} ms each")
    print(f"share {median(shares):.0%}, of {TURNS} turns {min(shares):.0%} to {max(shares):.0%}")
    return 0 if median(shares) >= LEAST_SHARE else 1


def _pin(process: int, place: int) -> None:
    # Server and client each get a core, so that neither is measured through the other.
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(process, {_CORES[place]})
