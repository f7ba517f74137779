"""A carrier does not answer for a moment, and the store lists no shipping option at all.

Source: integrators' reports of ``available_shipping_options: []`` that was filled at the next
request, and of the store's own log line about a quote that could not be had.
Wrong before: the order was refused for good as ``no_shipping_option``, also if its option was
already selected.
"""

from dataclasses import replace

import pytest

from bigcommerce_emulator.state.seed import default_seed
from order_service.bigcommerce.verdicts import NoAnswer
from order_service.checkout.completion import CARRIER_SECONDS
from order_service.errors import NoShippingOption, OutOfTime, StoreKeepsFailing, StoreUnavailable
from tests.fakes.features import MUG, mugs
from tests.fakes.orders import AUSTIN, HOUSTON, NEW_YORK
from tests.fakes.shop import Shop

HOUR = 3600.0
PLACES = (AUSTIN, NEW_YORK, HOUSTON)


def checkout_reads(shop: Shop) -> int:
    return sum(line.startswith("GET") and "/checkouts/" in line for line in shop.calls.lines)


def test_one_more_look_finds_the_options_of_a_carrier_that_was_silent_once() -> None:
    shop = Shop(carriers="silent_once")
    began = shop.clock.now()
    placed = shop.place(mugs()).order
    assert placed.consignments[0].shipping_option
    assert (checkout_reads(shop), len(shop.calls.sent)) == (1, 6)
    assert shop.clock.now() - began >= CARRIER_SECONDS


def test_several_silent_consignments_cost_one_look() -> None:
    shop = Shop(carriers="silent_once")
    parts = [
        {"address": AUSTIN, "line_items": [{"sku": "mug", "quantity": 1}]},
        {"address": NEW_YORK, "line_items": [{"sku": "mug"}]},
    ]
    shop.place(mugs(consignments=parts))
    assert checkout_reads(shop) == 1


def test_a_carrier_that_stays_silent_is_final_after_one_more_look() -> None:
    shop = Shop(carriers="silent")
    with pytest.raises(NoShippingOption) as caught:
        shop.place(mugs())
    assert caught.value.problem()["offered"] == []
    assert checkout_reads(shop) == 1
    assert shop.store.orders == []


@pytest.mark.parametrize("pickup", [True, False])
def test_so_does_it_where_another_option_needs_no_carrier(pickup: bool) -> None:
    seed = default_seed()
    assert seed.everywhere
    seed = seed if pickup else replace(seed, everywhere=())
    shop = Shop(carriers="first_alone_once", seed=seed)
    rule: dict[str, str] = {} if pickup else {"type": "carrier_express"}
    placed = shop.place(mugs(shipping=rule)).order
    option = placed.consignments[0].shipping_option
    assert option is not None
    assert option.type == ("shipping_flatrate" if pickup else "carrier_express")
    assert checkout_reads(shop) == 1


def test_options_that_do_not_fit_are_not_asked_for_again() -> None:
    shop = Shop()
    with pytest.raises(NoShippingOption):
        shop.place(mugs(shipping={"max_cost": 1}))
    assert checkout_reads(shop) == 0


def test_without_time_for_another_look_nothing_is_refused() -> None:
    shop = Shop(carriers="silent_once")
    shop.meddling.before["consignments"] = lambda: shop.clock.sleep(52)
    with pytest.raises(OutOfTime):
        shop.place(mugs())
    assert shop.place(mugs()).order


def test_a_quote_looks_again_too() -> None:
    (found,) = Shop(carriers="silent_once").quote(mugs()).consignments
    assert found.shipping_option


@pytest.mark.parametrize("lost", [True, False])
@pytest.mark.parametrize("ids", ["stable", "each_quote"])
def test_a_choice_is_there_although_the_carriers_are_silent_right_after_it(
    lost: bool, ids: str
) -> None:
    shop = Shop(carriers="silent_when_chosen", option_ids=ids)
    shop.meddling.after["shipping_option"] = [NoAnswer("ReadTimeout")] if lost else []
    began = shop.clock.now()
    assert shop.place(mugs()).order.consignments[0].shipping_option
    assert (checkout_reads(shop), len(shop.calls.sent)) == ((1, 6) if lost else (0, 5))
    assert shop.clock.now() - began < CARRIER_SECONDS


def test_a_choice_of_an_earlier_delivery_is_not_refused_while_the_carriers_are_silent() -> None:
    shop = Shop(carriers="silent_when_chosen")
    shop.meddling.before["shipping_option"] = lambda: shop.clock.sleep(52)
    with pytest.raises(OutOfTime):
        shop.place(mugs())
    assert shop.place(mugs()).order


def test_what_somebody_selected_is_not_taken_while_nothing_can_be_compared_with_it() -> None:
    shop = Shop(carriers="silent_when_chosen")
    shop.meddling.before["shipping_option"] = lambda: shop.clock.sleep(52)
    with pytest.raises(OutOfTime):
        shop.place(mugs())
    (cart,) = shop.store.carts.values()
    (parcel,) = cart.consignments
    parcel.silences = -3
    with pytest.raises(StoreUnavailable) as caught:
        shop.place(mugs())
    assert caught.value.problem()["errors"][0]["field"] == "available_shipping_options"
    assert shop.store.orders == []
    shop.clock.sleep(caught.value.retry_after)
    assert shop.place(mugs()).order


def test_an_order_does_not_wait_longer_than_a_day_for_options_that_are_never_listed_again() -> None:
    shop = Shop(carriers="silent_when_chosen")
    shop.meddling.before["shipping_option"] = lambda: shop.clock.sleep(52)
    with pytest.raises(OutOfTime):
        shop.place(mugs())
    (cart,) = shop.store.carts.values()
    (parcel,) = cart.consignments
    parcel.silences = -1000
    waited = 0
    while waited < 24:
        with pytest.raises(StoreUnavailable):
            shop.place(mugs())
        shop.clock.sleep(HOUR)
        waited += 1
    with pytest.raises(StoreKeepsFailing) as caught:
        shop.place(mugs())
    assert caught.value.problem()["errors"][0]["field"] == "available_shipping_options"
    assert shop.store.orders == []


@pytest.mark.parametrize("rule", [{}, {"description": "Flat Rate"}])
@pytest.mark.parametrize("ids", ["stable", "each_quote"])
def test_a_choice_stays_although_its_carrier_alone_is_silent_when_it_is_looked_up(
    rule: dict[str, str], ids: str
) -> None:
    shop = Shop(carriers="chosen_unlisted_once", option_ids=ids)
    shop.meddling.after["shipping_option"] = [NoAnswer("ReadTimeout")]
    began = shop.clock.now()
    (found,) = shop.place(mugs(shipping=rule)).order.consignments
    assert found.shipping_option is not None
    assert found.shipping_option.description == "Flat Rate"
    assert shop.clock.now() - began >= CARRIER_SECONDS
    assert checkout_reads(shop) == 2


def test_each_of_several_choices_may_be_unlisted_once() -> None:
    parts = [{"address": one, "line_items": [{"sku": "mug", "quantity": 1}]} for one in PLACES]
    shop = Shop(carriers="chosen_unlisted_once", option_ids="each_quote")
    body = mugs(line_items=[MUG | {"quantity": 3}], consignments=parts)
    placed = shop.place(body | {"shipping": {"description": "Flat Rate"}}).order
    chosen = [one.shipping_option.description for one in placed.consignments if one.shipping_option]
    assert chosen == ["Flat Rate"] * 3
