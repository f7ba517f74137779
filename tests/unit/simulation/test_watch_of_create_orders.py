"""What the watch of a world notes of create-orders, and of what executions have seen."""

from dataclasses import replace
from typing import Any

import pytest

from order_service.bigcommerce.verdicts import Answer
from tests.simulation.executions import Execution
from tests.simulation.plan import Draws
from tests.simulation.scheduler import Scheduler
from tests.simulation.seen import B2B, Call
from tests.simulation.trouble.fates import conclusive, denied
from tests.simulation.watch import Watch

NOW = 100.0
CART = "/stores/sandbox/v3/carts/cart-1"
CHECKOUT = "/stores/sandbox/v3/checkouts/cart-1"
ORDER = "/stores/sandbox/v2/orders/101"
SUBMITTED = ("submitted", "cart-1")
MADE = Answer(200, {}, {"data": {"id": 101}})
SHOWN = Answer(200, {}, {})
NO = {"status": 422, "title": "No."}


class Seen:
    """A watch, what it notes, and what those who listen to it hear of."""

    def __init__(self) -> None:
        self.notes: list[str] = []
        self.heard_of: list[tuple[str, object]] = []
        self.scheduler = Scheduler(NOW)
        self.watch = Watch(self.scheduler, self.notes.append)
        self.execution = Execution("queue 1", 200.0, Draws(1))
        for name in ("submitted", "made", "archiving", "updating", "opened"):
            self._listen(name)

    def call(self, name: str, path: str = f"{CHECKOUT}/orders", served_at: float = NOW) -> Call:
        """Return a call that leaves now."""
        headers = {"X-Correlation-Id": "a key's"}
        return Call(name, "POST", path, headers, {}, self.execution, served_at)

    def through(self, one: Call, answer: Answer, heard: Answer | None) -> None:
        """Let it arrive, and its sender be answered so."""
        self.watch.sent(one)
        self.watch.arrived(one, answer)
        self.watch.answered(one, heard)

    def _listen(self, name: str) -> None:
        getattr(self.watch, name).append(lambda known: self.heard_of.append((name, known)))


@pytest.fixture
def seen() -> Seen:
    return Seen()


def test_a_create_order_is_noted_with_what_it_made(seen: Seen) -> None:
    seen.execution.checkout_read = {"cart-1": 90.0}
    seen.through(seen.call("create_order"), MADE, MADE)
    (attempt,) = seen.watch.attempts
    assert (attempt.correlation_id, attempt.cart_id) == ("a key's", "cart-1")
    assert (attempt.sent_at, attempt.looked_at, attempt.made_at) == (NOW, 90.0, NOW)
    assert (attempt.order_id, attempt.conclusive, attempt.denied) == (101, True, False)
    assert (attempt.said_yes, seen.watch.said_no) == (True, False)
    assert seen.heard_of == [SUBMITTED, ("made", 101)]
    assert seen.notes == [
        "store makes order 101 for queue 1",
        "queue 1 create-order on cart cart: 200",
    ]


@pytest.mark.parametrize(
    ("heard", "settles", "denies", "note"),
    [
        (None, False, False, "no answer"),
        (Answer(403, {}, NO), False, True, "403"),
        (Answer(422, {}, NO), True, False, "422"),
    ],
)
def test_what_a_create_order_s_sender_learned_is_noted(
    seen: Seen, heard: Answer | None, note: str, *, settles: bool, denies: bool
) -> None:
    seen.through(seen.call("create_order"), Answer(422, {}, NO), heard)
    (attempt,) = seen.watch.attempts
    assert (attempt.order_id, attempt.conclusive, attempt.denied) == (0, settles, denies)
    assert (attempt.said_yes, seen.watch.said_no) == (False, heard is not None)
    assert seen.heard_of == [SUBMITTED]
    assert seen.notes == [
        "store refuses create-order: 422",
        f"queue 1 create-order on cart cart: {note}",
    ]


