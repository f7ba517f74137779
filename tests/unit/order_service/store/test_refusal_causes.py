"""A store's no is recognised by its words, whatever their shape, and answered with advice."""

from typing import Any, get_args

import pytest

from bigcommerce_emulator.bodies import errors as said
from order_service.answers import Fixer
from order_service.bigcommerce.error_words import store_words
from order_service.store.refusal_causes import CAUSES, EVERY_CAUSE, cause_of, explained
from order_service.store_steps import (
    BILLING_ADDRESS,
    CART,
    CONSIGNMENTS,
    COUPON,
    ORDER,
    STEPS,
    StoreStep,
)

MAXIMUM = "You can only purchase a maximum of 2 of the [Sample] Dustpan & Brush per order."
SAID: list[tuple[str, StoreStep, int, Any]] = [
    ("maximum_quantity", CART, 422, said.v3(422, MAXIMUM).body),
    ("maximum_quantity", CART, 409, [{"status": 409, "message": MAXIMUM}]),
    ("minimum_quantity", CART, 422, {"title": "You must purchase a minimum of 2 Soap per order"}),
    ("out_of_stock", CART, 422, {"title": "Soap is out of stock: 1 left."}),
    ("out_of_stock", ORDER, 409, {"title": "Insufficient inventory for this order"}),
    (
        "variant_required",
        CART,
        422,
        {"title": "This product has options; variant ID is required"},
    ),
    (
        "options_invalid",
        CART,
        422,
        said.invalid("line_items[0].option_selections", "Engraving is required.").body,
    ),
    ("options_invalid", CART, 422, {"errors": {"option": "Soap has no such option."}}),
    ("product_not_found", CART, 422, {"title": "Product 120 was not found."}),
    ("product_not_found", CART, 400, {"errors": [{"message": "Variant 7 does not exist"}]}),
    ("currency_not_transactional", CART, 400, {"title": "Currency EUR is not transactional"}),
    (
        "customer_invalid",
        CART,
        422,
        said.invalid("customer_id", "Customer 7 is unknown.").body,
    ),
    ("channel_invalid", CART, 422, said.invalid("channel_id", "Channel 9 was not found.").body),
    ("tax_provider_unavailable", CONSIGNMENTS, 500, said.tax_provider_down().body),
    ("out_of_stock", ORDER, 409, said.stock_conflict([{"message": "Insufficient stock"}]).body),
    ("options_invalid", CART, 422, said.v3(422, "Please enter text for Engraving.").body),
    ("coupon_invalid", COUPON, 400, said.coupon_refused("min_purchase", "Too little.").body),
    ("coupon_invalid", COUPON, 422, {"title": "The coupon code is not valid."}),
    ("gift_certificate_invalid", CART, 422, {"errors": {"gift_certificates[0].theme": "no"}}),
    ("address_incomplete", ORDER, 400, said.incomplete_address("shipping", ["city"]).body),
    ("address_incomplete", BILLING_ADDRESS, 422, {"errors": {"postal_code": "is required"}}),
    ("address_incomplete", ORDER, 422, {"title": "A billing address is required."}),
    ("address_invalid", CONSIGNMENTS, 422, said.invalid("country_code", "is not a country").body),
    ("no_shipping_offered", ORDER, 422, {"title": "A shipping method is required for the order"}),
    ("token_rejected", CART, 401, None),
    *(
        (f"scope_missing_{step.scope.name.lower()}", step, 403, {"title": "No scope"})
        for step in STEPS
    ),
    ("store_down_or_suspended", CART, 503, "<html>"),
]


@pytest.mark.parametrize(("code", "step", "status", "body"), SAID)
def test_what_a_store_says_has_its_cause(
    code: str, step: StoreStep, status: int, body: Any
) -> None:
    cause = cause_of(step, status, store_words(body))
    assert cause is not None
    assert cause.code == code


def test_every_cause_is_met_above() -> None:
    assert {code for code, *_ in SAID} == {cause.code for cause in CAUSES}


@pytest.mark.parametrize("body", [None, [], {}, "No.", {"title": "Input is invalid"}, {"title": 5}])
def test_words_that_say_nothing_known_have_no_cause(body: Any) -> None:
    assert cause_of(CART, 422, store_words(body)) is None


def test_each_cause_has_its_own_code_and_somebody_who_mends_it() -> None:
    codes = [cause.code for cause in EVERY_CAUSE]
    assert len(codes) == len(set(codes))
    assert all(cause.fixer in get_args(Fixer) and cause.hint for cause in EVERY_CAUSE)


def test_a_cause_is_told_in_our_own_words() -> None:
    words = ["Customer zephyrine.quillfeather@example.com was not found."]
    explanation = explained(cause_of(CART, 422, words), words)
    assert (explanation["cause"], explanation["fix"]) == ("customer_invalid", "caller")
    assert "zephyrine" not in str(explanation)


def test_the_fields_that_a_store_misses_in_an_address_are_named() -> None:
    words = ["The shipping address is incomplete.", "Missing: postal code, state_or_province."]
    explanation = explained(cause_of(ORDER, 400, words), words)
    assert explanation["hint"].endswith("The store names: state_or_province, postal_code.")


def test_no_cause_adds_nothing() -> None:
    assert explained(None) == {}
