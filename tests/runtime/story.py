"""A day of one stack: every event of `events/`, a batch of ten, the ledger's stream, the audit."""

import base64
import copy
import json
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from bigcommerce_emulator.api.application import Store
from bigcommerce_emulator.server import Running
from local_cloud.aws.entry_points import event
from tests.runtime.aws import Aws
from tests.runtime.built import Built
from tests.runtime.execution import Execution, executing
from tests.runtime.settings import Logging, handlers, settings, with_snapstart
from tests.runtime.written import Written
from tools.places import EVENTS

BATCH = 10
TRIES = 20
NOT_YET = (202, 409, 503)


@dataclass(frozen=True)
class Machine:
    """Where the functions run: as built for one Python, beside an AWS and a store."""

    built: Built
    aws: Aws
    store: Store
    running: Running
    folder: Path

    def fresh(self, logging: Logging) -> "Stack":
        """A stack in which nothing has happened yet."""
        self.store.reset()
        self.running.edge.forget()
        names = self.aws.fresh()
        number = len(list(self.folder.iterdir()))
        environment = settings(logging, names, self.aws, self.running.url)
        return Stack(self, environment, self.folder / str(number))


@dataclass(frozen=True)
class Stack:
    """The functions of a stack, none of them started."""

    machine: Machine
    environment: Mapping[str, str]
    folder: Path
    written: dict[str, Written] = field(default_factory=dict)

    @contextmanager
    def function(self, name: str) -> Iterator[Execution]:
        """An execution environment of a function."""
        if name not in self.written:
            self.written[name] = Written(self.folder / name)
        written = self.written[name]
        with executing(
            self.machine.built, handlers()[name], self.environment, written
        ) as execution:
            yield execution

    def without(self, setting: str) -> "Stack":
        """The same stack with this setting missing."""
        return replace(
            self, environment={k: v for k, v in self.environment.items() if k != setting}
        )

    def with_snapstart(self) -> "Stack":
        """The same stack with functions that start from a snapshot."""
        return replace(self, environment=with_snapstart(self.environment, self.machine.aws))

    def text(self) -> str:
        """Everything that any of its functions wrote."""
        return "\n".join(written.text() for written in self.written.values())


@dataclass(frozen=True)
class Day:
    """What the functions of a stack answered and wrote on one day."""

    logging: Logging
    stack: Stack
    answers: dict[str, Any]


def a_day(machine: Machine, logging: Logging) -> Day:
    """Give the functions everything there is, one after the other."""
    stack = machine.fresh(logging)
    answers: dict[str, Any] = {}
    with ExitStack() as all_of_them:
        # All start before one is asked: on two cores that saves half of the time.
        running = {name: all_of_them.enter_context(stack.function(name)) for name in handlers()}
        for path in sorted(EVENTS.glob("*_*.json")):
            name = path.stem.partition("_")[0].replace("sqs", "queue")
            answers[path.stem] = until_done(running[name], event(path.stem), machine.aws)
        answers["a batch of ten"] = until_done(running["queue"], batch_of_ten(), machine.aws)
        changes = machine.aws.changes()
        for first in range(0, len(changes), BATCH):
            batch = json.loads(
                json.dumps(changes[first : first + BATCH], default=_as_lambda_has_it)
            )
            answers[f"stream {first}"] = running["stream"].invoke({"Records": batch})
        answers["the night"] = running["audit"].invoke({})
    return Day(logging, stack, answers)


def _as_lambda_has_it(value: object) -> str:
    return base64.b64encode(value).decode() if isinstance(value, bytes) else str(value)


def until_done(function: Execution, sent: Any, aws: Aws) -> Any:
    """Return the last answer to an event, sent again as long as something of it is not done.

    On a busy machine AWS may not answer in the second that the functions give it. Callers and
    queues then come again; the leases' time, for which they would wait, is let pass.
    """
    for _ in range(TRIES):
        answer = function.invoke(sent)
        sent = _left(sent, answer)
        if not sent:
            break
        aws.end_leases()
    return answer


def _left(sent: Any, answer: Any) -> Any:
    if "statusCode" in answer:
        return sent if answer["statusCode"] in NOT_YET else None
    back = {failure["itemIdentifier"] for failure in answer["batchItemFailures"]}
    records = [record for record in sent["Records"] if record["messageId"] in back]
    return {"Records": records} if records else None


def batch_of_ten() -> dict[str, Any]:
    """Ten orders for one invocation, which places them side by side in threads."""
    (record,) = event("sqs_create")["Records"]
    return {"Records": [_numbered(record, number) for number in range(BATCH)]}


def _numbered(record: dict[str, Any], number: int) -> dict[str, Any]:
    found = copy.deepcopy(record)
    body = json.loads(found["body"]) | {"idempotency_key": f"of-ten-{number}"}
    return found | {"messageId": f"of-ten-{number}", "body": json.dumps(body)}
