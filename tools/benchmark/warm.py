"""One order in a warm function, beside the same calls made by a client that does nothing else."""

import json
import os
import subprocess
import urllib.request
from typing import Any

from bigcommerce_emulator.http.guard import KEY_HEADER
from tools.benchmark.measuring import LEAST_RUNS, figure, ratio, target, targets
from tools.benchmark.places import APART, PYTHON, remember
from tools.benchmark.stand_ins.servers import SEARCH, Servers, servers
from tools.places import ROOT

RUNS = 2 * LEAST_RUNS + 1
STORE_CALLS, LEDGER_WRITES = 5, 4
LOG_BYTES = 1319
"""Half of what an order by queue logged before its measures shared lines."""
NO_LEDGER = "floor, TLS, no ledger"
PEERS = ("bigc, TLS", "tutorial, TLS")
KEEPS_A_LEDGER = ("floor", "flow", "handler", "floor, TLS", "flow, TLS")

Samples = dict[str, list[list[float]]]


def measure() -> str:
    """Return the section of the report."""
    with servers() as where:
        samples, logs = _sampled(where)
        counts = _counts(where, samples)
    taken = {name: tuple(zip(*pairs, strict=True)) for name, pairs in samples.items()}
    wall = {name: pair[0] for name, pair in taken.items()}
    cpu = {name: pair[1] for name, pair in taken.items()}
    remember(
        warm_ms=figure(wall["handler"]).middle,
        cpu_ms=figure(cpu["handler"]).middle,
        log_bytes=sum(logs) / len(logs),
        log_bytes_alone=max(logs),
        item_bytes=counts["item_bytes"],
        write_units=counts["write_units"],
    )
    waits = [a - b for a, b in zip(wall["floor, TLS"], wall[NO_LEDGER], strict=True)]
    ours = [one - wait for one, wait in zip(wall["flow, TLS"], waits, strict=True)]
    rows = [
        target("wall of the flow, x the floor", 1.02, ratio(wall["flow"], wall["floor"])),
        target("processor of the flow, x the floor", 2.5, ratio(cpu["flow"], cpu["floor"])),
        target("calls to the store", STORE_CALLS, figure([counts["store_calls"]])),
        target("writes to the ledger", LEDGER_WRITES, figure([counts["writes"]])),
        target("write units of the ledger", LEDGER_WRITES, figure([counts["write_units"]])),
        target("bytes of the ledger's item", 1024, figure([counts["item_bytes"]])),
        target("reads of the ledger", 0, figure([counts["reads"]])),
        target("bytes of log for an order", LOG_BYTES, figure([sum(logs) / len(logs)])),
        target(
            "wall over TLS, x the tutorial's script", 1, ratio(wall["flow, TLS"], wall[PEERS[1]])
        ),
        target("wall over TLS, x `bigc`", 1, ratio(wall["flow, TLS"], wall[PEERS[0]])),
        target("the same without the ledger's waits, x `bigc`", 1, ratio(ours, wall[PEERS[0]])),
    ]
    return "\n\n".join([_INTRODUCTION.format(runs=RUNS), targets(rows), _table(wall, cpu), _NOTES])


def _sampled(where: Servers) -> tuple[Samples, list[int]]:
    """Run all ways in turn; also returns the bytes of log of each order that the handler placed."""
    command = [str(PYTHON), "-m", "tools.benchmark.one_order", str(RUNS)]
    command += [where.store, where.secure_store, where.aws, where.authority]
    names = {"POWERTOOLS_SERVICE_NAME": "cart-to-order", "POWERTOOLS_METRICS_NAMESPACE": "Bench"}
    done = subprocess.run(
        command,
        env=os.environ | SEARCH | names,
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
        check=True,
        process_group=APART,
    )
    *logged, last = done.stdout.splitlines()
    samples: Samples = json.loads(last)
    # Only the handler logs, and first of each order that it was placed.
    bytes_of: list[int] = []
    for line in logged:
        if '"order placed"' in line:
            bytes_of.append(0)
        bytes_of[-1] += len(line) + 1
    return samples, bytes_of


def _counts(where: Servers, samples: Samples) -> dict[str, float]:
    aws, store = _read(where.aws), _read(f"{where.store_admin}/state", where.admin_key)
    orders = len(samples) * (RUNS + 1)
    ledgers = len(KEEPS_A_LEDGER) * (RUNS + 1)
    if store["orders"] != orders:
        raise RuntimeError(f"{store['orders']} orders instead of {orders}")
    return {
        "store_calls": sum(store["requests"].values()) / orders,
        "writes": aws["UpdateItem"] / ledgers,
        "reads": aws.get("GetItem", 0),
        "item_bytes": aws["item_bytes"],
        "write_units": sum(aws["units"].values()) / ledgers,
    }


def _read(url: str, key: str = "") -> Any:
    request = urllib.request.Request(url, headers={KEY_HEADER: key})  # noqa: S310
    with urllib.request.urlopen(request) as answer:  # noqa: S310
        return json.load(answer)


def _table(wall: dict[str, Any], cpu: dict[str, Any]) -> str:
    lines = [
        "| one order by | wall, ms | middle half | x its floor | processor, ms | middle half "
        "| x its floor |\n|---|---|---|---|---|---|---|"
    ]
    for name, walls in wall.items():
        floor = "floor, TLS" if "TLS" in name else "floor"
        a, b = figure(walls), figure(cpu[name])
        lines.append(
            f"| {name} | {a.shown(0)} | {a.spread(0)} | {ratio(walls, wall[floor]).shown()} "
            f"| {b.shown(1)} | {b.spread(1)} | {ratio(cpu[name], cpu[floor]).shown()} |"
        )
    return "\n".join(lines)


_INTRODUCTION = """\
One order at a time against the emulator with 80 ms for each call and a stub of DynamoDB with
5 ms for each; both are processes of their own. {runs} rounds, all ways taking turns in one process;
connections were made before. The floor is `http.client` making the same five calls and four
writes on kept connections. *Flow* is everything from the message's text to the placed order;
*handler* is the queue's function, with its log lines and metrics; for each batch and store it reads
and moves the store's pace once, which is not counted among the order's own writes and reads.
The ledger's waits, which no peer has, are what the floor takes longer with its four writes."""

_NOTES = """\
The counts are the servers' own. The peers keep no ledger: a repeated order is a second order with
each of them, and they do not wait 4 x 5 ms for it. The tutorial is a plain script with `requests`
and a connection for each call; on loopback its handshakes cost processor time and no round trips;
`bigc` 1.1 has all five calls and keeps one session, so in a warm process it is a keep-alive
client like the floor. It knows one address only, which an adapter of its session turns to the
local store."""
