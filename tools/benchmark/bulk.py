"""`make bulk`: a table of many orders through the queue, killed in the middle and gone on with.

python -m tools.benchmark.bulk 10000
"""

import sys
import tempfile
import time
from pathlib import Path

from cart_to_order.ending import run_command
from local_cloud.aws.processes import LocalCloudError, ended_by_signals
from local_cloud.everything import whole_cloud
from tests.end_to_end.bulk_orders import BulkOrders, Reconciled
from tools.places import LOCAL
from tools.progress import say, step
from tools.values import value_of

PATIENCE = "300"


def main(rows: str) -> int:
    """Submit, kill, go on, reconcile; 0 if nothing was lost or doubled."""
    count = value_of("ROWS", rows)
    LOCAL.mkdir(exist_ok=True)
    try:
        with (
            ended_by_signals(),
            whole_cloud() as cloud,
            tempfile.TemporaryDirectory(dir=LOCAL, prefix="bulk-") as folder,
        ):
            return _measured(BulkOrders(cloud, Path(folder), count))
    except LocalCloudError as problem:
        say(f"\n{problem}")
        return 1


def _measured(bulk: BulkOrders) -> int:
    options = ("--via", "queue", "--quiet", "--patience", PATIENCE)
    began = time.monotonic()
    with step(f"Submitting {bulk.count} orders until half of them are placed, then a kill") as half:
        bulk.killed("placed", bulk.count // 2, *options)
    say(f"  killed after {half.seconds:.0f} s: {_placed(bulk)}")
    with step("The same command again") as rest:
        code, said = bulk.finished(*options)
    say(f"  ended with {code} after {rest.seconds:.0f} s: {_placed(bulk)}")
    seconds = time.monotonic() - began
    found = bulk.reconciled()
    rate = bulk.count / seconds
    say(f"{bulk.count} rows in {seconds:.0f} s ({rate:.1f} a second).")
    say(f"{found.live} orders in the store, {found.lost} lost, {found.doubled} doubled.")
    if _good(bulk, found) and code == 0:
        return 0
    say(f"NOT GOOD. The last words of the command:\n{said[-2000:]}")
    return 1


def _placed(bulk: BulkOrders) -> str:
    return f"{bulk.outcomes()['placed']} of {bulk.count} placed"


def _good(bulk: BulkOrders, found: Reconciled) -> bool:
    return (found.live, found.lost, found.doubled) == (bulk.count, 0, 0)


if __name__ == "__main__":
    run_command(main, sys.argv[1] if sys.argv[1:] else "10000")
