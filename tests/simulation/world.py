"""One world: the service, its queue, ledger and store, and what happens to them, to the end."""

from functools import cache
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from bigcommerce_emulator.api.application import Request, Store, encode
from order_service.bigcommerce.https import read
from order_service.bigcommerce.verdicts import Answer
from order_service.keys import OrderKey
from order_service.request.intake import Job, read_order, write_message
from order_service.request.order_statuses import INCOMPLETE
from tests.fakes.dynamodb import FakeAttentionTable
from tests.simulation import environments
from tests.simulation.callers import KEY, STORE, Caller, Operator, Said, at_work
from tests.simulation.executions import MOST_SKEW, Execution, Lambda, SkewedClock
from tests.simulation.messages import Message, QueueClient, Queues
from tests.simulation.orders import KINDS, LARGER
from tests.simulation.plan import START, Plan, Unkind
from tests.simulation.quiet import quiet
from tests.simulation.scheduler import Scheduler
from tests.simulation.table import AttentionClient, TableClient, WatchedTable
from tests.simulation.trouble.fates import Fates
from tests.simulation.trouble.merchants import Merchants
from tests.simulation.trouble.other_carts import Others
from tests.simulation.trouble.outages import Outages
from tests.simulation.trouble.pauses import Pauses
from tests.simulation.trouble.prices import Prices
from tests.simulation.versions import NEXT, THIS, Version
from tests.simulation.watch import Watch
from tests.simulation.wire import Wire

BOUND_SECONDS = 3 * 3600.0
"""Within this time after the trouble has ended, every key must have ended too."""
MANY = 1000
LONGEST_REQUEST = 60.0
OWNER, STRANGER = "AROAEXAMPLEERPROLE001", "AROAEXAMPLESHOPROLE01"


