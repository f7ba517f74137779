"""A product's text, date, number or file is missing from a line, or is not one that it takes.

Source: BigCommerce's checkout SDK and integrators' transcripts: 422 with a title that asks for
text for the named option, in words that name neither "option" nor "modifier".
Wrong before: the cause was not recognised, or was another's, and a merchant was to fix a line that
only its sender can correct.
"""

import pytest

from order_service.errors import OutcomeUnknown, StoreRefused
from order_service.store.refusal_causes import cause_of
from order_service.store_steps import BILLING_ADDRESS, CART
from tests.fakes.features import mugs
from tests.fakes.sends import failing
from tests.fakes.shop import Shop

OPTIONS = [
    "Please enter text for Engraving.",
    "Please enter a valid date for Delivery day",
    "Choose a date for Delivery day",
    "You must upload a file for Your logo",
    "Your logo: the file must be of type jpg; file is invalid",
    "The date must be after 2026-01-01",
    "The number must be between 5 and 10",
    "You can enter a maximum of 20 characters",
    "The text has too many lines: a maximum of 2 lines",
    "Modifier 43 is required",
    "One or more of the option values is not valid",
]
STOCK = [
    "Insufficient stock of variant 118.",
    "The item cannot be backordered",
    "Backorder limit exceeded",
    "This product is on back-order",
]
GROUP = ["Your customer group does not have access to this product."]


def test_a_missing_text_is_the_caller_s_to_send() -> None:
    shop = Shop()
    with pytest.raises(StoreRefused) as caught:
        shop.place(mugs(line_items=[{"product_id": 124, "quantity": 1}]))
    problem = caught.value.problem()
    assert problem["store"]["words"] == ["Please enter text for Engraving."]
    assert (problem["step"], problem["cause"], problem["fix"]) == (
        "cart",
        "options_invalid",
        "caller",
    )


WORDS = [
    *((words, "options_invalid") for words in OPTIONS),
    *((words, "out_of_stock") for words in STOCK),
    *((words, "product_not_found") for words in GROUP),
]


@pytest.mark.parametrize(("words", "code"), WORDS)
@pytest.mark.parametrize("status", [400, 403, 409, 422])
def test_what_is_wrong_with_goods_is_never_a_scope(words: str, code: str, status: int) -> None:
    cause = cause_of(CART, status, [words])
    assert cause is not None
    assert cause.code == code
    shop = Shop()
    shop.meddling.instead["create_cart"] = [failing(status, {"status": status, "title": words})]
    with pytest.raises(StoreRefused) as caught:
        shop.place(mugs())
    assert caught.value.problem()["cause"] == code


@pytest.mark.parametrize("words", ["Phone number is required", "Please enter a valid phone number"])
def test_the_number_of_an_address_is_no_option(words: str) -> None:
    cause = cause_of(BILLING_ADDRESS, 422, [words])
    assert cause is not None
    assert cause.code.startswith("address_")


def test_a_403_of_create_order_is_believed_of_scopes_only() -> None:
    shop = Shop()
    said = failing(403, {"status": 403, "title": "Insufficient stock"})
    shop.meddling.instead["create_order"] = [said]
    with pytest.raises(OutcomeUnknown):
        shop.place(mugs())
    last = shop.status("order-1")["last_error"]
    assert (last["code"], last["step"]) == ("scope_missing", "order")
