"""A million orders of one store wait: what others notice of it, and what the waiting costs.

    make bench PARTS=backlog

The million are sent in a quarter of an hour, to a store with the smallest quota. Beside it, other
stores have an order a second each. A quarter of an hour is measured, from when all are sent: in it
each order that waits is received once.
"""

from cart_to_order.ending import run_command
from order_service.queueing.pace import Pace
from tools.benchmark.backlog_model import (
    CALLS,
    LONGEST_DELAY,
    LOOK_SECONDS,
    MOST_IN_FLIGHT,
    POLL_SECONDS,
    SEND_SECONDS,
    Size,
    Tally,
    beside,
    hidden_only,
    sent_again,
)
from tools.benchmark.figures import table
from tools.benchmark.measuring import Figure, figure, target, targets
from tools.benchmark.places import keep
from tools.benchmark.reckoning.prices import (
    DAY,
    GB_SECOND,
    LAMBDA_REQUEST,
    LOG_GB,
    PLATFORM_LOG,
    READ_UNIT,
    SQS_REQUEST,
)

AT_MOST = 1.05
MEMORY_GB = 0.5
LOG_BYTES = 900
"""What a batch that waits logs: one line, and the ages of its orders as a metric."""
SIZES = (
    Size(),
    Size(executions=40),
    Size(stores=5, executions=10),
    Size(stores=5, executions=5),
    Size(orders=200_000, stores=5, executions=5),
)
BACKLOGS = (10_000, 100_000, 1_000_000)
_SPEED = 1 / Pace().seconds_for(CALLS, 0.0)


def measure() -> str:
    """Return the section of the report."""
    hidden, alone = beside(SIZES[0], hidden_only)
    found = [(size, *beside(size, sent_again)) for size in SIZES]
    _, usual, _ = found[0]
    keep("backlog", {"without": alone.mean, "with": usual.mean, "hidden_only": hidden.mean})
    rows = [
        target("others' wait beside a million orders, x without", AT_MOST, _ratio(usual, alone)),
        target(
            "messages in flight while a million orders wait",
            MOST_IN_FLIGHT,
            figure([float(usual.in_flight)]),
        ),
    ]
    sizes = [_row("hidden, as before", Size(), hidden, alone)]
    sizes += [_row("sent again", size, *tallies) for size, *tallies in found]
    return "\n\n".join(
        [_INTRODUCTION, targets(rows), table(_HEAD, sizes), _COSTS, table(_COST_HEAD, costs(usual))]
    )


def _ratio(one: Tally, other: Tally) -> Figure:
    return figure([one.mean / other.mean])


def _row(kind: str, size: Size, tally: Tally, alone: Tally) -> list[str]:
    return [
        kind,
        f"{size.orders:,}",
        f"{size.stores}",
        f"{size.executions}",
        f"{tally.mean:.2f} s",
        f"{tally.mean / alone.mean:.2f}",
        f"{tally.slow / alone.slow:.2f}",
        f"{tally.unplaced / len(tally.waits):.0%}",
        f"{tally.in_flight:,}",
    ]


def costs(tally: Tally) -> list[list[str]]:
    """Return what backlogs cost that wait to their end, from what one receive in vain takes."""
    rows = []
    for orders in BACKLOGS:
        # All that are left are received in vain every quarter of an hour, and ever fewer are left.
        receives = orders**2 / (2 * _SPEED * LONGEST_DELAY)
        batches = receives * tally.counts["receives"] / tally.waited
        requests = receives * sum(tally.counts[kind] for kind in _OF_SQS) / tally.waited
        dollars = requests * SQS_REQUEST + batches * _batch_dollars()
        days = orders / _SPEED / DAY
        rows.append(
            [
                f"{orders:,}",
                f"{days:.1f} days" if days >= 1 else f"{days * 24:.1f} hours",
                f"{receives / orders:.0f}",
                f"{requests / 1e6:,.2f} million",
                f"${dollars:,.2f}",
                f"${dollars / orders * 1e6:,.1f}",
                f"{orders / LONGEST_DELAY * _busy(tally):.1f}",
            ]
        )
    return rows


def _batch_dollars() -> float:
    logs = (LOG_BYTES + PLATFORM_LOG) / 1e9 * LOG_GB
    seconds = LOOK_SECONDS + SEND_SECONDS
    return READ_UNIT + LAMBDA_REQUEST + seconds * MEMORY_GB * GB_SECOND + logs


def _busy(tally: Tally) -> float:
    """Executions that one receive in vain a second keeps busy."""
    seconds = POLL_SECONDS + LOOK_SECONDS + SEND_SECONDS
    return seconds * tally.counts["receives"] / tally.waited


_OF_SQS = ("receives", "sends", "deletes", "hides")
_HEAD = [
    "how orders wait", "backlog", "other stores", "executions", "others' wait, mean",
    "x without", "95 %, x without", "not placed", "in flight, most",
]  # fmt: skip
_COST_HEAD = [
    "orders waiting", "until the last is placed", "receives of an order", "requests to SQS",
    "dollars", "dollars for a million orders", "executions busy at the beginning",
]  # fmt: skip
_INTRODUCTION = f"""\
A simulation with SQS's limit of {MOST_IN_FLIGHT:,} messages in flight. One store has a quota of 150
calls in 30 seconds, and a million orders are sent to it, 1,000 a second. Each other store gets one
order a second, and has a quota that is large enough. Measured is how long the orders of the other
stores take from being sent to being placed, in the quarter of an hour after the last of the million
was sent: with and without the backlog, with the same number of executions (`QueueConcurrency`)."""
_COSTS = """\
The next table has what waiting costs, in addition to placing the orders. Each order without a start
time is received every quarter of an hour and sent again, with up to ten orders in a request. The
costs are calculated from the requests of the simulation's first row, for a store with the smallest
quota, at 512 MB. They grow with the square of the backlog. Polling that finds no message is not
counted."""


def main() -> int:
    """Print it."""
    print(measure())
    return 0


if __name__ == "__main__":
    run_command(main)