class World:
    """Everything of one plan; run it once."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.history: list[tuple[float, str]] = []
        self.heard: list[Said] = []
        self.notes: list[tuple[str, dict[str, Any]]] = []
        self.surprises: list[str] = []
        self.broken: list[str] = []
        """What was seen not to hold while the world went on."""
        self.scheduler = Scheduler(START)
        draws = plan.draws("world")
        self.kind = draws.one_of(tuple(KINDS))
        larger = plan.draws("larger orders")
        if larger.happens(0.2):
            self.kind = larger.one_of(tuple(LARGER))
        self.order = (KINDS | LARGER)[self.kind]()
        self.strangers = {**self.order, "customer_message": "Another order under the same key."}
        """Another order under the same key."""
        self.corrected = {**self.order, "customer_message": "As an operator corrected it."}
        """The order as operators may correct it once it was refused."""
        self.store = Store(plan.settings, now=lambda: self.scheduler.now)
        self.table = WatchedTable(self.scheduler, self.say)
        self.attention = FakeAttentionTable()
        self.watch = Watch(self.scheduler, self.say)
        self.watch.given |= {read_order(self.order).status or INCOMPLETE}
        self.watch.is_recorded = self.table.fields_are_written
        self.functions = Lambda(self.scheduler, plan, self.say)
        self.queues = Queues(self.scheduler, self._deliver, lambda: self.phase)
        self.merchants = Merchants(self.store, self.scheduler, plan, self.watch, self.say)
        self.outages = Outages(self.store, self.scheduler, plan, self.watch, self.say)
        self.others = Others(self.store, self.scheduler, plan, self.watch, self.say)
        Prices(self.store, self.scheduler, plan, self.watch, self.say)
        self.pauses = Pauses(self.store, self.scheduler, plan, self.watch, self.say)
        self._fates = Fates(plan, lambda: self.outages.broken)
        self._reads = plan.draws("reads")
        self._delivered = plan.draws("delivered")
        self._batches = plan.draws("batches")
        self._gathers = plan.has(Unkind.QUEUE) and self._batches.happens(0.5)
        self._waiting: list[Message] = []
        self._begin()

    def run(self) -> bool:
        """Let everything happen; False if something has not ended within its bound."""
        with quiet(self.surprises):
            try:
                return self.scheduler.run(self.plan.calm_at + BOUND_SECONDS)
            finally:
                self.scheduler.close()

    @property
    def phase(self) -> str:
        """Return how far the key has come."""
        item = self.table.items.get(str(the_key()))
        return item["phase"]["S"] if item else "unknown"

    def say(self, what: str) -> None:
        """Write into the history."""
        self.history.append((self.scheduler.now - START, what))

    def note(self, event: str, **facts: Any) -> None:
        """Be the service's journal."""
        self.notes.append((event, facts))
        self.say(f"  ({event} {facts or ''})")

    def _begin(self) -> None:
        draws = self.plan.draws("intake")
        for number in range(draws.one_of((0, 1, 1, 2, 3))):
            self._call(f"caller {number}", draws.between(0, 300) if number else 0.0)
        for _ in range(draws.one_of((0, 1, 1, 2))):
            self.scheduler.at(START + draws.between(0, 200), self._send)
        end = self.plan.calm_seconds + draws.between(0, 900)
        if self.plan.has(Unkind.REUSE):
            self._call("stranger", draws.between(0, 600), self.strangers)
            self._call("last stranger", end, self.strangers, tries=MANY, loses=0.0)
            self._strangers_send(self.strangers)
        if self.plan.has(Unkind.CALLERS):
            self._call("impostor", draws.between(0, 600))
            self._call("last impostor", end, tries=MANY, loses=0.0)
        self._cancels(end)
        self.scheduler.at(self.plan.calm_at, self.functions.deploy)
        if draws.happens(0.3):
            at = self.plan.calm_at + draws.between(0, 600)
            self.scheduler.at(at, self.queues.redrive)
        self._call("last caller", end, tries=MANY, loses=0.0)
        self._later()
        if self.plan.has(Unkind.RETRIES):
            begin = at_work(self._operator, self.plan.draws("operators"), self.plan.calm_seconds)
            for seconds, operator in begin:
                self.scheduler.at(START + seconds, operator.retry)

    def _later(self) -> None:
        """Let messages come at any moment, and letters be sent back at any."""
        draws, span = self.plan.draws("later"), self.plan.calm_seconds + 900
        for _ in range(draws.one_of((0, 0, 1, 3))):
            self.scheduler.at(START + draws.between(0, span), self._send)
        if self.plan.has(Unkind.LASTING):
            # Callers do not ask for days.
            self.scheduler.at(START, self._send)
        redrives = draws.one_of((1, 2, 4)) if self.plan.has(Unkind.REDRIVES) else 0
        for _ in range(redrives):
            self.scheduler.at(START + draws.between(0, span), self.queues.redrive)

    def _operator(self, name: str, tries: int) -> Operator:
        draws = self.plan.draws("operator", name)
        operator = Operator(self._ask, self.scheduler, draws, tries, lambda: self.phase)
        if self.plan.has(Unkind.CALLERS):
            operator.principal = OWNER
        elif draws.happens(0.5):
            operator.order = self.corrected
        return operator

    def _cancels(self, end: float) -> None:
        draws = self.plan.draws("cancels")
        if not self.plan.has(Unkind.CANCELS):
            return
        for number in range(draws.one_of((1, 1, 2))):
            at = draws.between(0, draws.one_of((5, 30, 400)))
            self._canceller(f"cancelling caller {number}", at, draws.one_of((1, 2, 8)))
        if draws.happens(0.5):
            self._canceller("last cancelling caller", end, MANY)
        late = self.plan.draws("late cancels")
        for number in range(late.one_of((0, 0, 1, 2))):
            at = late.between(0, self.plan.calm_seconds + 900)
            self._canceller(f"late cancelling caller {number}", at, late.one_of((1, 2, 8)))
        if late.happens(0.3):
            self.queues.unsent.append(self._cancel_soon)

    def _cancel_soon(self) -> None:
        """Cancel what was left in the middle: its next delivery meets the wish."""
        seconds = self.scheduler.now - START
        draws = self.plan.draws("cancels soon", str(seconds))
        self._canceller(f"caller who cancels at {seconds}", seconds + draws.between(0, 5), 2)

    def _canceller(self, name: str, seconds: float, tries: int) -> None:
        caller = self._caller(name, self.order, tries, 0.1 if tries < MANY else 0.0)
        caller.order_too = caller.draws.happens(0.5)
        self.scheduler.at(START + seconds, caller.cancel)

    def _call(
        self, name: str, seconds: float, order: Any = None, tries: int = 0, loses: float = 0.1
    ) -> None:
        caller = self._caller(name, order or self.order, tries, loses)
        caller.later = caller.draws.happens(0.1)
        self.scheduler.at(START + seconds, caller.post)

    def _caller(self, name: str, order: Any, tries: int, loses: float) -> Caller:
        draws = self.plan.draws("caller", name)
        tries = tries or draws.one_of((1, 3, 8))
        caller = Caller(name, order, self._ask, self.scheduler, draws, self.heard, tries, loses)
        if self.plan.has(Unkind.CALLERS):
            caller.principal = OWNER if "caller" in name else STRANGER
            caller.apart_from = self.plan.calm_at + LONGEST_REQUEST
        return caller

    def _ask(self, event: dict[str, Any], done: Any) -> None:
        def work(here: environments.Environment, execution: Execution) -> Any:
            return environments.answer(here, execution, event, self.scheduler)

        def answered(answer: Any) -> None:
            status = answer["statusCode"] if answer else "none"
            self.say(f"{event['httpMethod']} answered {status}")
            done(answer)

        self.functions.invoke("api", environments.API_SECONDS, self._environment, work, answered)

    @property
    def message(self) -> str:
        """Return the message that asks for the order."""
        return message_of(self.order)

    def _send(self, order: Any = None) -> None:
        self.queues.send(message_of(order or self.order), {}, f"{OWNER}:sender")

    def _strangers_send(self, order: Any) -> None:
        draws = self.plan.draws("messages of strangers")
        for _ in range(draws.one_of((0, 1, 2))):
            at = draws.between(0, self.plan.calm_seconds + 300)
            self.scheduler.at(START + at, lambda: self._send(order))

    def _deliver(self, message: Message) -> None:
        draws, name = self._delivered, f"message {message.id}, receive {message.receives}"
        twice, late = draws.happens(0.1), draws.between(0, 30)
        if twice and self.plan.troubled(Unkind.QUEUE, self.scheduler.now):
            self.scheduler.after(late, lambda: None if message.deleted else self._hand(message))
        self.say(name)
        self._hand(message)

    def _hand(self, message: Message) -> None:
        """Hand a message to the function, together with those that come soon after it."""
        self._waiting.append(message)
        if len(self._waiting) == 1:
            window = self._batches.one_of((0.0, 0.0, 1.0, 20.0)) if self._gathers else 0.0
            self.scheduler.after(window, self._hand_over)

    def _hand_over(self) -> None:
        batch = [*{one.id: one for one in self._waiting}.values()]
        self._waiting = []

        def work(here: environments.Environment, execution: Execution) -> list[str]:
            return environments.work(here, execution, batch)

        def done(back: list[str] | None) -> None:
            for message in batch if back is not None else ():
                if message.as_received()["MessageId"] not in (back or ()):
                    message.deleted = True
                    self.say(f"message {message.id} is done")

        self.functions.invoke("queue", environments.QUEUE_SECONDS, self._environment, work, done)

    def _environment(self, name: str) -> environments.Environment:
        draws = self.plan.draws("environment", name)
        most = MOST_SKEW if self.plan.has(Unkind.SKEW) else 0.0
        clock = SkewedClock(self.scheduler, self.plan.draws("clock", name), most)
        version = self._version(next_one=draws.happens(0.5))
        parts = (self.scheduler, self.functions)
        wire = Wire(*parts, self._fates, self._reach, self.watch)
        table = TableClient(self.table, *parts, self.plan, version)
        function = name.partition("-")[0]
        queue = QueueClient(self.queues, *parts, self.plan, version.write, function)
        ways = environments.Ways(
            wire,
            table,
            AttentionClient(self.attention, table),
            queue,
            lambda: self.outages.secret(self.merchants.secret),
            self,
            self.pauses.table,
            self.plan.settle_seconds,
            apart=self._apart(name),
        )
        return environments.environment(ways, clock, version)

    def _apart(self, name: str) -> bool:
        """Return whether callers are kept apart: in some environments, and in the end in all."""
        if not self.plan.has(Unkind.CALLERS):
            return False
        calm = self.scheduler.now >= self.plan.calm_at
        return calm or self.plan.draws("apart", name).happens(0.5)

    def _version(self, *, next_one: bool) -> Version:
        """Return one of two versions while there is trouble; then the deployment is complete."""
        if not self.plan.has(Unkind.VERSIONS):
            return THIS
        return NEXT if next_one or self.scheduler.now >= self.plan.calm_at else THIS

    def _reach(self, method: str, path: str, headers: Any, body: Any) -> Answer:
        parts = urlsplit(path)
        lower = {name.lower(): value for name, value in headers.items()}
        request = Request(method, parts.path, dict(parse_qsl(parts.query)), lower, body)
        self.others.listed(request)
        answer = self.store.handle(request, self._unseen_seconds())
        content = b"" if answer.body is None else encode(answer.body)
        return read(answer.status, answer.headers, content)

    def _unseen_seconds(self) -> float:
        shown = self.plan.shown_after
        return shown if not shown or self._reads.happens(0.8) else self._reads.between(0, shown)


def message_of(order: Any) -> str:
    """Return the message that asks for this order under the key."""
    return write_message(Job(the_key(), read_order(order)))


@cache
def the_key() -> OrderKey:
    """Return the key that everything in a world is about."""
    return OrderKey(STORE, KEY)
