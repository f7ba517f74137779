"""The store's tax provider does not answer, and the merchant has turned its fallback off.

Source: BigCommerce's checkout SDK, which handles an answer 500 of type
``tax_provider_unavailable`` to writes of a checkout.
Wrong before: the caller read that the store "keeps failing this step" without a word of taxes, and
nobody knew whom to ask.
"""

from typing import Any

import pytest

from order_service.errors import NotYet, OutcomeUnknown, StoreUnavailable
from tests.fakes.features import full_order, mugs
from tests.fakes.sends import failing
from tests.fakes.shop import SETTLED, Shop

WORDS = ["The tax provider is unavailable.", "tax_provider_unavailable"]
DOWN = {"status": 500, "code": 10000, "title": WORDS[0], "type": WORDS[1]}
WRITES = {
    "discounts": "discounts",
    "add_coupon": "coupon",
    "add_fees": "fees",
    "write_message": "customer_message",
    "billing_address": "billing_address",
    "consignments": "consignments",
    "shipping_option": "shipping_option",
}


def test_every_checkout_write_of_the_emulator_meets_the_outage() -> None:
    shop = Shop(tax_provider="down")
    with pytest.raises(StoreUnavailable) as caught:
        shop.place(mugs())
    problem = caught.value.problem()
    assert problem["store"] == {"status": 500, "words": WORDS}
    assert (problem["cause"], problem["fix"], problem["retryable"]) == (
        "tax_provider_unavailable",
        "merchant",
        True,
    )


@pytest.mark.parametrize(("operation", "step"), WRITES.items())
@pytest.mark.parametrize("status", [500, 422])
def test_the_outage_keeps_its_words_at_every_step_and_the_order_goes_on_after_it(
    operation: str, step: str, status: int
) -> None:
    shop = Shop()
    answer = failing(status, DOWN | {"status": status})
    shop.meddling.instead[operation] = [answer] * 5
    with pytest.raises(StoreUnavailable) as caught:
        shop.place(full_order())
    problem = caught.value.problem()
    assert problem["step"] in (step, "custom_shipping")
    assert (problem["cause"], problem["store"]["words"]) == (WORDS[1], WORDS)
    shop.meddling.instead.clear()
    shop.clock.sleep(caught.value.retry_after)
    assert shop.place(full_order()).order
    assert len(shop.store.orders) == 1


def test_whoever_asks_about_the_key_learns_of_the_outage() -> None:
    shop = Shop(tax_provider="down")
    with pytest.raises(NotYet):
        shop.place(mugs())
    last = shop.status("order-1")["last_error"]
    assert (last["cause"], last["store"]["words"]) == ("tax_provider_unavailable", WORDS)


@pytest.mark.parametrize("status", [500, 422])
def test_an_outage_at_create_order_leaves_its_outcome_in_doubt(status: int) -> None:
    shop = Shop()
    answer = failing(status, DOWN | {"status": status})
    shop.meddling.instead["create_order"] = [answer]
    with pytest.raises(OutcomeUnknown) as caught:
        shop.place(mugs())
    assert caught.value.problem()["cause"] == "tax_provider_unavailable"
    assert shop.status("order-1")["state"] == "submitting"
    shop.clock.sleep(SETTLED)
    assert shop.place(mugs()).order
    assert len(shop.store.orders) == 1


@pytest.mark.parametrize("status", [500, 422])
def test_an_outage_that_was_answered_after_the_order_was_made_makes_no_second_one(
    status: int,
) -> None:
    shop = Shop()
    shop.meddling.after["create_order"] = [failing(status, DOWN | {"status": status})]
    assert shop.place(mugs()).order.order_id == 101
    assert len(shop.store.orders) == 1


@pytest.mark.parametrize("title", ["Tax provider timed out", "tax service is not available"])
def test_other_words_for_the_outage_have_the_same_cause(title: str) -> None:
    shop = Shop()
    said: Any = failing(502, {"status": 502, "title": title})
    shop.meddling.instead["consignments"] = [said] * 5
    with pytest.raises(StoreUnavailable) as caught:
        shop.place(mugs())
    assert caught.value.problem()["cause"] == "tax_provider_unavailable"
