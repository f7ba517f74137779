"""One key, one store, one ledger, and everything that may happen to them, in memory.

A world counts its calls to store and ledger. A schedule says which of them fail and how; races
run another delivery just before or after a named call. Deliveries go on until the key is settled,
the clock moving past whatever they were told to wait for.
"""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache, partial
from typing import Any, cast
from urllib.parse import urlsplit

from bigcommerce_emulator.api.application import Store
from bigcommerce_emulator.state.orders import Order
from bigcommerce_emulator.state.settings import Settings
from order_service.bigcommerce.verdicts import Answer
from order_service.clock import Deadline
from order_service.errors import AlreadyPlaced, NotYet, Parked, Refused
from order_service.keys import OrderKey
from order_service.ledger.attention import AttentionTable
from order_service.ledger.entry import CancelWish, Entry, Phase
from order_service.ledger.ledger import Ledger
from order_service.placing.cancelling import Cancellation, cancel
from order_service.placing.ending import Outcome
from order_service.placing.flow import place_order
from order_service.placing.ports import Service
from order_service.request.intake import Job, read_order
from tests.crash.faults import (
    FOLLOWING,
    LEDGER,
    READS,
    STORE,
    Died,
    Fault,
    failing_ledger,
    failing_store,
)
from tests.fakes.changes import refused_in_doubt
from tests.fakes.clock import FakeClock
from tests.fakes.dynamodb import FakeAttentionTable, FakeDynamoDB
from tests.fakes.features import full_order
from tests.fakes.journal import FakeJournal
from tests.fakes.orders import order_body
from tests.fakes.shop import INVOCATION_SECONDS, SETTLE_SECONDS, as_client
from tests.fakes.store import FakeCredentials, OpenFakeStore, send_to

VISIBILITY_SECONDS = 360.0
API_SECONDS = 27.0
MOST_DELIVERIES = 40
LIKELY = Settings()
KEY = OrderKey("sandbox", "order-1")
B2B = "/api/v3/io/"
"""What begins the paths of B2B Edition, whose orders are records of the store's."""

Schedule = Mapping[int, Fault]
Kinds = tuple[Fault, ...]
Result = Outcome | NotYet | Refused | Parked | Died
Asked = Entry | NotYet | AlreadyPlaced | Died


@cache
def the_job() -> Job:
    return Job(KEY, read_order(order_body()))


@cache
def the_full_job() -> Job:
    """Return an order that uses every step there is."""
    return Job(KEY, read_order(full_order()))


