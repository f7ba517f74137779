"""One model says what an order is: no unknown field, no converted type, no odd value."""

import random
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from order_service.request.order import OrderRequest
from tests.fakes.orders import AUSTIN, order_body

THING = {"sku": "abc-123", "name": "Custom thing", "list_price": 10, "quantity": 1}
GIFT = {
    "name": "A gift",
    "theme": "General",
    "amount": 25,
    "quantity": 1,
    "sender": {"name": "Zephyrine", "email": "zephyrine.quillfeather@example.com"},
    "recipient": {"name": "Ann", "email": "ann@example.com"},
}
SHIRT = {"product_id": 121, "quantity": 1}


def wrong(**changes: Any) -> list[str]:
    with pytest.raises(ValidationError) as caught:
        OrderRequest.model_validate(order_body(**changes))
    return [".".join(str(part) for part in error["loc"]) for error in caught.value.errors()]


def read(**changes: Any) -> OrderRequest:
    return OrderRequest.model_validate(order_body(**changes))


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"expected": 1}, "expected"),
        ({"billing_address": AUSTIN | {"zip": "1"}}, "billing_address.zip"),
        ({"line_items": [SHIRT | {"colour": 1}]}, "line_items.0.colour"),
        ({"custom_items": [THING | {"x": 1}]}, "custom_items.0.x"),
        ({"consignments": [{"line_item": []}]}, "consignments.0.line_item"),
        ({"shipping": {"rule": "x"}}, "shipping.rule"),
    ],
)
def test_an_unknown_field_is_refused(changes: dict[str, Any], field: str) -> None:
    assert wrong(**changes) == [field]


@pytest.mark.parametrize("quantity", [0, -1, 1_000_001, 1.0, Decimal("1.5"), "1", True, None])
def test_a_quantity_is_a_whole_number_above_zero(quantity: Any) -> None:
    assert wrong(line_items=[SHIRT | {"quantity": quantity}]) == ["line_items.0.quantity"]
    assert wrong(custom_items=[THING | {"quantity": quantity}]) == ["custom_items.0.quantity"]


@pytest.mark.parametrize("product_id", [0, -5, 2**53, "121", True, Decimal("121.5")])
def test_a_product_id_is_a_whole_number_above_zero(product_id: Any) -> None:
    assert wrong(line_items=[SHIRT | {"product_id": product_id}]) == ["line_items.0.product_id"]


@pytest.mark.parametrize(
    "email",
    ["", "zephyrine", "zephyrine@", "@example.com", "a b@example.com", "a@b", "a@b.com\n", None, 5],
)
def test_a_bad_e_mail_is_refused(email: Any) -> None:
    assert wrong(billing_address=AUSTIN | {"email": email}) == ["billing_address.email"]


@pytest.mark.parametrize("code", ["us", "USA", "UK", "XX", "", "U", None, 1])
def test_a_bad_country_is_refused(code: Any) -> None:
    address = AUSTIN | {"country_code": code}
    assert wrong(billing_address=address) == ["billing_address.country_code"]


@pytest.mark.parametrize("code", ["usd", "US", "XXX", "EURO", "", 1, {"code": "usd"}, {"iso": "X"}])
def test_a_bad_currency_is_refused(code: Any) -> None:
    assert wrong(currency=code) == ["currency"]


@pytest.mark.parametrize("sent", ["EUR", {"code": "EUR"}])
def test_a_currency_is_a_code_or_an_object_with_it(sent: Any) -> None:
    assert read(currency=sent).currency == "EUR"


@pytest.mark.parametrize(
    "amount",
    [
        *(-1, "-1", "1,5", "", " 1", "1e3", "\u0661", 1.5, True, None),
        *("NaN", Decimal("NaN"), Decimal("Infinity"), Decimal("0.00001"), "0.00001"),
        *(10**11 + 1, "100000000001", "999999999999.9999", Decimal("1e400")),
    ],
)
def test_a_bad_amount_is_refused(amount: Any) -> None:
    assert wrong(custom_items=[THING | {"list_price": amount}]) == ["custom_items.0.list_price"]


@pytest.mark.parametrize("amount", [0, 10, "10.5", Decimal("10.8333"), 10**11, "100000000000"])
def test_an_amount_is_kept_exactly(amount: Any) -> None:
    (item,) = read(custom_items=[THING | {"list_price": amount}]).custom_items
    assert item.list_price == Decimal(amount)


