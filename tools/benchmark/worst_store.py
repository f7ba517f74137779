"""What the worst store costs the batch that it is in: time of the others' orders, and memory.

    make bench PARTS=worst_store

One batch of ten: five orders of a healthy store in this process that takes 200 ms for a call, and
five of a neighbour. The worst neighbours are a server in another process, reached over loopback.
Each run is a new process, since its peak of memory is what is measured.
"""

import json
import resource
import subprocess
import sys
import time
import zlib
from collections.abc import Callable, Iterator
from statistics import median

from bigcommerce_emulator.state.settings import Settings
from cart_to_order.ending import run_command
from order_service.bigcommerce.answer_json import MOST_OBJECTS, MOST_VALUES, answer_value
from order_service.bigcommerce.connections import MOST_BYTES
from order_service.bigcommerce.https import connect
from order_service.clock import SystemClock
from order_service.keys import OrderKey
from order_service.store.answer_types import MOST_ROWS
from tests.fakes.hostile.server import Script, hostile_server
from tests.fakes.neighbours import Neighbours
from tests.fakes.wire import answer
from tools.benchmark.figures import RUNS, spread, table
from tools.benchmark.measuring import figure, ratio, target, targets
from tools.benchmark.places import APART

CALL_SECONDS = 0.2
COUNT = 5
ORDINARY = "an ordinary neighbour"
MOST_WALL = 1.1
MOST_MEGABYTES = 64.0
ABOUT = """\
One batch of ten: five orders of a healthy store that takes 200 ms for a call, and five of a
neighbour whose every answer is the worst that is read, or refused, without an error of ours. All
threads of a batch share one Python interpreter, so what a neighbour's answers cost is what the
healthy orders may have to wait for. Each run is a process of its own; so is the neighbour's server,
which uses processor time as well."""
_CHUNKED = b"HTTP/1.1 201 Created\r\nTransfer-Encoding: chunked\r\n\r\n"


def _always(*pieces: bytes) -> Script:
    return lambda _: pieces


def _dripping(_: str) -> Iterator[bytes]:
    yield b"HTTP/1.1 201 Created\r\nContent-Length: 1000000\r\n\r\n"
    while True:
        time.sleep(0.5)
        yield b" "


def _largest() -> bytes:
    """As many lines, objects, values and bytes as are read, and no number that is quick to read."""
    lines = [{"id": f"l-{number}", "quantity": 1, "name": "x" * 400} for number in range(MOST_ROWS)]
    objects = [{"a": 0.5, "b": number / 8} for number in range(MOST_OBJECTS - MOST_ROWS - 20)]
    cart = {"id": "c-1", "line_items": {"physical_items": lines}, "more": objects}
    left = MOST_VALUES - len(lines) * 4 - len(objects) * 3 - 50
    body = json.dumps({"data": cart, "numbers": [number / 8 for number in range(left)]}).encode()
    answer_value(body)
    return answer(body + b" " * (MOST_BYTES - len(body) - 500), "201 Created")


def _words() -> bytes:
    errors = {f"field {number}": "is wrong" for number in range(39_000)}
    return answer(json.dumps({"status": 422, "errors": errors}).encode(), "422 No")


def _packed(megabytes: int) -> bytes:
    """Spaces in gzip: the same block again and again, for to pack all of it takes seconds."""
    packer, spaces = zlib.compressobj(wbits=31), b" " * 10**6
    head, block = (
        packer.compress(spaces) + packer.flush(zlib.Z_FULL_FLUSH) for _ in ("head", "block")
    )
    packed = head + block * (megabytes - 1) + packer.flush()
    return answer(packed, "201 Created", Content_Encoding="gzip")


WORST: dict[str, Callable[[], Script]] = {
    "a byte now and then": lambda: _dripping,
    "a gigabyte in a megabyte of gzip": lambda: _always(_packed(1000)),
    "the largest answer that is read": lambda: _always(_largest()),
    "40,000 words in a refusal": lambda: _always(_words()),
    "chunks of one byte": lambda: _always(_CHUNKED, b"1\r\nx\r\n" * 300_000),
}


def run(url: str) -> tuple[float, int]:
    """Return when the last healthy order was made, and the most memory in bytes."""
    world = Neighbours(SystemClock(), {"healthy": Settings(), "neighbour": Settings()})
    ended: list[float] = []

    def takes_time() -> None:
        time.sleep(CALL_SECONDS)

    def notes() -> None:
        takes_time()
        ended.append(time.perf_counter())

    world.before_each_call("healthy", notes)
    if url:
        world.sends["neighbour"] = connect(url)
    else:
        world.before_each_call("neighbour", takes_time)
    stores = [store for _ in range(COUNT) for store in ("neighbour", "healthy")]
    keys = [OrderKey(store, str(number)) for number, store in enumerate(stores)]
    began = time.perf_counter()
    world.deliver(*keys, seconds=20)
    if world.placed("healthy") != COUNT:
        raise RuntimeError(url)
    return ended[-1] - began, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def measure(runs: int = RUNS) -> str:
    """Return the section on the worst stores, in Markdown."""
    found: dict[str, list[tuple[float, int]]] = {kind: [] for kind in (ORDINARY, *WORST)}
    for _ in range(runs):
        for kind, some in found.items():
            some.append(_apart(kind))
    seconds = {kind: [one[0] for one in some] for kind, some in found.items()}
    memory = {kind: [one[1] / 1e6 for one in some] for kind, some in found.items()}
    more = {kind: [one - median(memory[ORDINARY]) for one in some] for kind, some in memory.items()}
    beside = {kind: ratio(some, seconds[ORDINARY]) for kind, some in seconds.items()}
    wall = [target(f"wall beside {kind}, x ordinary", MOST_WALL, beside[kind]) for kind in WORST]
    peak = [target(f"peak of {kind}, MB", MOST_MEGABYTES, figure(more[kind])) for kind in WORST]
    rows = [[kind, spread(seconds[kind]), f"{median(more[kind]):+.0f} MB"] for kind in found]
    head = ["in the same batch", "5 healthy orders, median (spread)", "peak memory"]
    return f"{ABOUT}\n\n{targets(wall + peak)}\n\n{table(head, rows)}"


def _apart(kind: str) -> tuple[float, int]:
    """One run in a process of its own, the server in another."""
    command = [sys.executable, "-m", "tools.benchmark.worst_store"]
    if kind == ORDINARY:
        return _ran([*command, "run", ""])
    with subprocess.Popen(
        [*command, "serve", kind], stdout=subprocess.PIPE, text=True, process_group=APART
    ) as server:
        try:
            assert server.stdout
            return _ran([*command, "run", server.stdout.readline().strip()])
        finally:
            server.kill()


def _ran(command: list[str]) -> tuple[float, int]:
    done = subprocess.run(command, capture_output=True, text=True, check=True, process_group=APART)
    seconds, memory = done.stdout.split()[-2:]
    return float(seconds), int(memory)


def main(arguments: list[str]) -> int:
    """Measure and print, or be one of the processes of a measurement."""
    match arguments:
        case ["run", url]:
            print(*run(url))
        case ["serve", kind]:
            with hostile_server(WORST[kind]()) as server:
                print(server.url, flush=True)
                time.sleep(600)
        case _:
            print(measure(*map(int, arguments)))
    return 0


if __name__ == "__main__":
    run_command(main, sys.argv[1:])
