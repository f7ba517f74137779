"""Soaks the deployed local cloud: many orders, everything failing, nothing lost or doubled.

make soak            1,000 orders
make soak ORDERS=60  fewer
"""

from __future__ import annotations

import json
import sys
import threading
import time
from contextlib import AbstractContextManager
from pathlib import Path

from bigcommerce_emulator.http.guard import KEY_HEADER
from cart_to_order.ending import StoppedBySignal, run_command
from local_cloud.aws.cloud import LocalCloud
from local_cloud.aws.entry_points import EntryPoints, send
from local_cloud.aws.functions import change_variables
from local_cloud.aws.processes import LOOPBACK, LocalCloudError, ended_by_signals, free_port
from local_cloud.everything import whole_cloud
from local_cloud.soak.callers import Callers, Wanted, wanted
from local_cloud.soak.killer import Killer, killing
from local_cloud.soak.patience import Patience
from local_cloud.soak.report import (
    FINISHED,
    Report,
    answered_otherwise,
    letters_astray,
    mismatched,
    parked_rightly,
    phases,
)
from local_cloud.soak.state import entries_of, letters_of, messages_in
from local_cloud.soak.trouble import LEDGER_SHARE, STORE_SHARE, plan
from local_cloud.soak.unreliable_ledger import UnreliableLedger, unreliable_ledger
from tools.places import LOCAL, LOGS, shown
from tools.progress import Step, say, step
from tools.values import value_of

SETTLE_SECONDS = 8
FUNCTION_SECONDS = 26
VISIBILITY_SECONDS = 32
KILL_EACH = (15, 40)
"""Calls to the ledger from one kill to the next: a few orders' worth."""
BATCH = 4
"""Smaller than in the template, so that a kill costs fewer orders their wait."""
PATIENCE_SECONDS = 300.0
"""So long nothing may settle. A doubt takes 44: timeout and margin of the lease, settle time."""


def main(arguments: list[str]) -> int:
    """Run the soak that was asked for; 0 if it was good."""
    count, seed, *_ = [*arguments, *("1000", "1")[len(arguments) :]]
    return soak(value_of("ORDERS", count), value_of("SEED", seed))


def soak(count: int, seed: int) -> int:
    """Run the soak; 0 only if every order asked for ended as it should."""
    began = time.monotonic()
    try:
        with ended_by_signals():
            report = _soak(count, seed)
    except LocalCloudError as problem:
        say(f"\n{problem}")
        return 1
    except StoppedBySignal as asked:
        say("\nStopped. Nothing is left running.")
        return int(asked.code or 0)
    say(f"\nAfter {time.monotonic() - began:.0f} s, seed {seed}:\n{report.table()}")
    say(f"\n{report.verdict}" + ("" if report.good else f" Logs: {shown(LOGS)}/"))
    return 0 if report.good else 1


def _soak(count: int, seed: int) -> Report:
    say(f"A soak of {count} orders: {STORE_SHARE:.1%} of the store's calls and {LEDGER_SHARE:.0%} "
        "of the ledger's fail, and workers are killed.")  # fmt: skip
    admin_port, ledger_port = free_port(), free_port()
    options = ["--admin-port", str(admin_port), "--faults", str(_plan_file(seed))]
    parameters = {
        "ApiRateLimit": "1000",
        "ApiBurstLimit": "1000",
        # The canary reads every line there can be.
        "LogLevel": "DEBUG",
    }
    orders = wanted(count, seed)
    # The functions sign what they send to the ledger's proxy, the Host header included.
    hosts = (f"{LOOPBACK}:{ledger_port}",)
    with (
        whole_cloud(parameters=parameters, store_options=options, aws_hosts=hosts) as cloud,
        unreliable_ledger(cloud.server.url, ledger_port, LEDGER_SHARE, seed) as ledger,
    ):
        _hurry(cloud, ledger)
        with _killing(cloud, ledger, seed) as killer, step("Placing orders") as doing:
            callers = Callers(EntryPoints(cloud.deployment), orders)
            calling = _start(callers)
            if _settled(cloud, orders, doing, killer):
                calling.join(PATIENCE_SECONDS)
            callers.end()
            calling.join()
        return _report(cloud, orders, ledger, killer, f"http://{LOOPBACK}:{admin_port}")