@dataclass
class World:
    """Where one key is delivered until it is settled."""

    schedule: Schedule = field(default_factory=dict)
    settings: Settings = LIKELY
    calls: list[str] = field(default_factory=list)
    answers: list[Result] = field(default_factory=list)
    notified: list[OrderKey] = field(default_factory=list)
    due: list[float] = field(default_factory=list)
    """When the queue delivers the key for a second look."""
    seams: dict[str, Callable[[], object]] = field(default_factory=dict)
    passed: list[str] = field(default_factory=list)
    named: Counter[str] = field(default_factory=Counter)
    writes: list[dict[str, Any]] = field(default_factory=list)
    odd: Callable[[str, Callable[[], Answer]], Answer] | None = None
    """Answers a call of that name in the store's stead, having called it or not."""
    asked: str = ""
    """The path of the last call."""
    job: Job = field(default_factory=the_job)
    path: str = ""
    """The path of the present call to the store, its query included."""

    def __post_init__(self) -> None:
        self.clock = FakeClock()
        self.store = Store(settings=self.settings, now=self.clock.now)
        self.table = FakeDynamoDB()
        self.attention = FakeAttentionTable()
        self.credentials = FakeCredentials()
        self.journal = FakeJournal()
        self._reach = send_to(self.store)
        opened = OpenFakeStore(self._send, self.credentials)

        def open_store(key: OrderKey, deadline: Deadline) -> Any:
            return Seamed(opened(key, deadline), self)

        ledger = Ledger(as_client(FaultyTable(self)), "ledger", self.clock, keep_days=90)
        self.service = Service(
            ledger,
            open_store,
            self.journal,
            SETTLE_SECONDS,
            self._park,
            self._come_back,
            AttentionTable(cast("Any", FaultyAttention(self)), "attention", self.clock, 14),
        )

    def _park(self, job: Job, _: Parked) -> None:
        """A person is told; a call like any other, at which the process can die."""
        self.passing("before park")
        self.notified.append(job.key)
        self.passing("after park")

    def _come_back(self, _: Job, seconds: float) -> None:
        """The queue delivers the key once more; a call like any other, as ``_park`` is."""
        self.passing("before come back")
        self.due.append(self.clock.now() + seconds)
        self.passing("after come back")

    def deliver(
        self,
        seconds: float = INVOCATION_SECONDS,
        *,
        looks_again: bool = False,
        sent_back: bool = False,
    ) -> Result:
        """Deliver the key once, as one Lambda invocation."""
        how = {"looks_again": looks_again or sent_back, "sent_back": sent_back}
        try:
            answer: Result = place_order(self.job, self.service, self.deadline(seconds), **how)
        except (NotYet, Refused, Parked, Died) as raised:
            answer = raised
        self.answers.append(answer)
        return answer

    def settle(self) -> Result:
        """Deliver until the key is placed, refused or parked, and return that."""
        for _ in range(MOST_DELIVERIES):
            answer = self.deliver()
            if isinstance(answer, Outcome | Refused | Parked):
                return answer
            wait = answer.retry_after if isinstance(answer, NotYet) else VISIBILITY_SECONDS
            self.clock.sleep(wait)
        raise AssertionError(f"not settled after {MOST_DELIVERIES} deliveries: {self.calls}")

    def look_again(self) -> Result | None:
        """Deliver the second look that the key needs, until it has been taken."""
        answer: Result | None = None
        while (entry := self.entry()).finished and entry.look_at:
            assert self.due, "a second look is needed, and nothing will take it"
            self.clock.time = max(self.clock.time, self.due[-1])
            answer = self.deliver(looks_again=True)
            wait = answer.retry_after if isinstance(answer, NotYet) else VISIBILITY_SECONDS
            self.due.append(self.clock.now() + wait)
        return answer

    def deadline(self, seconds: float = INVOCATION_SECONDS) -> Deadline:
        """Return the end of an execution that begins now."""
        return Deadline(self.clock, self.clock.now() + seconds)

    def cancel(self, wish: CancelWish = CancelWish.KEY) -> Asked:
        """Ask once to cancel the key, as one Lambda invocation of the API."""
        try:
            return cancel(Cancellation(KEY, wish), self.service, self.deadline(API_SECONDS))
        except (NotYet, AlreadyPlaced, Died) as raised:
            return raised

    def cancel_until_known(self, wish: CancelWish = CancelWish.KEY) -> Entry | AlreadyPlaced:
        """Ask to cancel the key, as often as that is said to be of use."""
        for _ in range(MOST_DELIVERIES):
            answer = self.cancel(wish)
            if isinstance(answer, Entry | AlreadyPlaced):
                return answer
            wait = answer.retry_after if isinstance(answer, NotYet) else VISIBILITY_SECONDS
            self.clock.sleep(wait)
        raise AssertionError(f"not known after {MOST_DELIVERIES} requests: {self.calls}")

    def entry(self) -> Entry:
        return Entry.from_item(self.table.items[str(KEY)])

    def live_orders(self) -> list[Order]:
        return [order for order in self.store.orders if not order.is_deleted]

    def possible_faults(self, index: int, kinds: Kinds = STORE) -> Kinds:
        """Return the faults that the call of that number could have, of these the store's."""
        call, found = self.calls[index], faults_of(self.calls[index], kinds)
        follows = CREATE in self.calls[:index] and call != CREATE and call.startswith(WRITES)
        return (*found, *FOLLOWING) if follows else found

    def posted(self) -> int:
        """Return the number of the call that was the create-order."""
        return self.calls.index(CREATE)

    def failing_at_create_order(self, fault: Fault) -> None:
        """Let the next create-order, and only that, fail."""
        self.seams["before create_order"] = lambda: setattr(
            self, "schedule", {len(self.calls): fault}
        )

    def passing(self, seam: str) -> None:
        """Run what was put at this seam, once."""
        self.passed.append(seam)
        self.seams.pop(seam, int)()

    def _send(
        self, method: str, path: str, headers: Mapping[str, str], body: Any, read_seconds: float
    ) -> Answer:
        fault, self.asked = self.schedule.get(len(self.calls)), path
        beside = "b2b " if path.startswith(B2B) else ""
        self.path = path
        self.calls.append(f"{method} {beside}{urlsplit(path).path.rpartition('/')[2]}")
        if "/v2/orders?" in path:
            self.calls[-1] = "GET orders"
        if fault is Fault.STRANGERS:
            return Answer(200, {}, [{"id": 7, "cart_id": "another", "status_id": 0}])

        def effect() -> Answer:
            return self._reach(method, path, headers, body, read_seconds)

        if self.odd is not None:
            return self.odd(self.calls[-1], effect)
        return effect() if fault is None else failing_store(fault, effect)


