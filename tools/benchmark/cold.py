"""What a cold start computes, beside an interpreter that only makes what any such service needs."""

import os
import re
import resource
import shutil
import subprocess

from tools.benchmark.measuring import LEAST_RUNS, figure, ratio, target, targets
from tools.benchmark.places import APART, PYTHON, remember
from tools.places import ROOT

_FIRST = """
import gc
gc.freeze(), gc.enable()
from order_service.handlers import wiring
from order_service.handlers.lazy import initialise
ledger, _, secrets, store, *_ = wiring.services().slow_to_make
initialise(ledger, secrets, store)
"""
"""All that the first order has made before its first call."""

PROGRAMS = {
    "floor": """
import boto3, httpx
from aws_lambda_powertools import Logger
from order_service.request import order
logger = Logger()
clients = boto3.client("dynamodb"), boto3.client("secretsmanager"), httpx.Client()
""",
    "queue": "import order_service.handlers.queue",
    "api": "import order_service.handlers.api",
    "queue, first order": "import order_service.handlers.queue" + _FIRST,
    "api, first order": "import order_service.handlers.api" + _FIRST,
}
ENVIRONMENT = {
    "PATH": os.environ.get("PATH", ""),
    "PYTHONPATH": str(ROOT / "functions"),
    "PYTHONHASHSEED": "0",
    "AWS_LAMBDA_RUNTIME_API": "127.0.0.1:9",
    "AWS_DEFAULT_REGION": "us-east-1",
    "AWS_ACCESS_KEY_ID": "testing",
    "AWS_SECRET_ACCESS_KEY": "testing",
    "LEDGER_TABLE": "ledger",
    "ATTENTION_TABLE": "attention",
    "QUEUE_URL": "https://sqs.example/orders",
    "DEAD_LETTER_QUEUE_URL": "https://sqs.example/dead",
    "POWERTOOLS_SERVICE_NAME": "cart-to-order",
    "POWERTOOLS_METRICS_NAMESPACE": "Bench",
}


def measure() -> str:
    """Return the section of the report."""
    taken: dict[str, list[float]] = {name: [] for name in PROGRAMS}
    # The first round writes the compiled files, as the build for AWS does.
    for run in range(-1, LEAST_RUNS):
        for name, program in PROGRAMS.items():
            spent = _processor(program)
            if run >= 0:
                taken[name].append(spent)
    counted = {name: _instructions(program) for name, program in PROGRAMS.items()}
    remember(
        init_ms=figure(taken["queue"]).middle,
        first_ms=figure(taken["queue, first order"]).middle - figure(taken["queue"]).middle,
        peak_mb=resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024,
    )
    floor = taken["floor"]
    rows = [
        target("init of `queue`, processor, x the floor", 1.10, ratio(taken["queue"], floor)),
        target("init of `api`, processor, x the floor", 1.35, ratio(taken["api"], floor)),
    ]
    if (base := counted["floor"]) and all(counted.values()):
        rows += [
            target(f"init of `{name}`, instructions, x the floor", most, figure([found / base]))
            for name, most in (("queue", 1.10), ("api", 1.35))
            if (found := counted[name])
        ]
    return "\n\n".join([_INTRODUCTION, targets(rows), _table(taken, counted), _NOTES])


def _processor(program: str) -> float:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([PYTHON, "-c", program], env=ENVIRONMENT, check=True, process_group=APART)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    spent = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return spent * 1000


def _instructions(program: str) -> float | None:
    """Millions of instructions, where valgrind is there to count them."""
    valgrind = shutil.which("valgrind")
    if valgrind is None:
        return None
    command = [valgrind, "--tool=cachegrind", "--cache-sim=no", "--cachegrind-out-file=/dev/null"]
    done = subprocess.run(
        [*command, PYTHON, "-c", program],
        env=ENVIRONMENT,
        capture_output=True,
        text=True,
        check=False,
        process_group=APART,
    )
    found = re.search(r"I\s+refs:\s+([\d,]+)", done.stderr)
    return int(found[1].replace(",", "")) / 1e6 if found and not done.returncode else None


def _table(taken: dict[str, list[float]], counted: dict[str, float | None]) -> str:
    lines = [
        "| program | processor, ms | middle half | x the floor | million instructions "
        "| x the floor |\n|---|---|---|---|---|---|"
    ]
    base = counted["floor"]
    for name, samples in taken.items():
        found, spent = counted[name], figure(samples)
        count = f"{found:.0f} | {found / base:.2f}" if found and base else "not counted | "
        lines.append(
            f"| {name} | {spent.shown(0)} | {spent.spread(0)} "
            f"| {ratio(samples, taken['floor']).shown()} | {count} |"
        )
    return "\n".join(lines)


_INTRODUCTION = f"""\
A fresh interpreter each time, with compiled files, {LEAST_RUNS} rounds taking turns; user and
system time. The floor imports boto3 and makes the clients of DynamoDB and Secrets Manager, an
httpx client, the request's model and a Powertools logger. Init is what Lambda does before the
first event: importing the handler. *First order* adds all that is made before the first call of
the first order: the settings, both clients and the TLS context."""

_NOTES = """\
Clients that an order does not use (SQS, EventBridge) are not made. With SnapStart everything is
made before the snapshot instead, and nothing is a connection or a secret."""
