"""Which way to keep to a store's quota is best? A simulation, in seconds.

python -m tools.benchmark.quota_simulation
"""

import sys
from collections.abc import Callable, Iterator, Sequence
from statistics import mean, median, quantiles

from bigcommerce_emulator.api.quota import Share
from cart_to_order.ending import run_command
from tools.benchmark.measuring import cells
from tools.benchmark.places import keep
from tools.benchmark.quota_model import CALLS, LIMIT, Policy, Tally, World
from tools.benchmark.quota_policies import POLICIES, Tickets

ORDERS = 2_000
FEWER = 300
"""Orders for the policies that lose: they retry so much that more would take minutes."""
EXECUTIONS = (1, 2, 5, 10, 50)
SHARES = {
    "none": Share(),
    "30 %": Share(0.3, 0.3),
    "0 to 30 %": Share(0.0, 0.3),
}


def row(name: str, share: str, executions: int, tally: Tally) -> str:
    """Return one line of the table."""
    windows = tally.seconds / 30
    most = (windows * LIMIT - tally.others) / CALLS
    done = tally.placed + len(tally.by_api)
    return (
        f"| {name} | {share} | {executions} | {done / most:.1%} | "
        f"{tally.refused / tally.calls:.2%} | {tally.waited / tally.worked:.1%} | "
        f"{mean(tally.receives):.1f} | {max(tally.receives)}, {_over(tally.receives):.1%} over 3 | "
        f"{median(tally.by_api):.1f} / {quantiles(tally.by_api, n=20)[-1]:.1f} s | "
        f"{tally.billed / tally.placed * 1000:.0f} |"
    )


def _over(receives: Sequence[int]) -> float:
    return sum(count > 3 for count in receives) / len(receives)


def lines(policies: Sequence[Callable[[], Policy]]) -> Iterator[str]:
    """Yield the table, line by line as it is found."""
    yield (
        "| policy | other apps | executions | share of the limit | calls answered 429 | "
        "waiting paid / worked | receives | most | API order, median / 95 % | billed ms an order |"
    )
    yield "|---|---|---|---|---|---|---|---|---|---|"
    for policy in policies:
        orders = ORDERS if policy is Tickets else FEWER
        for share, amount in SHARES.items():
            for executions in EXECUTIONS:
                used = policy()
                yield row(
                    used.name, share, executions, World(used, executions, amount, orders).run()
                )


def measure() -> str:
    """Return the section on the simulation, in Markdown."""
    found = "\n".join(lines(POLICIES))
    keep("quota_simulation", cells(found))
    return (
        f"{LIMIT} calls in 30 seconds, {CALLS} for an order, one by the API every 7.3 seconds; "
        f"{ORDERS:,} orders wait in the queue ({FEWER} with all policies but the last, "
        "because more would take minutes; such a short run ends inside a window, so its share of "
        f"the limit can be more than 100 %).\n\n{found}\n"
    )


def main() -> int:
    """Print the table, of some policies or of all: what they are called begins with the words."""
    chosen = " ".join(sys.argv[1:])
    for line in lines([policy for policy in POLICIES if policy.name.startswith(chosen)]):
        print(line, flush=True)
    return 0


if __name__ == "__main__":
    run_command(main)
