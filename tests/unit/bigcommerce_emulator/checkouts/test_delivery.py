"""Shipping zones and rates, custom shipping and pickup."""

from decimal import Decimal
from typing import Any

import pytest

from bigcommerce_emulator.state.settings import Settings
from tests.unit.bigcommerce_emulator.shopper import AUSTIN, MUG, Shopper, deliveries, everything

SYDNEY = AUSTIN | {
    "city": "Sydney",
    "country_code": "AU",
    "state_or_province": "NSW",
    "state_or_province_code": "NSW",
    "postal_code": "2000",
}
KETTLE = {"product_id": 127, "quantity": 1}
POSTCARDS = {"product_id": 126, "quantity": 10}


def offered(checkout: Any) -> dict[str, Decimal]:
    return {row["description"]: row["cost"] for row in deliveries(checkout["consignments"][0])}


def picked_up(shopper: Shopper) -> Any:
    """A cart whose mugs are to be fetched."""
    cart = shopper.open_cart(MUG)
    shopper.bill(cart["id"])
    row = everything(cart)
    del row["address"]
    row["pickup_option"] = {"pickup_method_id": 1}
    return shopper.body(shopper.consign(cart["id"], row))["data"]


@pytest.mark.parametrize(
    ("lines", "costs"),
    [
        ([POSTCARDS], {"Ship by Weight": "9", "Ship by Order Total": "12", "Surface Mail": "10"}),
        ([KETTLE], {"Ship by Weight": "18.5", "Ship by Order Total": "7.5", "Surface Mail": "10"}),
        ([KETTLE | {"quantity": 2}], {"Ship by Order Total": "7.5", "Surface Mail": "0"}),
        ([KETTLE | {"quantity": 6}], {"Surface Mail": "0"}),
    ],
)
def test_rates_go_by_weight_by_price_and_are_free_over_an_amount(
    lines: list[Any], costs: dict[str, str]
) -> None:
    checkout = Shopper().consigned_cart(*lines, address=SYDNEY)

    assert offered(checkout) == {name: Decimal(cost) for name, cost in costs.items()}


def test_a_state_can_have_no_shipping_in_a_country_that_has() -> None:
    darwin = SYDNEY | {"state_or_province": "NT", "state_or_province_code": "NT"}

    assert offered(Shopper().consigned_cart(KETTLE, address=darwin)) == {}


@pytest.mark.parametrize(("value", "name"), [("no_cost", "cost"), ("no_id", "id")])
def test_one_offer_can_lack_its_cost_or_its_id(value: str, name: str) -> None:
    settings = Settings().with_pairs([f"broken_offer={value}"])
    (found,) = Shopper(settings).consigned_cart(MUG)["consignments"]
    broken, *others = found["available_shipping_options"]
    (usual,) = Shopper().consigned_cart(MUG)["consignments"]
    assert [key for key, value in broken.items() if value is None] == [name]
    assert [row["type"] for row in others] == [
        row["type"] for row in usual["available_shipping_options"]
    ]


@pytest.mark.parametrize(
    ("settings", "shown"),
    [
        ({}, {"cost": Decimal(12), "description": "A & B"}),
        ({"own_shipping": "escaped"}, {"description": "A &amp; B"}),
        ({"own_shipping": "fixed_word"}, {"description": "Custom"}),
        ({"own_shipping": "no_id"}, {"id": None}),
        ({"own_shipping": "other_side"}, {"cost": Decimal("12.99")}),
        ({"own_shipping": "other_side", "prices": "inc_tax"}, {"cost": Decimal("11.09")}),
    ],
)
def test_the_merchants_price_can_be_shown_in_another_form(
    settings: dict[str, Any], shown: dict[str, Any]
) -> None:
    shopper = Shopper(Settings(taxed_shipping="yes", **settings))
    checkout = shopper.consigned_cart(MUG)
    custom = {"price": 12, "description": "A & B"}
    answer = shopper.change(
        checkout["id"], checkout["consignments"][0]["id"], custom_shipping=custom
    )
    option = shopper.body(answer)["data"]["consignments"][0]["selected_shipping_option"]
    assert {name: option[name] for name in shown} == shown


