"""What a healthy store's orders cost beside a throttled and beside a slow neighbour.

    python -m tools.benchmark.isolation

One batch of ten: five orders of the healthy store, and five of a neighbour (or none). The ledger
is in memory, each store is an emulator in this process that takes 20 ms for a call.
"""

import sys
import time
from collections.abc import Callable
from statistics import median

from bigcommerce_emulator.state.settings import Settings
from cart_to_order.ending import run_command
from order_service.clock import SystemClock
from order_service.keys import OrderKey
from tests.fakes.neighbours import Neighbours
from tools.benchmark.figures import RUNS, spread, table

CALL_SECONDS = 0.02
SLOW_SECONDS = 0.3
COUNT = 5
KINDS = ("no neighbour", "a throttled neighbour", "a slow neighbour")


def run(kind: str) -> tuple[float, int, int]:
    """Return when the last healthy order was made, its store's calls, and those that came back."""
    throttled = kind == "a throttled neighbour"
    stores = {"healthy": Settings(), "neighbour": Settings(rate_limit=0 if throttled else None)}
    world = Neighbours(SystemClock(), stores)
    seconds = SLOW_SECONDS if kind == "a slow neighbour" else CALL_SECONDS
    ended: list[float] = []
    world.before_each_call("neighbour", lambda: time.sleep(seconds))
    world.before_each_call("healthy", _taking(CALL_SECONDS, ended))
    keys = [OrderKey("healthy", str(number)) for number in range(COUNT)]
    if kind != "no neighbour":
        keys += [OrderKey("neighbour", str(number)) for number in range(COUNT)]
    began = time.perf_counter()
    back = world.deliver(*keys)
    healthy_back = sum(found.startswith("healthy") for found in back)
    if world.placed("healthy") != COUNT:
        raise RuntimeError(kind)
    return ended[-1] - began, len(world.calls["healthy"].sent), healthy_back


def _taking(seconds: float, ended: list[float]) -> Callable[[], None]:
    def happens() -> None:
        time.sleep(seconds)
        ended.append(time.perf_counter())

    return happens


def measure(runs: int = RUNS) -> str:
    """Return the section on isolation, in Markdown."""
    found: dict[str, list[float]] = {kind: [] for kind in KINDS}
    calls = dict.fromkeys(KINDS, 0)
    back = dict.fromkeys(KINDS, 0)
    for _ in range(runs):
        for kind in KINDS:
            seconds, made, came_back = run(kind)
            found[kind].append(seconds)
            calls[kind] += made
            back[kind] += came_back
    alone = median(found[KINDS[0]])
    rows = [
        [
            kind,
            spread(found[kind]),
            f"{median(found[kind]) / alone:.2f}",
            f"{calls[kind] / runs / COUNT:.1f}",
            str(back[kind]),
        ]
        for kind in KINDS
    ]
    head = ["in the same batch", "5 healthy orders, median (spread)", "x alone",
            "calls an order", "healthy orders that came back"]  # fmt: skip
    return table(head, rows)


def main() -> int:
    """Print it."""
    print(measure(*map(int, sys.argv[1:])))
    return 0


if __name__ == "__main__":
    run_command(main)