@pytest.mark.parametrize("amount", [0, "0.99", 1001])
def test_a_gift_certificate_is_worth_1_to_1000(amount: Any) -> None:
    assert wrong(gift_certificates=[GIFT | {"amount": amount}]) == ["gift_certificates.0.amount"]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"locale": "english"}, "locale"),
        ({"customer_id": -1}, "customer_id"),
        ({"channel_id": 0}, "channel_id"),
        ({"consignments": []}, "consignments"),
        ({"consignments": [{"line_items": []}]}, "consignments.0.line_items"),
        ({"shipping": {"choose": "best"}}, "shipping.choose"),
        ({"custom_items": [THING | {"name": ""}]}, "custom_items.0.name"),
        ({"custom_items": [THING | {"image_url": "http://x.example"}]}, "custom_items.0.image_url"),
        ({"gift_certificates": [GIFT | {"theme": "Easter"}]}, "gift_certificates.0.theme"),
        ({"gift_certificates": [GIFT | {"message": "x" * 201}]}, "gift_certificates.0.message"),
        ({"billing_address": AUSTIN | {"city": "x" * 256}}, "billing_address.city"),
        ({"consignments": [{"line_items": [{"quantity": 1}]}]}, "consignments.0.line_items.0"),
        ({"custom_items": [THING] * 501}, "custom_items"),
    ],
)
def test_a_value_out_of_its_range_is_refused(changes: dict[str, Any], field: str) -> None:
    assert wrong(**changes) == [field]


@pytest.mark.parametrize("value", [Decimal("1.5"), None, [1], {"day": {"x": 1}}])
def test_a_choice_of_a_wrong_type_is_named_once(value: Any) -> None:
    chosen = [{"option_id": 31, "option_value": value}]
    path = "line_items.0.option_selections.0.option_value"
    assert wrong(line_items=[SHIRT | {"option_selections": chosen}]) == [path]


@pytest.mark.parametrize("value", ["Zephyrine", 301, {"day": "1", "month": 2}])
def test_a_choice_is_kept_as_it_was_sent(value: Any) -> None:
    chosen = [{"option_id": 31, "option_value": value}]
    (item,) = read(line_items=[SHIRT | {"option_selections": chosen}]).line_items
    assert item.option_selections[0].option_value == value


def test_a_custom_field_of_a_wrong_type_is_named_once() -> None:
    fields = [{"field_id": "field_25", "field_value": 1.5}]
    path = "billing_address.custom_fields.0.field_value"
    assert wrong(billing_address=AUSTIN | {"custom_fields": fields}) == [path]


def test_shipping_address_is_another_name_for_address() -> None:
    one = read(consignments=[{"shipping_address": AUSTIN}])
    other = read(consignments=[{"address": AUSTIN}])
    assert one == other
    assert one.fingerprint() == other.fingerprint()


def test_both_names_of_an_address_at_once_are_refused() -> None:
    both = {"shipping_address": AUSTIN, "address": AUSTIN}
    assert wrong(consignments=[both]) == ["consignments.0.shipping_address"]


def test_what_is_a_default_need_not_be_said() -> None:
    spoken = read(shipping={"choose": "cheapest"}, customer_id=0, channel_id=1, currency=None)
    assert spoken.fingerprint() == read().fingerprint()


@pytest.mark.parametrize(
    "changes",
    [
        {"customer_id": 5},
        {"currency": "EUR"},
        {"shipping": {"choose": "fastest"}},
        {"billing_address": AUSTIN | {"phone": None}},
        {"custom_items": [THING | {"quantity": 2}]},
        {"custom_items": [THING, THING]},
        {"consignments": None},
    ],
)
def test_another_order_has_another_fingerprint(changes: dict[str, Any]) -> None:
    assert read(**changes).fingerprint() != read().fingerprint()


def test_the_order_of_a_choice_s_parts_makes_no_difference() -> None:
    dates: list[dict[str, Any]] = [{"day": 1, "month": 2}, {"month": 2, "day": 1}]
    prints = set()
    for date in dates:
        chosen = [{"option_id": 31, "option_value": date}]
        prints.add(read(line_items=[SHIRT | {"option_selections": chosen}]).fingerprint())
    assert len(prints) == 1


def shuffled(value: Any, chance: random.Random) -> Any:
    if isinstance(value, list):
        return [shuffled(part, chance) for part in value]
    if not isinstance(value, dict):
        return value
    names = chance.sample(list(value), len(value))
    return {name: shuffled(value[name], chance) for name in names}


@given(st.randoms(use_true_random=False), st.integers(0, 10**9), st.integers(0, 4))
def test_equal_orders_have_equal_fingerprints(
    chance: random.Random, cents: int, zeros: int
) -> None:
    price = Decimal(cents) / 100
    spellings: list[Any] = [price, f"{price:.2f}", Decimal(f"{price:.2f}".rstrip("0") + "0" * 2)]
    if cents % 100 == 0:
        spellings += [cents // 100, str(cents // 100), Decimal(f"{cents // 100}." + "0" * zeros)]
    one, other = (
        shuffled(
            order_body(custom_items=[THING | {"list_price": chance.choice(spellings)}]), chance
        )
        for _ in range(2)
    )
    first, second = (OrderRequest.model_validate(body) for body in (one, other))
    assert first.fingerprint() == second.fingerprint()
    assert OrderRequest.model_validate(first.canonical()) == first
