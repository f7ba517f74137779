"""What needs attention is listed whatever fails, and a retry makes one order, at any moment."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any, cast

import pytest
from botocore.exceptions import ClientError

from bigcommerce_emulator.state.settings import Settings
from order_service.bigcommerce.verdicts import Answer, NoAnswer
from order_service.clock import Deadline
from order_service.errors import (
    InProgress,
    KeyReused,
    NotRefused,
    NotYet,
    OrderError,
    OrderNotKept,
    OutcomeUnknown,
    Parked,
    Refused,
    RetryTooEarly,
)
from order_service.ledger.attention_list import listed
from order_service.ledger.attention_row import AttentionRow
from order_service.ledger.entry import Phase
from order_service.placing.ending import Outcome
from order_service.placing.sending_again import Retries
from order_service.request.intake import Job, read_order
from tests.crash.faults import LEDGER, Died, Fault
from tests.crash.world import KEY, World
from tests.fakes.orders import order_body

LATE = Settings(order_list="late", order_list_delay_seconds=100.0, checkout_order_id="never")


@cache
def too_dear() -> Job:
    return Job(KEY, read_order(order_body(shipping={"max_cost": 1})))


@cache
def corrected() -> Job:
    return Job(KEY, read_order(order_body()))


@dataclass
class Queued:
    """An operator of one world, and what the retries have sent to the queue."""

    world: World
    jobs: list[Job]

    def send(self, job: Job, _: float) -> None:
        self.world.passing("before send")
        self.jobs.append(job)
        self.world.passing("after send")

    def retry(self, job: Job | None = None) -> OrderError | Died | None:
        """Let an operator send the key again, over the same unreliable network."""
        service = cast("Any", self.world.service)
        retries = Retries(service.ledger, service.attention, self.send, self.world.clock)
        try:
            entry = service.ledger.read(KEY)
            retries.send_again(KEY, entry, job.order if job else None)
        except (OrderError, Died) as raised:
            return raised
        return None

    def deliver(self) -> None:
        """Deliver everything that the queue has, until it comes to nothing more."""
        self.world.schedule = {}
        for job in self.jobs:
            self.world.job = job
            self.world.settle()
            self.world.look_again()


def refused(world: World) -> Queued:
    world.job = too_dear()
    assert isinstance(world.settle(), Refused)
    return Queued(world, [])


def shown(world: World) -> list[str]:
    rows = [AttentionRow.from_item(item) for item in world.attention.items.values()]
    found = [listed(row, world.entry()) for row in rows]
    return [order.state for order in found if order is not None]


def must_be_listed(world: World) -> None:
    if str(KEY) in world.table.items and world.entry().phase in (Phase.REJECTED, Phase.PARKED):
        assert shown(world) == [world.entry().phase.value], world.calls


def each_fault(calls: list[str]) -> Iterator[tuple[int, Fault]]:
    for number, name in enumerate(calls):
        if name in ("ledger", "attention"):
            yield from ((number, fault) for fault in LEDGER)


def test_an_order_placed_at_the_first_try_never_touches_the_list() -> None:
    world = World()
    assert isinstance(world.settle(), Outcome)
    assert (world.attention.calls, world.calls.count("ledger")) == ([], 4)


def test_a_refused_key_is_listed_whatever_fails_at_any_call() -> None:
    quiet = World(job=too_dear())
    quiet.settle()
    assert quiet.calls[-3:-1] == ["attention", "ledger"]
    for number, fault in each_fault(quiet.calls):
        world = World({number: fault}, job=too_dear())
        world.deliver()
        must_be_listed(world)
        world.clock.sleep(1000)
        assert isinstance(world.settle(), Refused)
        must_be_listed(world)


def test_a_doubtful_order_is_listed_until_it_is_settled_whatever_fails() -> None:
    answer_lost = {quiet_calls().index("POST orders"): Fault.ANSWER_LOST}
    quiet = World(answer_lost, LATE)
    assert isinstance(quiet.deliver(), OutcomeUnknown)
    assert shown(quiet) == ["in_doubt"]
    assert isinstance(quiet.settle(), Outcome)
    assert quiet.attention.items == {}
    for number, fault in each_fault(quiet.calls):
        world = World({number: fault} | answer_lost, LATE)
        assert isinstance(world.settle(), Outcome)
        world.schedule = {}
        assert shown(world) == []


@cache
def quiet_calls() -> list[str]:
    world = World()
    world.settle()
    return world.calls


def test_a_parked_key_is_listed_before_the_ledger_says_so() -> None:
    world = World()
    world.odd = lost
    assert isinstance(world.settle(), Parked)
    must_be_listed(world)
    last = [call for call in world.calls if call in ("ledger", "attention")][-2:]
    assert last == ["attention", "ledger"]


def lost(name: str, effect: Callable[[], Any]) -> Any:
    """No create-order is answered."""
    if name == "POST orders":
        raise NoAnswer("ReadTimeout")
    return effect()


@pytest.mark.parametrize("job", [None, corrected])
def test_a_retry_that_fails_anywhere_can_be_repeated_and_makes_one_order(
    job: Callable[[], Job] | None,
) -> None:
    order = job() if job else None
    calls = [*refused(World()).world.calls]
    for offset in range(8):
        for fault in LEDGER:
            queued = refused(World())
            world = queued.world
            world.schedule = {len(calls) + offset: fault}
            queued.retry(order)
            must_be_listed(world)
            world.schedule = {}
            raised = queued.retry(order)
            assert raised is None, (offset, fault, raised)
            queued.deliver()
            placed = world.entry().phase is Phase.PLACED
            assert placed is (order is not None)
            assert len(world.live_orders()) == int(placed)
            must_be_listed(world)
            assert not placed or shown(world) == []


def test_a_retry_without_an_order_never_sends_another_than_the_key_s() -> None:
    queued = refused(World())
    world = queued.world
    # The row is written, the ledger is not.
    world.schedule = {len(world.calls) + 3: Fault.DIES_BEFORE}
    assert isinstance(queued.retry(corrected()), Died)
    assert world.calls[-2:] == ["attention", "ledger"]
    world.schedule = {}
    assert isinstance(queued.retry(), OrderNotKept)
    assert queued.retry(corrected()) is None
    queued.deliver()
    assert len(world.live_orders()) == 1


def test_two_retries_make_one_order() -> None:
    queued = refused(World())
    other: list[Any] = []
    queued.world.seams["before put_item"] = lambda: other.append(queued.retry(corrected()))
    raised = queued.retry(corrected())
    assert (other, type(raised)) == ([None], InProgress)
    queued.jobs *= 2
    queued.deliver()
    assert len(queued.world.store.orders) == 1


def test_a_retry_that_was_slow_does_not_begin_a_placed_key_anew() -> None:
    queued = refused(World())

    def meanwhile() -> None:
        assert queued.retry(corrected()) is None
        queued.deliver()

    queued.world.seams["before put_item"] = meanwhile
    assert isinstance(queued.retry(corrected()), InProgress)
    queued.deliver()
    assert (queued.world.entry().phase, len(queued.world.store.orders)) == (Phase.PLACED, 1)
    assert shown(queued.world) == []


def test_a_retry_beside_the_old_message_makes_one_order() -> None:
    queued = refused(World())
    world = queued.world
    assert queued.retry(corrected()) is None
    world.job = too_dear()
    answer = world.deliver()
    assert isinstance(answer, KeyReused)
    queued.deliver()
    assert len(world.store.orders) == 1


def test_a_key_that_is_placed_or_on_its_way_is_not_begun_anew() -> None:
    world = World()
    world.failing_at_create_order(Fault.ANSWER_LOST)
    queued = Queued(world, [])
    for nth in range(1, 5):
        world.seams[f"after ledger {nth}"] = lambda: seen.append(type(queued.retry()))
    seen: list[type] = []
    assert isinstance(world.settle(), Outcome)
    assert set(seen) <= {RetryTooEarly, NotRefused}
    assert type(queued.retry()) is NotRefused
    assert (queued.jobs, len(world.store.orders)) == ([], 1)


def refused_at_create_order() -> Queued:
    """A key whose create-order was answered with a refusal that was believed."""
    world = World()
    world.odd = no_stock
    assert isinstance(world.settle(), Refused)
    world.odd = None
    return Queued(world, [])


def no_stock(name: str, effect: Callable[[], Any]) -> Any:
    if name == "POST orders":
        return Answer(422, {}, {"status": 422, "title": "No stock.", "type": "x"})
    return effect()


def test_a_refused_create_order_is_not_sent_again_before_the_second_look() -> None:
    queued = refused_at_create_order()
    world = queued.world
    assert world.entry().look_at
    raised = queued.retry()
    assert isinstance(raised, RetryTooEarly)
    assert isinstance(raised, NotYet)
    assert 0 < raised.retry_after <= world.entry().look_at - world.clock.now()
    world.look_again()
    assert queued.retry() is None
    queued.deliver()
    assert len(world.live_orders()) == 1
    assert shown(world) == []


def test_a_key_whose_second_look_found_a_touched_order_is_left_to_a_person() -> None:
    queued = refused_at_create_order()
    world = queued.world
    # The refused call made an order after all, which is shown late, and a person took it on.
    deadline = Deadline(world.clock, world.clock.now() + 60)
    order_id = world.service.open_store(KEY, deadline).create_order(world.entry().cart_id)
    world.store.merchant.move_order(order_id, 11)
    world.look_again()
    assert world.entry().phase is Phase.REJECTED
    assert isinstance(queued.retry(), NotRefused)
    assert len(world.store.orders) == 1


def test_no_write_that_was_stalled_since_before_the_refusal_lands_after_a_retry() -> None:
    queued = refused(World())
    world = queued.world
    world.clock.sleep(1)
    stalled = list(world.writes)
    assert queued.retry() is None
    before = dict(world.table.items)
    for write in stalled:
        with pytest.raises(ClientError):
            world.table.update_item(**write)
    assert world.table.items == before