def _plan_file(seed: int) -> Path:
    LOCAL.mkdir(exist_ok=True)
    file = LOCAL / "soak-faults.json"
    file.write_text(json.dumps(plan(seed)))
    return file


def _hurry(cloud: LocalCloud, ledger: UnreliableLedger) -> None:
    """Shorten the times after which a killed worker's order comes back, and spoil the ledger."""
    changed = {
        "AWS_ENDPOINT_URL_DYNAMODB": ledger.url,
        # Shorter than the template lets a stack have it.
        "SETTLE_SECONDS": str(SETTLE_SECONDS),
    }
    change_variables(cloud, changed, Timeout=FUNCTION_SECONDS)
    functions = cloud.client("lambda")
    for mapping in functions.list_event_source_mappings()["EventSourceMappings"]:
        functions.update_event_source_mapping(UUID=mapping["UUID"], BatchSize=BATCH)
    cloud.client("sqs").set_queue_attributes(
        QueueUrl=cloud.deployment.queue_url,
        Attributes={"VisibilityTimeout": str(VISIBILITY_SECONDS)},
    )


def _killing(
    cloud: LocalCloud, ledger: UnreliableLedger, seed: int
) -> AbstractContextManager[Killer]:
    return killing(cloud.server, lambda: ledger.calls, KILL_EACH, seed)


def _start(callers: Callers) -> threading.Thread:
    callers.send_messages()
    thread = threading.Thread(target=callers.call, daemon=True)
    thread.start()
    return thread


def _settled(cloud: LocalCloud, orders: Wanted, doing: Step, killer: Killer) -> bool:
    """Wait until every order is settled; False if they do not move any more."""
    count, patience = len(orders.bodies), Patience(PATIENCE_SECONDS)
    while True:
        found = phases(entries_of(cloud))
        finished = sum(found[phase] for phase in FINISHED)
        bar = "#" * (finished * 16 // count)
        doing.detail = f"[{bar:16}] {finished}/{count} settled, {killer.kills} killed"
        waiting = messages_in(cloud, cloud.deployment.queue_url)
        if finished == count and not waiting:
            return True
        if patience.over((finished, waiting), time.monotonic()):
            return False
        time.sleep(1)


def _report(
    cloud: LocalCloud, orders: Wanted, ledger: UnreliableLedger, killer: Killer, admin: str
) -> Report:
    key = {KEY_HEADER: cloud.deployment.admin_key}
    entries, made = entries_of(cloud), send("GET", f"{admin}/orders", key).body
    state = send("GET", f"{admin}/state", key).body
    return Report(
        asked=len(orders.bodies),
        must_be_refused=orders.must_be_refused,
        phases=phases(entries),
        live=state["live_orders"],
        carts_with_duplicates=state["carts_with_duplicates"],
        archived=state["archived_orders"],
        wrong_order=mismatched(entries, made),
        without_answer=len(set(orders.by_http) - set(orders.ends)),
        answered_otherwise=answered_otherwise(entries, orders.ends),
        requests=sum(state["requests"].values()),
        throttled=state["answers"].get("429", 0),
        faults=sum(state["faults"].values()),
        ledger_faults=sum(n for kind, n in ledger.counted.items() if kind != "fine"),
        kills=killer.kills,
        waiting=messages_in(cloud, cloud.deployment.queue_url),
        parked_rightly=parked_rightly(entries, made),
        letters_astray=letters_astray(entries, letters_of(cloud)),
    )


if __name__ == "__main__":
    run_command(main, sys.argv[1:])
