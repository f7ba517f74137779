"""A coupon that an order cannot have is refused in the store's words, whatever they mention.

Source: BigCommerce's SDK, whose coupon errors have codes such as ``min_purchase`` and come with
400, and integrators' reports of 404 and 409 on this step.
Wrong before: "minimum purchase" was taken for a quantity, a 404 for a cart that was gone, and a
409 for an answer that was lost, tried for ever without a word.
"""

import pytest

from order_service.errors import StoreRefused, StoreUnavailable
from tests.fakes.features import mugs
from tests.fakes.sends import failing
from tests.fakes.shop import Shop

WORDS = [
    "Minimum purchase of 50 required",
    "The coupon is not available in this currency",
    "Not valid for this customer",
    "The address is invalid",
    "Out of stock",
    "ineligible",
    "",
]


@pytest.mark.parametrize("words", WORDS)
@pytest.mark.parametrize("status", [400, 422])
def test_on_a_coupon_step_the_cause_is_the_coupon(words: str, status: int) -> None:
    shop = Shop()
    shop.meddling.instead["add_coupon"] = [failing(status, {"status": status, "title": words})]
    with pytest.raises(StoreRefused) as caught:
        shop.place(mugs(coupon_codes=["FIVER"]))
    problem = caught.value.problem()
    assert (problem["cause"], problem["fix"]) == ("coupon_invalid", "caller")
    assert problem["coupon_code"] == "FIVER"


def test_a_coupon_below_its_minimum_says_so() -> None:
    shop = Shop()
    with pytest.raises(StoreRefused) as caught:
        shop.place(mugs(line_items=[{"product_id": 120, "quantity": 1}], coupon_codes=["FIVER"]))
    problem = caught.value.problem()
    assert problem["store"]["status"] == 400
    assert problem["store"]["words"][-1] == "min_purchase"
    assert problem["cause"] == "coupon_invalid"


GONE = {"status": 404, "title": "The coupon was not found."}


def test_a_404_of_a_coupon_is_told_in_the_store_s_words() -> None:
    shop = Shop()
    shop.meddling.instead["add_coupon"] = [failing(404, GONE)] * 2
    with pytest.raises(StoreRefused) as caught:
        shop.place(mugs(coupon_codes=["FIVER"]))
    problem = caught.value.problem()
    assert (problem["step"], problem["cause"]) == ("coupon", "coupon_invalid")
    assert problem["store"] == {"status": 404, "words": ["The coupon was not found."]}
    assert problem["coupon_code"] == "FIVER"
    assert shop.store.orders == []


def test_a_404_that_does_not_come_again_costs_a_cart_and_no_order() -> None:
    shop = Shop()
    shop.meddling.instead["add_coupon"] = [failing(404, GONE)]
    assert shop.place(mugs(coupon_codes=["FIVER"])).order
    assert len(shop.store.orders) == 1


def conflicts(title: str, count: int = 5) -> Shop:
    shop = Shop()
    said = failing(409, {"status": 409, "title": title})
    shop.meddling.instead["add_coupon"] = [said] * count
    return shop


def test_a_409_that_comes_every_time_and_speaks_of_no_conflict_is_a_refusal() -> None:
    shop = conflicts("The coupon is used up.")
    with pytest.raises(StoreRefused) as caught:
        shop.place(mugs(coupon_codes=["FIVER"]))
    problem = caught.value.problem()
    assert (problem["cause"], problem["coupon_code"]) == ("coupon_invalid", "FIVER")
    assert problem["store"] == {"status": 409, "words": ["The coupon is used up."]}


def test_a_409_that_ends_is_no_refusal() -> None:
    assert conflicts("The coupon is used up.", 4).place(mugs(coupon_codes=["FIVER"])).order


def test_a_conflict_without_end_refuses_nothing_and_keeps_its_words() -> None:
    said = "The request cannot be processed due to a possible conflict."
    with pytest.raises(StoreUnavailable) as caught:
        conflicts(said).place(mugs(coupon_codes=["FIVER"]))
    assert caught.value.problem()["store"] == {"status": 409, "words": [said]}


@pytest.mark.parametrize("status", [404, 409])
def test_a_cart_that_is_refused_is_told_in_the_store_s_words(status: int) -> None:
    shop = Shop()
    said = "Product 120 was not found."
    shop.meddling.instead["create_cart"] = [failing(status, {"status": status, "title": said})]
    with pytest.raises(StoreRefused) as caught:
        shop.place(mugs())
    problem = caught.value.problem()
    assert problem["store"] == {"status": status, "words": [said]}
    assert (problem["step"], problem["cause"]) == ("cart", "product_not_found")
