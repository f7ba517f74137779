"""What one answer of the store costs to judge, by the number of lines in it."""

from time import process_time

from order_service.checkout.next_step import next_step
from tests.fakes.large_orders import KINDS, Kind, its_checkout, large_order
from tools.benchmark.measuring import LEAST_RUNS, figure, ratio, target, targets

PEER, MANY = 10, (100, 500)
"""An order of ten lines to one address is the peer; the others have ten to an address too."""
ROUNDS_OF_PEER = 20
AT_MOST = 1.25


def measure() -> str:
    """Return the section of the report."""
    taken = {kind: _sampled(kind) for kind in KINDS}
    rows = [
        target(
            f"one of {lines} lines, {_NAMES[kind]}, x one of {PEER}",
            AT_MOST,
            ratio(samples[lines], samples[PEER]),
        )
        for kind, samples in taken.items()
        for lines in MANY
    ]
    return "\n\n".join([_INTRODUCTION.format(runs=LEAST_RUNS), targets(rows), _table(taken)])


def _sampled(kind: Kind) -> dict[int, list[float]]:
    """By the number of lines: microseconds of processor for one line, all taking turns."""
    worlds = {
        lines: (its_checkout(lines, kind), large_order(lines, kind)) for lines in (PEER, *MANY)
    }
    samples: dict[int, list[float]] = {lines: [] for lines in worlds}
    for _ in range(LEAST_RUNS + 1):
        for lines, (checkout, order) in worlds.items():
            times = ROUNDS_OF_PEER if lines == PEER else 1
            began = process_time()
            for _ in range(times):
                next_step(checkout, order)
            samples[lines].append((process_time() - began) / times / lines * 1e6)
    # The first round fills what Python keeps between calls.
    return {lines: found[1:] for lines, found in samples.items()}


def _table(taken: dict[Kind, dict[int, list[float]]]) -> str:
    head = "| one answer, processor for each line, microseconds |"
    counts = (PEER, *MANY)
    rows = [head + "".join(f" {lines} lines |" for lines in counts), "|---|" + "---|" * len(counts)]
    for kind, samples in taken.items():
        cells = (figure(samples[lines]).shown(0) for lines in counts)
        rows.append(f"| {_NAMES[kind]} | " + " | ".join(cells) + " |")
    return "\n".join(rows)


_NAMES: dict[Kind, str] = {
    "prices": "prices of their own",
    "texts": "texts of their own",
    "products": "products of their own",
    "identical": "alike",
}
_INTRODUCTION = """\
One answer of the store, once it is read: its lines are found in the order, all of it is compared
with what was asked, its consignments are paired, and the next step is chosen. Ten lines go to each
address; lines are of one product unless said otherwise, and the store lists everything backwards.
{runs} rounds, all sizes taking turns in one process.
Unit tests count instructions instead of time: a line of a large order needs as many of them as one
of a small order. What it costs more here is memory and caches."""
