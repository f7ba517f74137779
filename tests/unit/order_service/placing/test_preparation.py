"""A checkout is brought to where it can become the order, whatever comes between."""

import pytest

from order_service.bigcommerce.verdicts import NoAnswer
from order_service.errors import (
    OutcomeUnknown,
    OutOfTime,
    Parked,
    PriorRefusal,
    ScopeMissing,
    StoreRefused,
    StoreUnavailable,
)
from tests.fakes.features import full_order, mugs
from tests.fakes.orders import AUSTIN, order_body
from tests.fakes.sends import failing, ok
from tests.fakes.shop import SETTLE_SECONDS, SETTLED, Shop

WRITES = ["billing_address", "consignments", "shipping_option"]
LOST = NoAnswer("ReadTimeout")
MAY_SHOW_YET = "The cart is gone, and an order that somebody else made of it may show yet."
SOMEBODY_ELSES = "The cart is gone: somebody else has made an order of it."


def bought_by_a_shopper(shop: Shop) -> None:
    (cart_id,) = shop.store.carts
    shop.store.merchant.pay_order(shop.store.merchant.begin_payment(cart_id))


@pytest.mark.parametrize("write", WRITES)
@pytest.mark.parametrize("version", ["present", "absent"])
def test_a_write_whose_answer_was_lost_is_looked_up(write: str, version: str) -> None:
    shop = Shop(version=version)
    shop.meddling.after[write] = [LOST]
    placed = shop.place(order_body()).order
    (order,) = shop.store.orders
    assert len(order.shipments) == len(placed.consignments) == 1
    assert [line.split()[0] for line in shop.calls.lines].count("GET") == 1


@pytest.mark.parametrize("write", WRITES)
@pytest.mark.parametrize("failure", [LOST, failing(409), failing(503), failing(423)])
def test_a_write_that_failed_is_made_again(write: str, failure: NoAnswer) -> None:
    shop = Shop()
    shop.meddling.instead[write] = [failure]
    shop.place(order_body())
    (order,) = shop.store.orders
    assert order.billing_address["address1"] == AUSTIN["address1"]
    assert len(order.shipments) == 1


@pytest.mark.parametrize("write", WRITES)
def test_a_write_that_keeps_failing_is_left_for_later(write: str) -> None:
    shop = Shop()
    shop.meddling.instead[write] = [failing(503)] * 5
    with pytest.raises(StoreUnavailable) as caught:
        shop.place(order_body())
    assert caught.value.step == write
    assert shop.store.carts
    assert not shop.place(order_body()).replayed
    assert len(shop.store.orders) == 1


def test_another_writer_on_the_checkout_is_gone_on_from() -> None:
    shop = Shop()

    def somebody() -> None:
        (cart,) = shop.store.carts.values()
        cart.version += 1

    shop.meddling.before["shipping_option"] = somebody
    shop.place(order_body())
    assert len(shop.store.orders) == 1


@pytest.mark.parametrize("when", WRITES)
def test_a_cart_that_goes_away_is_opened_once_more(when: str) -> None:
    shop = Shop()
    shop.meddling.before[when] = lambda: shop.store.merchant.delete_cart(
        next(iter(shop.store.carts))
    )
    placed = shop.place_in_another_cart(order_body()).order
    assert [order.cart_id for order in shop.store.orders] == [placed.cart_id]
    assert [line for line in shop.calls.lines if "/v3/carts?" in line] == shop.calls.lines[:1] * 2


def test_a_cart_that_only_seemed_to_be_gone_is_gone_on_with() -> None:
    shop = Shop()
    shop.meddling.instead["billing_address"] = [failing(404)]
    shop.meddling.instead["read_checkout"] = [failing(404)]
    placed = shop.place_in_another_cart(order_body()).order
    assert [order.cart_id for order in shop.store.orders] == [placed.cart_id]
    assert sum("/v3/carts?" in line for line in shop.calls.lines) == 1


def test_a_404_for_something_else_than_the_cart_needs_no_waiting() -> None:
    shop = Shop()
    shop.meddling.instead["billing_address"] = [failing(404)]
    assert shop.place(order_body()).order.order_id == shop.store.orders[0].id


@pytest.mark.parametrize("when", ["read_checkout", "delete_cart"])
def test_a_cart_that_a_shopper_pays_at_any_moment_is_left_to_a_person(when: str) -> None:
    """A 404 for something else than the cart takes a new one, and the DELETE of this one."""
    shop = Shop()
    shop.meddling.after["shipping_option"] = [LOST]
    shop.meddling.instead["read_checkout"] = [failing(503)] * 5
    with pytest.raises(StoreUnavailable):
        shop.place(order_body())
    shop.meddling.instead["read_checkout"] = [failing(404)]
    shop.meddling.before[when] = lambda: bought_by_a_shopper(shop)
    with pytest.raises(Parked) as caught:
        shop.place(order_body())
    assert (caught.value.detail, caught.value.step) == (SOMEBODY_ELSES, "checkout")
    assert len(shop.store.orders) == 1


def test_a_cart_that_goes_away_as_it_is_deleted_may_have_become_an_order_that_shows_later() -> None:
    shop = Shop()
    shop.meddling.instead["billing_address"] = [failing(404)]
    shop.meddling.before["delete_cart"] = lambda: shop.store.merchant.delete_cart(
        next(iter(shop.store.carts))
    )
    with pytest.raises(StoreUnavailable) as caught:
        shop.place(order_body())
    assert (caught.value.detail, caught.value.retry_after) == (MAY_SHOW_YET, SETTLE_SECONDS)
    assert shop.store.carts == {}