CREATE, WRITES = "POST orders", ("POST ", "PUT ", "DELETE ")


def faults_of(call: str, kinds: Kinds = STORE) -> Kinds:
    """Return the faults that a call of this name could have, of these the store's."""
    if call in ("ledger", "attention"):
        return LEDGER
    if call == "GET orders":
        return (*kinds, *READS)
    return (*kinds, Fault.ODD_400) if call.startswith("GET") else kinds


class Seamed:
    """A store whose calls have a seam before and after each: ``before apply``, ``after apply 2``.

    The number counts the calls of that name in this world.
    """

    def __init__(self, store: Any, world: World) -> None:
        self._store = store
        self._world = world

    def __getattr__(self, name: str) -> Callable[..., Any]:
        def call(*given: Any, **named: Any) -> Any:
            self._world.named[name] += 1
            nth = f"{name} {self._world.named[name]}"
            self._world.passing(f"before {name}")
            self._world.passing(f"before {nth}")
            answer = getattr(self._store, name)(*given, **named)
            self._world.passing(f"after {name}")
            self._world.passing(f"after {nth}")
            return answer

        return call


class FaultyTable(FakeDynamoDB):
    """The world's table, as a client with an unreliable network sees it."""

    def __init__(self, world: World) -> None:
        super().__init__()
        self._world = world

    def update_item(self, **call: Any) -> dict[str, Any]:
        self._world.writes.append(call)
        return self._through(lambda: self._written(call))

    def _written(self, call: dict[str, Any]) -> dict[str, Any]:
        table, key = self._world.table, call["Key"]["id"]["S"]
        answer = table.update_item(**call)
        assert not refused_in_doubt(table.before[key], table.items[key]), "refused while in doubt"
        return answer

    def get_item(self, **call: Any) -> dict[str, Any]:
        return self._through(lambda: self._world.table.get_item(**call))

    def _through(self, effect: Callable[[], dict[str, Any]]) -> dict[str, Any]:
        fault = self._world.schedule.get(len(self._world.calls))
        self._world.calls.append("ledger")
        nth = self._world.calls.count("ledger")
        self._world.passing(f"before ledger {nth}")
        answer: dict[str, Any] = effect() if fault is None else failing_ledger(fault, effect)
        self._world.passing(f"after ledger {nth}")
        return answer


class FaultyAttention:
    """The list of orders that need attention, over the same unreliable network."""

    def __init__(self, world: World) -> None:
        self._world = world

    def __getattr__(self, name: str) -> Callable[..., Any]:
        def call(**given: Any) -> Any:
            world = self._world
            fault = world.schedule.get(len(world.calls))
            world.calls.append("attention")
            world.passing(f"before {name}")
            effect = partial(getattr(world.attention, name), **given)
            answer = effect() if fault is None else failing_ledger(fault, effect)
            world.passing(f"after {name}")
            return answer

        return call


def verdict(world: World) -> str:
    """Return "" if what must hold does hold once the world is settled, else what does not."""
    settled = world.settle()
    world.look_again()
    world.schedule = {}
    asked_again = world.deliver()
    live = world.live_orders()
    entry = world.entry()
    if isinstance(settled, Parked):
        right = not world.store.orders and entry.phase is Phase.PARKED and entry.attempts == 2
        return "" if right else f"parked wrongly, {len(live)} live orders"
    if not isinstance(settled, Outcome):
        return f"refused: {settled}"
    if len(world.store.orders) != 1 or len(live) != 1:
        return f"{len(world.store.orders)} orders made, {len(live)} live"
    known = entry.phase is Phase.PLACED and entry.order_id == settled.order.order_id == live[0].id
    if not known:
        return f"the ledger says {entry.phase} {entry.order_id}"
    same = isinstance(asked_again, Outcome) and asked_again.replayed
    if not same or getattr(asked_again, "order", None) != settled.order:
        return "a second caller did not get the same answer"
    return ""