def test_carriers_can_be_silent_three_times_after_a_choice() -> None:
    shopper = Shopper(Settings(carriers="silent_when_chosen"))
    checkout = shopper.consigned_cart(MUG)
    (found,) = checkout["consignments"]
    chosen = found["available_shipping_options"][1]["id"]
    query = {"include": "consignments.available_shipping_options"}
    shopper.change(checkout["id"], found["id"], shipping_option_id=chosen)
    counts = []
    for _ in range(4):
        answer = shopper.ask("GET", f"/v3/checkouts/{checkout['id']}", None, query)
        (now,) = shopper.body(answer)["data"]["consignments"]
        assert now["selected_shipping_option"]["id"] == chosen
        counts.append(len(now["available_shipping_options"]))
    assert counts[:2] == [0, 0]
    assert counts[3] == len(found["available_shipping_options"])


def test_the_chosen_option_can_be_unlisted_once() -> None:
    shopper = Shopper(Settings(carriers="chosen_unlisted_once"))
    checkout = shopper.consigned_cart(MUG)
    (found,) = checkout["consignments"]
    chosen = found["available_shipping_options"][1]["id"]
    query = {"include": "consignments.available_shipping_options"}
    answer = shopper.change(checkout["id"], found["id"], shipping_option_id=chosen)
    listed = []
    for _ in range(2):
        (now,) = shopper.body(answer)["data"]["consignments"]
        assert now["selected_shipping_option"]["id"] == chosen
        listed.append([row["id"] for row in now["available_shipping_options"]])
        answer = shopper.ask("GET", f"/v3/checkouts/{checkout['id']}", None, query)
    assert chosen not in listed[0]
    assert len(listed[0]) == len(listed[1]) - 1


def test_a_checkout_can_be_never_without_a_consignment() -> None:
    shopper = Shopper(Settings(first_consignment="always"))
    cart_id = shopper.open_cart(MUG)["id"]
    (first,) = shopper.checkout(cart_id)["consignments"]
    path = f"/v3/checkouts/{cart_id}/consignments/{first['id']}"
    (another,) = shopper.body(shopper.ask("DELETE", path))["data"]["consignments"]
    assert another["id"] != first["id"]
    assert (another["line_item_ids"], first["line_item_ids"]) == ([], [])


@pytest.mark.parametrize("value", ["at_first", "when_chosen"])
def test_the_first_offer_can_lack_its_cost_once_or_while_it_is_selected(value: str) -> None:
    shopper = Shopper(Settings().with_pairs([f"broken_offer={value}"]))
    checkout = shopper.consigned_cart(MUG)
    (found,) = checkout["consignments"]
    rows = deliveries(found)
    assert sum(row["cost"] is None for row in rows) == (value == "at_first")
    shopper.change(checkout["id"], found["id"], shipping_option_id=rows[0]["id"])
    query = {"include": "consignments.available_shipping_options"}
    answer = shopper.ask("GET", f"/v3/checkouts/{checkout['id']}", None, query)
    (now,) = shopper.body(answer)["data"]["consignments"]
    broken = [row["description"] for row in deliveries(now) if row["cost"] is None]
    assert broken == ([rows[0]["description"]] if value == "when_chosen" else [])
    assert now["selected_shipping_option"]["cost"] is not None


def test_where_no_carrier_offers_anything_no_offer_is_broken() -> None:
    darwin = SYDNEY | {"state_or_province": "NT", "state_or_province_code": "NT"}
    shopper = Shopper(Settings(broken_offer="no_cost"))
    (found,) = shopper.consigned_cart(KETTLE, address=darwin)["consignments"]
    assert all(row["cost"] is not None for row in found["available_shipping_options"])


def test_a_carrier_that_fails_offers_nothing() -> None:
    assert "Express Courier" not in offered(Shopper().consigned_cart(KETTLE, address=SYDNEY))