@pytest.mark.parametrize(("sold_out", "said"), [(False, False), (True, True)])
def test_what_the_store_itself_refuses_is_no_reason_but_goods_that_are_gone(
    seen: Seen, *, sold_out: bool, said: bool
) -> None:
    seen.watch.sold_out = sold_out
    no = Answer(422, {}, NO)
    seen.through(seen.call("create_order"), no, no)
    assert seen.watch.said_no is said
    seen.through(seen.call("create_order"), no, Answer(422, {}, NO))
    assert seen.watch.said_no


@pytest.mark.parametrize(("changed_at", "fresh"), [(None, True), (90.0, True), (91.0, False)])
def test_an_order_is_of_a_changed_cart_if_that_was_changed_after_the_last_look(
    seen: Seen, changed_at: float | None, *, fresh: bool
) -> None:
    seen.execution.checkout_read = {"cart-1": 90.0}
    seen.watch.cart_changed = {"cart-1": changed_at} if changed_at else {}
    seen.through(seen.call("create_order"), MADE, MADE)
    assert seen.watch.attempts[0].fresh_content is fresh


@pytest.mark.parametrize(
    ("by", "written_at", "fresh"),
    [("queue 9", 91.0, False), ("", 91.0, False), ("queue 1", 91.0, True), ("queue 9", 90.0, True)],
)
def test_a_late_call_of_another_execution_changes_it_and_one_of_its_own_is_waited_for(
    seen: Seen, by: str, written_at: float, *, fresh: bool
) -> None:
    seen.execution.checkout_read = {"cart-1": 90.0}
    seen.watch.cart_written_late["cart-1"] = {by: written_at}
    seen.through(seen.call("create_order"), MADE, MADE)
    assert seen.watch.attempts[0].fresh_content is fresh


@pytest.mark.parametrize(("changed_at", "fresh"), [(90.0, True), (91.0, False)])
def test_so_it_is_if_the_store_asked_for_more_or_less_after_the_last_look(
    seen: Seen, changed_at: float, *, fresh: bool
) -> None:
    seen.execution.checkout_read = {"cart-1": 90.0}
    seen.watch.prices_changed_at = changed_at
    seen.through(seen.call("create_order"), MADE, MADE)
    assert seen.watch.attempts[0].fresh_content is fresh


def test_a_create_order_that_was_sent_again_on_its_way_is_one_more(seen: Seen) -> None:
    one, other = seen.call("create_order"), Answer(200, {}, {"data": {"id": 102}})
    seen.through(one, MADE, None)
    seen.watch.repeated(one, other)
    assert [attempt.order_id for attempt in seen.watch.attempts] == [101, 102]
    assert seen.heard_of == [SUBMITTED, ("made", 101), ("made", 102)]
    seen.watch.repeated(one, Answer(422, {}, NO))
    assert len(seen.watch.attempts) == 2
    assert seen.notes[-1] == "something on the way sends create-order again: 422"


@pytest.mark.parametrize("answered_first", [True, False])
@pytest.mark.parametrize(("status", "settles", "denies"), [(422, True, False), (403, False, True)])
def test_the_answer_to_a_create_order_settles_each_order_that_it_made(
    seen: Seen, status: int, *, settles: bool, denies: bool, answered_first: bool
) -> None:
    one, other = seen.call("create_order"), Answer(200, {}, {"data": {"id": 102}})
    seen.watch.sent(one)
    seen.watch.arrived(one, MADE)
    if answered_first:
        seen.watch.answered(one, Answer(status, {}, NO))
    seen.watch.repeated(one, other)
    if not answered_first:
        seen.watch.answered(one, Answer(status, {}, NO))
    settled = [(attempt.conclusive, attempt.denied) for attempt in seen.watch.attempts]
    assert settled == [(settles, denies)] * 2


