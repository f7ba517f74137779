"""A create-order that is answered with a refusal, whether it made an order or not."""

from collections.abc import Callable

import pytest

from order_service.bigcommerce.verdicts import Answer
from order_service.errors import NotYet, OutcomeUnknown, PriorRefusal, StoreRefused
from order_service.keys import OrderKey
from order_service.ledger.entry import CancelWish, Entry, Phase
from order_service.placing.cancelling import Cancellation, cancel
from tests.fakes.orders import order_body
from tests.fakes.sends import Outcome, failing
from tests.fakes.shop import SETTLE_SECONDS, SETTLED, Shop

KEY = OrderKey("acme", "order-1")
OWN = failing(422, {"status": 422, "title": "No."}, content_type="application/json")
PROBLEM = Answer(
    422,
    {"content-type": "application/problem+json"},
    {"type": "about:blank", "title": "Unprocessable Entity", "status": 422},
)
NO_SCOPE = failing(403, {"status": 403, "title": "You don't have a required scope."})


def entry(shop: Shop) -> Entry:
    found = shop.ledger.read(KEY)
    assert found is not None
    return found


def live(shop: Shop) -> list[int]:
    return [order.id for order in shop.store.orders if not order.is_deleted]


def unreadable(answer: Outcome) -> Callable[[Shop], None]:
    """Let the order list answer so until it is cured."""

    def spoil(shop: Shop) -> None:
        shop.meddling.instead["list_orders"] = [answer] * 99

    return spoil


def paused(shop: Shop) -> None:
    """Pause the store while it makes the order."""
    shop.meddling.before["create_order"] = shop.credentials.pause


def cured(shop: Shop) -> None:
    shop.meddling.instead.clear()
    shop.credentials.pause(False)


NO_LOOK = pytest.mark.parametrize(
    "spoil",
    [unreadable(NO_SCOPE), unreadable(failing(401)), unreadable(failing(500)), paused],
    ids=["no scope", "no token", "down", "paused"],
)


@NO_LOOK
def test_no_order_is_refused_that_nobody_could_look_for(spoil: Callable[[Shop], None]) -> None:
    shop = Shop()
    spoil(shop)
    shop.meddling.after["create_order"] = [OWN]
    for _ in range(3):
        with pytest.raises(OutcomeUnknown):
            shop.place(order_body())
        assert entry(shop).phase is Phase.SUBMITTING
        shop.clock.sleep(SETTLED)
    cured(shop)
    assert shop.place(order_body()).order.order_id == 101
    assert live(shop) == [101]


@NO_LOOK
def test_a_refusal_that_nobody_could_look_after_is_one_as_soon_as_somebody_can(
    spoil: Callable[[Shop], None],
) -> None:
    shop = Shop()
    spoil(shop)
    shop.meddling.instead["create_order"] = [OWN]
    with pytest.raises(OutcomeUnknown):
        shop.place(order_body())
    cured(shop)
    shop.meddling.instead["create_order"] = [OWN]
    with pytest.raises(OutcomeUnknown):
        shop.place(order_body())
    assert shop.meddling.instead["create_order"] != []
    shop.clock.sleep(SETTLED)
    with pytest.raises(StoreRefused):
        shop.place(order_body())
    assert (entry(shop).phase, entry(shop).creates) == (Phase.REJECTED, 2)
    assert entry(shop).look_at == entry(shop).last_sent + SETTLE_SECONDS


def test_a_refusal_whose_only_look_failed_is_no_person_s() -> None:
    shop = Shop()
    shop.meddling.instead["list_orders"] = [NO_SCOPE]
    shop.meddling.instead["create_order"] = [OWN, OWN]
    with pytest.raises(OutcomeUnknown):
        shop.place(order_body())
    assert entry(shop).attempts == 0
    shop.clock.sleep(SETTLED)
    with pytest.raises(StoreRefused):
        shop.place(order_body())


@NO_LOOK
def test_a_key_whose_refusal_nobody_could_look_after_is_cancelled_only_after_a_look(
    spoil: Callable[[Shop], None],
) -> None:
    shop = Shop()
    spoil(shop)
    shop.meddling.after["create_order"] = [OWN]
    with pytest.raises(NotYet):
        shop.place(order_body())
    shop.clock.sleep(SETTLED + SETTLE_SECONDS)
    with pytest.raises(NotYet):
        cancel(Cancellation(KEY, CancelWish.ORDER), shop.service, shop.deadline())
    cured(shop)
    assert cancel(Cancellation(KEY, CancelWish.ORDER), shop.service, shop.deadline()).order_id


def late(seconds: float) -> Shop:
    return Shop(order_list="late", order_list_delay_seconds=seconds, checkout_order_id="never")


@pytest.mark.parametrize("seconds", [0, 60, SETTLE_SECONDS])
def test_a_gateway_s_problem_refuses_no_order_that_was_made(seconds: float) -> None:
    shop = late(seconds)
    shop.meddling.after["create_order"] = [PROBLEM]
    if seconds:
        with pytest.raises(OutcomeUnknown):
            shop.place(order_body())
        shop.clock.sleep(seconds)
    assert shop.place(order_body()).order.order_id == 101
    assert live(shop) == [101]


@pytest.mark.parametrize("seconds", [60, SETTLE_SECONDS])
def test_an_order_that_the_store_made_and_refused_is_archived_when_it_shows(
    seconds: float,
) -> None:
    shop = late(seconds)
    shop.meddling.after["create_order"] = [OWN]
    with pytest.raises(StoreRefused):
        shop.place(order_body())
    assert [*shop.coming_back] == [entry(shop).last_sent + SETTLE_SECONDS - shop.clock.now()]
    shop.clock.time = entry(shop).look_at
    with pytest.raises(PriorRefusal):
        shop.look_again(order_body())
    assert (live(shop), shop.parked, entry(shop).look_at) == ([], [], 0)


@pytest.mark.parametrize("seconds", [60, SETTLE_SECONDS])
def test_an_order_that_the_store_made_and_refused_is_a_person_s_once_somebody_moved_it(
    seconds: float,
) -> None:
    shop = late(seconds)
    shop.meddling.after["create_order"] = [OWN]
    with pytest.raises(StoreRefused):
        shop.place(order_body())
    shop.store.merchant.move_order(101, 11)
    shop.clock.time = entry(shop).look_at
    with pytest.raises(PriorRefusal):
        shop.look_again(order_body())
    assert (live(shop), shop.parked, entry(shop).disputed) == ([101], [KEY], 1)