def test_an_option_whose_cost_has_changed_is_no_longer_selected() -> None:
    shopper = Shopper()
    checkout = shopper.consigned_cart(KETTLE, address=SYDNEY)
    consignment = checkout["consignments"][0]
    option = deliveries(consignment)[0]
    shopper.body(shopper.change(checkout["id"], consignment["id"], shipping_option_id=option["id"]))
    moved = shopper.body(shopper.change(checkout["id"], consignment["id"], address=AUSTIN))

    assert "selected_shipping_option" not in moved["data"]["consignments"][0]


def test_custom_shipping_has_the_merchants_price_and_no_quote() -> None:
    shopper = Shopper()
    checkout = shopper.consigned_cart(address=AUSTIN | {"country_code": "AQ"})
    consignment = checkout["consignments"][0]
    custom = {"price": 7.5, "description": "By sledge"}
    answer = shopper.change(checkout["id"], consignment["id"], custom_shipping=custom)
    chosen = shopper.body(answer)["data"]["consignments"][0]["selected_shipping_option"]

    assert (chosen["cost"], chosen["description"]) == (Decimal("7.5"), "By sledge")
    assert shopper.order(checkout["id"]).status == 200


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"custom_shipping": {"description": "x"}}, "custom_shipping.price"),
        ({"custom_shipping": {"price": 1}}, "custom_shipping.description"),
        ({"custom_shipping": {"price": -1, "description": "x"}}, "custom_shipping.price"),
        (
            {"custom_shipping": {"price": 1, "description": "x" * 256}},
            "custom_shipping.description",
        ),
        ({"pickup_option": {}}, "pickup_option.pickup_method_id"),
        ({"pickup_option": {"pickup_method_id": 9}}, "pickup_option.pickup_method_id"),
        (
            {"pickup_option": {"pickup_method_id": 1}, "shipping_option_id": "x"},
            "shipping_option_id",
        ),
        ({"shipping_option_id": "x", "address": AUSTIN}, "shipping_option_id"),
    ],
)
def test_a_way_of_delivery_that_cannot_be_taken_is_refused_by_field(
    body: dict[str, object], field: str
) -> None:
    shopper = Shopper()
    checkout = shopper.consigned_cart()
    answer = shopper.change(checkout["id"], checkout["consignments"][0]["id"], **body)

    assert list(shopper.body(answer, 422)["errors"]) == [field]
    assert shopper.checkout(checkout["id"])["version"] == checkout["version"]


def test_a_pickup_needs_no_address_and_no_shipping_option() -> None:
    shopper = Shopper()
    checkout = picked_up(shopper)
    consignment = checkout["consignments"][0]

    assert consignment["selected_pickup_option"] == {"pickup_method_id": 1}
    assert consignment["available_shipping_options"] == []
    assert checkout["shipping_cost_total_inc_tax"] == 0
    assert shopper.order(checkout["id"]).status == 200


def test_pickup_and_shipping_each_take_the_place_of_the_other() -> None:
    shopper = Shopper()
    cart_id = shopper.ready_cart()
    consignment = shopper.checkout(cart_id)["consignments"][0]
    path = consignment["selected_shipping_option"]["id"]
    picked = shopper.change(cart_id, consignment["id"], pickup_option={"pickup_method_id": 1})
    shipped = shopper.change(cart_id, consignment["id"], shipping_option_id=path)
    first, second = (
        shopper.body(answer)["data"]["consignments"][0] for answer in (picked, shipped)
    )

    assert ("selected_pickup_option" in first, "selected_shipping_option" in first) == (True, False)
    assert ("selected_pickup_option" in second, "selected_shipping_option" in second) == (
        False,
        True,
    )


def test_an_address_and_a_custom_price_can_be_given_at_once() -> None:
    shopper = Shopper()
    checkout = shopper.consigned_cart()
    custom = {"price": 3, "description": "Bike"}
    answer = shopper.change(
        checkout["id"], checkout["consignments"][0]["id"], address=SYDNEY, custom_shipping=custom
    )
    consignment = shopper.body(answer)["data"]["consignments"][0]

    assert consignment["address"]["city"] == "Sydney"
    assert consignment["selected_shipping_option"]["cost"] == 3