def test_those_who_act_on_orders_and_carts_hear_of_calls(seen: Seen) -> None:
    cart = Answer(201, {}, {"data": {"id": "cart-1"}})
    seen.through(seen.call("archive_order", ORDER), SHOWN, SHOWN)
    seen.through(seen.call("update_order", ORDER), SHOWN, SHOWN)
    seen.through(seen.call("create_cart", "/stores/sandbox/v3/carts"), cart, cart)
    seen.through(seen.call("create_cart", "/stores/sandbox/v3/carts"), SHOWN_NOT, SHOWN_NOT)
    assert seen.heard_of == [("archiving", 101), ("updating", 101), ("opened", "cart-1")]
    assert seen.notes == ["store archives order 101 for queue 1"]


def test_only_the_refusal_of_a_create_order_is_part_of_the_history(seen: Seen) -> None:
    refused = Answer(422, {}, NO)
    seen.through(seen.call("update_order", ORDER), refused, refused)
    assert (seen.notes, seen.watch.attempts) == ([], [])


SHOWN_NOT = Answer(200, {}, None, readable=False)
ROWS = Answer(200, {}, [{"id": 101}, {"id": 102}])


@pytest.mark.parametrize(
    ("name", "answer", "looked", "shown"),
    [
        ("read_order", SHOWN, {101: 95.0}, True),
        ("update_order", SHOWN, {}, True),
        ("create_b2b_order", SHOWN, {}, True),
        ("read_b2b_order", SHOWN, {}, True),
        ("archive_order", SHOWN, {}, False),
        ("list_orders", ROWS, {101: 95.0, 102: 95.0}, False),
        ("list_orders", SHOWN_NOT, {}, False),
        ("list_products", ROWS, {}, False),
        ("read_order", Answer(404, {}, NO), {}, False),
        ("read_order", None, {}, False),
    ],
)
def test_what_an_execution_has_seen_of_orders_is_of_when_the_store_served_it(
    seen: Seen, name: str, answer: Answer | None, looked: dict[int, float], *, shown: bool
) -> None:
    one = seen.call(name, ORDER, served_at=95.0)
    seen.watch.answered(one, answer)
    assert seen.execution.looked_at == looked
    of = B2B if "b2b" in name else "101"
    assert seen.watch.order_shown == ({of: [95.0]} if shown else {})


@pytest.mark.parametrize(
    ("name", "path", "answer", "read"),
    [
        ("read_checkout", CHECKOUT, SHOWN, {"cart-1": 95.0}),
        ("read_cart", CART, SHOWN, {}),
        ("create_cart", "/v3/carts", Answer(201, {}, {"data": {"id": "cart-2"}}), {"cart-2": 95.0}),
        ("create_cart", "/v3/carts", SHOWN_NOT, {}),
    ],
)
def test_what_an_execution_has_seen_of_a_cart_is_of_when_the_store_served_it(
    seen: Seen, name: str, path: str, answer: Answer, read: dict[str, float]
) -> None:
    seen.watch.answered(seen.call(name, path, served_at=95.0), answer)
    assert seen.execution.checkout_read == read


OWN = Answer(422, {"content-type": "application/json"}, NO)


@pytest.mark.parametrize(
    ("change", "settles", "denies"),
    [
        ({}, True, False),
        ({"status": 400}, True, False),
        ({"status": 401}, True, False),
        ({"status": 409}, True, False),
        ({"status": 429}, True, False),
        ({"status": 403}, False, True),
        ({"status": 404}, False, False),
        ({"status": 500}, False, False),
        ({"status": 403, "body": {"status": 403}}, False, False),
        ({"headers": {"content-type": "application/problem+json"}}, False, False),
        ({"headers": {}}, True, False),
        ({"body": {"status": 422}}, False, False),
        ({"body": ["status", "title"]}, False, False),
        ({"status": 200}, True, False),
        ({"status": 200, "readable": False}, False, False),
        ({"status": 200, "body": None}, False, False),
    ],
)
def test_a_create_order_is_settled_by_an_order_or_by_the_store_s_own_refusal(
    change: dict[str, Any], *, settles: bool, denies: bool
) -> None:
    answer = replace(OWN, **change)
    assert (conclusive(answer), denied(answer)) == (settles, denies)
