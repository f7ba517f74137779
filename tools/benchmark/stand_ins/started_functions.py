"""Functions as Lambda's runtime client starts them, beside the floor that is started likewise."""

import json
import os
import resource
import shutil
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from tests.fakes.lambda_events import api_event, sqs_event
from tests.fakes.orders import order_body
from tests.runtime.aws import Aws
from tests.runtime.built import Built, build
from tests.runtime.execution import executing
from tests.runtime.interpreters import interpreters
from tests.runtime.settings import Logging, handlers, settings
from tests.runtime.written import Written
from tools.benchmark.places import PYTHON, SCRATCH
from tools.benchmark.stand_ins.servers import Servers

FLOOR = "floor"
STARTED = (FLOOR, "queue", "api")
_NAMES = {
    "OrderQueue": "https://sqs.example/orders",
    "OrderDeadLetterQueue": "https://sqs.example/dead",
    "OrderLedger": "ledger",
    "AttentionTable": "attention",
}


@dataclass(frozen=True)
class Functions:
    """Three functions that trust the store's certificate; each run is an environment of its own."""

    built: Built
    environment: Mapping[str, str]
    folder: Path
    others: Path
    """Where httpx is, which the floor needs and the functions do not."""

    @property
    def runtime(self) -> str:
        """The Python they run in, by Lambda's name for it."""
        return self.built.interpreter.runtime

    def spent(self, name: str, run: str, *, order: bool = False) -> float:
        """Milliseconds of the processor from the start until it waits for its first event.

        With ``order`` until it has answered the first one.
        """
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        written = Written(self.folder / "written" / f"{name}-{run}")
        with executing(self._built(name), _handler(name), self.environment, written) as started:
            started.wait_until_ready()
            if order:
                _check(started.invoke(event(name, f"{name}-{run}-{os.getpid()}")))
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        return (after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime) * 1000

    def _built(self, name: str) -> Built:
        if name != FLOOR:
            return self.built
        return replace(self.built, also=(Path(__file__).parent / "floor", self.others))


def functions(where: Servers) -> Functions:
    """Build them as for Lambda, in Lambda's Python if it is here."""
    folder = SCRATCH / "cold"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    built = build(interpreters()[-1], folder / "task")
    # The store's own authority beside all others: a file as large as the one on Lambda is read.
    shutil.copytree(built.layer / "certifi", built.task / "certifi")
    with (built.task / "certifi" / "cacert.pem").open("a") as trusted:
        trusted.write(Path(where.authority).read_text())
    environment = settings(Logging("INFO"), _NAMES, Aws(where.aws), where.secure_store)
    (others,) = PYTHON.parent.parent.glob("lib/python*/site-packages")
    return Functions(built, environment, folder, others)


def event(name: str, key: str) -> dict[str, Any]:
    """An order under this key, as the function is given it; the floor reads messages."""
    if name == "api":
        return api_event("POST", "/stores/sandbox/orders", order_body(), Idempotency_Key=key)
    message = {"store": "sandbox", "idempotency_key": key, "order": order_body()}
    record = {"MessageId": key, "ReceiptHandle": "x", "Body": json.dumps(message)}
    return sqs_event(record | {"MD5OfBody": "x"})


def _handler(name: str) -> str:
    return "cold_floor.handler" if name == FLOOR else handlers()[name]


def _check(answer: Mapping[str, Any]) -> None:
    if answer != {"batchItemFailures": []} and answer.get("statusCode") != 201:
        raise RuntimeError("the order was not placed")