def test_no_cart_is_replaced_until_an_order_of_it_would_show() -> None:
    shop = Shop()
    shop.meddling.before["billing_address"] = lambda: shop.store.merchant.delete_cart(
        next(iter(shop.store.carts))
    )
    for seconds in (0, SETTLE_SECONDS - 1):
        shop.clock.sleep(seconds)
        with pytest.raises(StoreUnavailable) as caught:
            shop.place(order_body())
        assert caught.value.retry_after == SETTLE_SECONDS - seconds
        assert (caught.value.detail, caught.value.step) == (MAY_SHOW_YET, "checkout")
    assert shop.store.carts == {}
    shop.clock.sleep(1)
    assert shop.place(order_body()).order.order_id == shop.store.orders[0].id


def test_a_cart_that_is_gone_at_create_order_may_have_been_ended_by_its_order() -> None:
    shop = Shop()
    shop.meddling.before["create_order"] = lambda: shop.store.merchant.delete_cart(
        next(iter(shop.store.carts))
    )
    with pytest.raises(OutcomeUnknown):
        shop.place(order_body())
    shop.clock.sleep(SETTLED)
    with pytest.raises(Parked):
        shop.place(order_body())
    assert sum("/v3/carts?" in line for line in shop.calls.lines) == 1


def test_a_cart_that_goes_away_twice_is_refused() -> None:
    shop = Shop()
    shop.meddling.instead["billing_address"] = [failing(404), failing(404)]
    with pytest.raises(StoreRefused):
        shop.place(order_body())
    with pytest.raises(PriorRefusal):
        shop.place(order_body())
    assert shop.store.carts == {}


def test_a_cart_that_is_not_what_was_ordered_is_deleted_and_opened_once_more() -> None:
    shop = Shop()

    def smaller() -> None:
        (cart,) = shop.store.carts.values()
        cart.line_items.clear()

    shop.meddling.before["billing_address"] = smaller
    body = order_body(consignments=[{"address": AUSTIN, "line_items": [{"sku": "abc-123"}]}])
    shop.place(body)
    assert len(shop.store.orders) == 1


def test_a_sku_is_looked_up_afresh_when_the_cart_does_not_fit_and_else_not_soon_again() -> None:
    shop = Shop()

    def lookups(key: str) -> int:
        before = len(shop.calls.lines)
        shop.place(mugs(line_items=[{"sku": "SM-13", "quantity": 2}]), key)
        return sum("/catalog/" in line for line in shop.calls.lines[before:])

    def empty() -> None:
        for cart in shop.store.carts.values():
            cart.line_items.clear()

    assert lookups("first") > 0
    assert lookups("second") == 0
    shop.meddling.instead["billing_address"] = [failing(404)]
    assert lookups("its cart is gone") == 0
    shop.meddling.after["create_cart"] = [LOST]
    assert lookups("its cart is lost") == 0
    shop.meddling.instead["billing_address"] = [LOST]
    shop.meddling.before["billing_address"] = empty
    assert lookups("its cart is empty") > 0


def test_a_missing_scope_can_be_cured() -> None:
    shop = Shop()
    shop.meddling.instead["consignments"] = [failing(403)]
    with pytest.raises(ScopeMissing):
        shop.place(order_body())
    shop.place(order_body())
    assert len(shop.store.orders) == 1


@pytest.mark.parametrize("step", WRITES)
def test_a_refused_step_tells_the_store_s_words(step: str) -> None:
    shop = Shop()
    shop.meddling.instead[step] = [failing(422, {"title": "Not here."})] * 2
    with pytest.raises(StoreRefused) as caught:
        shop.place(order_body())
    assert caught.value.step == step
    assert caught.value.problem()["store"]["words"] == ["Not here."]
    assert shop.store.carts == {}


@pytest.mark.parametrize("failure", [failing(500), failing(401), failing(422), LOST, ok(None)])
def test_a_cart_that_cannot_be_deleted_does_not_change_the_refusal(failure: NoAnswer) -> None:
    shop = Shop()
    shop.meddling.instead["consignments"] = [failing(422)]
    shop.meddling.instead["delete_cart"] = [failure] * 5
    with pytest.raises(StoreRefused):
        shop.place(order_body())
    with pytest.raises(PriorRefusal):
        shop.place(order_body())


@pytest.mark.parametrize("seconds", [4, 8, 16, 20])
def test_no_order_is_begun_that_could_be_cut_off(seconds: float) -> None:
    shop = Shop()
    for write in WRITES:
        shop.meddling.before[write] = lambda: shop.clock.sleep(2)
    with pytest.raises(OutOfTime):
        shop.place(order_body(), seconds=seconds)
    assert shop.store.orders == []


def test_options_that_another_choice_gave_new_ids_are_read_and_chosen_once_more() -> None:
    shop = Shop(option_ids="each_quote", billing_clears_option="yes")
    placed = shop.place(full_order()).order
    assert placed.order_id == shop.store.orders[0].id
    assert len(shop.store.orders) == 1


def test_a_choice_that_the_store_refuses_right_after_its_options_were_read_is_refused() -> None:
    shop = Shop()
    shop.meddling.instead["shipping_option"] = [failing(422)] * 3
    with pytest.raises(StoreRefused) as caught:
        shop.place(order_body())
    assert caught.value.step == "shipping_option"
    assert len([line for line in shop.calls.lines if line.startswith("PUT")]) == 2
