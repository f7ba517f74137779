"""A store that makes something else of a request says nothing about it."""

from typing import Any

import pytest

from bigcommerce_emulator.state.settings import Settings
from tests.unit.bigcommerce_emulator.shopper import AUSTIN, MUG, Shopper


def opened(
    *lines: dict[str, Any], more: dict[str, Any] | None = None, **settings: Any
) -> dict[str, Any]:
    cart: dict[str, Any] = Shopper(Settings(**settings)).open_cart(*lines, **more or {})
    return cart


def test_fields_can_be_passed_over_at_the_top_and_in_lines() -> None:
    cheap, more = MUG | {"list_price": 3}, {"customer_id": 11}
    heeded = opened(cheap, more=more)
    ignored = opened(cheap, more=more, cart_passes_over="customer_id list_price")
    price = heeded["line_items"]["physical_items"][0]["list_price"]
    assert (heeded["customer_id"], price) == (11, 3)
    price = ignored["line_items"]["physical_items"][0]["list_price"]
    assert (ignored["customer_id"], price) == (0, 15)


def test_lines_can_be_listed_backwards() -> None:
    beans = {"product_id": 125, "quantity": 1}
    lines = opened(MUG, beans, line_order="reversed")["line_items"]["physical_items"]
    assert [line["product_id"] for line in lines] == [125, 120]


def test_ordinary_lines_can_be_marked_as_those_of_promotions_are() -> None:
    cart = opened(MUG, ordered_lines="immutable")
    (line,) = cart["line_items"]["physical_items"]
    assert line["is_mutable"] is False
    assert "added_by_promotion" not in line


@pytest.mark.parametrize(
    ("spelling", "field", "shown"),
    [
        ("as_sent", "address1", "555 Quillfeather Street"),
        ("capitals", "address1", "555 QUILLFEATHER STREET"),
        ("abbreviated", "address1", "555 Quillfeather St"),
        ("verified", "city", "Springfield"),
        ("no_zeros", "postal_code", "78701"),
        ("postal_code", "postal_code", "00000"),
        ("country", "country_code", "UM"),
    ],
)
def test_addresses_are_written_down_in_the_store_s_way(
    spelling: Any, field: str, shown: str
) -> None:
    shopper = Shopper(Settings(address_spelling=spelling))
    cart = shopper.open_cart(MUG)
    checkout = shopper.body(shopper.bill(cart["id"]))["data"]
    assert checkout["billing_address"][field] == shown


@pytest.mark.parametrize(("sent", "shown"), [("00000", ""), ("10000", "10000")])
def test_a_postcode_of_zeros_can_be_dropped(sent: str, shown: str) -> None:
    shopper = Shopper(Settings(address_spelling="no_zeros"))
    cart = shopper.open_cart(MUG)
    checkout = shopper.body(shopper.bill(cart["id"], AUSTIN | {"postal_code": sent}))["data"]
    assert checkout["billing_address"]["postal_code"] == shown


@pytest.mark.parametrize(("none", "shown"), [("null", None), ("false", False), ("0", 0)])
def test_a_checkout_can_say_in_several_ways_that_it_has_no_order(none: str, shown: object) -> None:
    shopper = Shopper(Settings().with_pairs([f"no_order_id={none}"]))
    assert shopper.checkout(shopper.open_cart(MUG)["id"])["order_id"] is shown


@pytest.mark.parametrize(
    ("texts", "shown"),
    [
        ("as_sent", "<i>A</i> & \u201cB\u201d \U0001f381"),
        ("escaped", "&lt;i&gt;A&lt;/i&gt; &amp; \u201cB\u201d \U0001f381"),
        ("plain", 'A & "B" '),
    ],
)
def test_names_can_be_shown_in_another_spelling(texts: str, shown: str) -> None:
    name = "<i>A</i> & \u201cB\u201d \U0001f381"
    shopper = Shopper(Settings().with_pairs([f"texts={texts}"]))
    item = {"name": name, "quantity": 1, "list_price": 3}
    cart = shopper.open_cart(custom_items=[item])
    fee = {"type": "custom_fee", "name": name, "display_name": name, "cost": 1, "source": "erp"}
    answer = shopper.ask("POST", f"/v3/checkouts/{cart['id']}/fees", {"fees": [fee]})
    found = shopper.body(answer)["data"]
    assert cart["line_items"]["custom_items"][0]["name"] == shown
    assert [(row["name"], row["display_name"]) for row in found["fees"]] == [(shown, shown)]
