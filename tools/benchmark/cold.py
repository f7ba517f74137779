"""What a cold start computes, beside a function that only makes what any such service needs."""

import os
import re
import resource
import shutil
import subprocess
from collections.abc import Callable

from tools.benchmark.measuring import LEAST_RUNS, Figure, figure, ratio, target, targets
from tools.benchmark.places import APART, PYTHON, remember, remembered
from tools.benchmark.stand_ins.servers import servers
from tools.benchmark.stand_ins.started_functions import FLOOR, STARTED, functions
from tools.places import ROOT

MOST = {"queue": 0.80, "api": 0.85}
"""The most that init may be of the floor's."""
ORDER = ", to the first order's answer"

Samples = dict[str, list[float]]

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
    with servers() as where:
        started = functions(where)
        taken = in_turns(started.spent)
        # Before valgrind and the servers end, whose memory is no function's.
        peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    counted = {name: _instructions(program) for name, program in PROGRAMS.items()}
    remember(init_ms=figure(taken["queue"]).middle, first_ms=_more_than_warm(taken), peak_mb=peak)
    rows = [
        target(f"{what} of `{name}`, processor, x the floor", most, _ratio(taken, name, to))
        for what, to in (("init", ""), ("start and first order", ORDER))
        for name, most in MOST.items()
    ]
    if (base := counted[FLOOR]) and all(counted.values()):
        rows += [
            target(f"import of `{name}`, instructions, x the floor", most, figure([found / base]))
            for name, most in MOST.items()
            if (found := counted[name])
        ]
    said = _INTRODUCTION.format(runtime=started.runtime)
    return "\n\n".join([said, targets(rows), _table(taken), _IMPORTS, _counts(counted), _NOTES])


def in_turns(spent: Callable[..., float]) -> Samples:
    """Milliseconds of each round, all functions taking turns."""
    taken: Samples = {f"{n}{o}": [] for o in ("", ORDER) for n in STARTED}
    # The first round writes what the build did not compile.
    for run in range(-1, LEAST_RUNS):
        for name, samples in taken.items():
            function, order, _ = name.partition(ORDER)
            number = f"{run + 1}{'-order' if order else ''}"
            found = spent(function, number, order=bool(order))
            if run >= 0:
                samples.append(found)
    return taken


def _more_than_warm(taken: Samples) -> float:
    """Milliseconds that the queue's first order computes on top of a warm one and of init."""
    both = zip(taken[f"queue{ORDER}"], taken["queue"], strict=True)
    warm: float = remembered().get("cpu_ms", 0)
    return figure([whole - init for whole, init in both]).middle - warm


def _ratio(taken: Samples, name: str, to: str) -> Figure:
    return ratio(taken[name + to], taken[FLOOR + to])


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


def _table(taken: Samples) -> str:
    lines = ["| function | processor, ms | middle half | x the floor |\n|---|---|---|---|"]
    for name, samples in taken.items():
        function, to, _ = name.partition(ORDER)
        lines.append(
            f"| {name} | {figure(samples).shown(0)} | {figure(samples).spread(0)} "
            f"| {_ratio(taken, function, to).shown()} |"
        )
    return "\n".join(lines)


def _counts(counted: dict[str, float | None]) -> str:
    base = counted[FLOOR]
    lines = ["| program | million instructions | x the floor |\n|---|---|---|"]
    for name, found in counted.items():
        shown = f"{found:.0f} | {found / base:.2f}" if found and base else "not counted | "
        lines.append(f"| {name} | {shown} |")
    return "\n".join(lines)


_INTRODUCTION = f"""\
Each function as built for Lambda, started by Lambda's own runtime client (`awslambdaric`) in
{{runtime}} with a stand-in for Lambda's API, {LEAST_RUNS} rounds taking turns; user and system
time of the whole process. Init is from its start until it asks for its first event. *To the first
order's answer* is one order more: from the start until it is placed, with a store over TLS.
The floor is a function with boto3's clients of DynamoDB and Secrets Manager, an httpx client, the
request's model and a Powertools logger, which it makes during init; its order is the secret, the
same five calls and four writes."""

_IMPORTS = """\
The instructions are those of a bare interpreter: they do not vary with what else the machine does.
The floor imports and makes the same as above, the functions import their handler; *first order*
adds all that is made before its first call: the settings, both clients and the TLS context."""

_NOTES = """\
Clients that an order does not use (SQS, EventBridge) are not made. With SnapStart everything is
made before the snapshot instead, and nothing is a connection or a secret."""
