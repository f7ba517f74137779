"""Spoiled worlds for the rule that a placed order has what was asked for."""

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from bigcommerce_emulator.state.amounts import Cost
from bigcommerce_emulator.state.orders import Order
from tests.simulation.orders import FREIGHT, GOODS_APART, LARGER, differences
from tests.simulation.plan import Unkind
from tests.simulation.quiet import quiet
from tests.simulation.world import World
from tests.unit.simulation.spoiled import (
    Spoil,
    calm_world,
    cancelled_too,
    judged,
    of_another_order,
    stands_for,
)

FEES = "mugs with a coupon and a fee"
PLACES = "two places"
SIZES, KETTLE, GOODS = "sizes and engravings", "a kettle with beans", "goods of an address"


def address(**changes: str) -> Callable[[Order], object]:
    def change(order: Order) -> None:
        order.billing_address = {**order.billing_address, **changes}

    return change


def place(**changes: str) -> Callable[[Order], object]:
    def change(order: Order) -> None:
        shipment = order.shipments[-1]
        order.shipments[-1] = replace(shipment, address={**shipment.address, **changes})

    return change


def line(**changes: Any) -> Callable[[Order], object]:
    def change(order: Order) -> None:
        for name, value in changes.items():
            setattr(order.price.parts[0].line, name, value)

    return change


def freight(ex_tax: str, tax: str) -> Callable[[Order], object]:
    def change(order: Order) -> None:
        shipping = Cost(Decimal(ex_tax), Decimal(tax))
        order.price.freights[0] = replace(order.price.freights[0], shipping=shipping)

    return change


def more_mugs(order: Order) -> None:
    order.price.parts[0] = replace(order.price.parts[0], quantity=3)


def no_discount(order: Order) -> None:
    order.price = replace(order.price, manual=Decimal(0))
    for part in order.price.parts:
        part.line.manual_discount = Decimal(0)


def goods(kind: str, house: int) -> Callable[[Order], object]:
    """Send all of this name to the house with this place in the order's shipments."""

    def change(order: Order) -> None:
        to = order.shipments[house].consignment_id
        order.price.parts = [
            replace(part, consignment_id=to) if part.line.name == kind else part
            for part in order.price.parts
        ]

    return change


def swapped(order: Order) -> None:
    """Let the two spoons go to each other's house."""
    first, second = (part for part in order.price.parts if part.line.name == "Engraved Spoon")
    first.line.options, second.line.options = second.line.options, first.line.options


LINES, BILLING, SHIPPING = "lines or prices", "billing address", "shipping addresses"
CHANGES: list[tuple[str, str, Callable[[Any], object]]] = [
    ("mugs", LINES, line(list_price=Decimal("15.01"))),
    ("mugs", LINES, line(name="cup")),
    ("mugs", LINES, more_mugs),
    ("mugs", LINES, lambda order: order.price.parts.clear()),
    ("a custom item", LINES, line(list_price=Decimal(1))),
    (FEES, "fees", lambda order: order.price.fees.clear()),
    (FEES, "coupons", lambda order: order.coupons.clear()),
    (FEES, "discounts", no_discount),
    ("mugs", "discounts", line(manual_discount=Decimal(1))),
    ("mugs", "discounts", lambda order: setattr(order.price, "manual", Decimal(1))),
    ("mugs and beans", FREIGHT, freight("10.01", "0")),
    ("mugs that ship free", FREIGHT, freight("5", "0")),
    ("mugs", "the customer's message", lambda order: setattr(order, "customer_message", "Hm.")),
    ("mugs", "gift certificates", lambda order: order.gift_certificates.append({})),
    ("mugs", BILLING, address(city="Elsewhere")),
    ("mugs", BILLING, address(last_name="Other")),
    ("mugs", BILLING, address(address1="9 Quillfeather Lane")),
    ("mugs", BILLING, address(postal_code="10001")),
    ("mugs", SHIPPING, lambda order: order.shipments.clear()),
    ("mugs", SHIPPING, place(city="Elsewhere")),
    (PLACES, SHIPPING, place(city="Elsewhere")),
    (PLACES, SHIPPING, lambda order: order.shipments.pop()),
    ("mugs", SHIPPING, lambda order: order.shipments.append(order.shipments[0])),
    (SIZES, GOODS, goods("T-Shirt", 0)),
    (SIZES, GOODS, goods("T-Shirt", 1)),
    (SIZES, GOODS, swapped),
    (KETTLE, GOODS, goods("Cast Iron Kettle", 0)),
    (KETTLE, GOODS, goods("mug", 1)),
    (KETTLE, GOODS, goods("Coffee Beans 1 kg", 0)),
]


def unlike(world: World) -> list[str]:
    """Return in what the order is not as asked; its total may be another one, too."""
    return [wrong for wrong in judged(world) if wrong.startswith("not as asked")]


@pytest.mark.parametrize(("kind", "part", "change"), CHANGES)
def test_each_part_of_an_order_that_is_not_as_asked_is_said(
    kind: str, part: str, change: Callable[[Order], object]
) -> None:
    world = calm_world(kind)
    assert judged(world) == []
    change(world.store.orders[0])
    assert unlike(world) == [f"not as asked: {part}"]


@pytest.mark.parametrize(
    ("kind", "change"),
    [
        ("mugs and beans", freight("10.00", "0.82")),
        ("mugs", freight("100.00", "0")),
        ("mugs", address(address1="1 QUILLFEATHER LN", postal_code="78701-1234", city="AUSTIN")),
    ],
)
def test_what_was_not_asked_or_is_only_spelt_otherwise_is_right(
    kind: str, change: Callable[[Order], object]
) -> None:
    world = calm_world(kind)
    change(world.store.orders[0])
    assert judged(world) == []


@pytest.mark.parametrize(
    ("kind", "cost", "wrong"),
    [("mugs that ship free", "5", []), ("mugs and beans", "10.01", [f"not as asked: {FREIGHT}"])],
)
def test_only_shipping_without_a_limit_may_cost_more_where_prices_change(
    kind: str, cost: str, wrong: list[str]
) -> None:
    world = calm_world(kind)
    freight(cost, "0")(world.store.orders[0])
    world.plan = replace(world.plan, unkind=world.plan.unkind | {Unkind.PRICES})
    assert unlike(world) == wrong


def test_addresses_are_not_compared_in_a_store_that_puts_its_own_in_their_place() -> None:
    world = calm_world()
    address(city="Elsewhere")(world.store.orders[0])
    settings = replace(world.plan.settings, address_spelling="verified")
    world.plan = replace(world.plan, settings=settings)
    assert judged(world) == []


@pytest.mark.parametrize(
    ("kind", "shown", "taken", "unseen"),
    [
        (FEES, "in_prices", "until_coupon", True),
        (FEES, "on_lines", "until_coupon", False),
        (FEES, "in_prices", "taken", False),
        ("mugs", "in_prices", "until_coupon", False),
    ],
)
def test_a_discount_that_a_coupon_ended_is_right_only_where_no_answer_shows_it(
    kind: str, shown: Any, taken: Any, *, unseen: bool
) -> None:
    world = calm_world(kind)
    order = world.store.orders[0]
    (no_discount if kind == FEES else line(manual_discount=Decimal(1)))(order)
    settings = replace(world.plan.settings, discounts_shown=shown, manual_discounts=taken)
    assert differences(order, world.order, settings) == ([] if unseen else ["discounts"])


def changed_cart(world: World) -> None:
    world.watch.attempts[0].fresh_content = False


@pytest.mark.parametrize(
    ("excuse", "name", "compared"),
    [
        (changed_cart, "status_id", True),
        (changed_cart, "gift_certificates", False),
        (cancelled_too, "status_id", False),
        (cancelled_too, "gift_certificates", False),
    ],
)
def test_the_content_of_a_cancelled_order_or_of_a_changed_cart_is_not_compared(
    excuse: Spoil, name: str, *, compared: bool
) -> None:
    """What is written to the order itself has nothing to do with its cart."""
    world = calm_world("mugs, then a status")
    setattr(world.store.orders[0], name, {"status_id": 7, "gift_certificates": [{}]}[name])
    assert len(judged(world)) == 1
    excuse(world)
    found = [wrong for wrong in judged(world) if "as asked" in wrong or "otherwise" in wrong]
    assert bool(found) is compared


@pytest.mark.parametrize("name", ["strangers", "corrected"])
def test_the_content_of_an_order_is_compared_with_the_one_for_which_its_key_stands(
    name: str,
) -> None:
    world = calm_world()
    stands_for(world, getattr(world, name))
    assert judged(world) == ["not as asked: the customer's message"]
    world.store.orders[0].customer_message = getattr(world, name)["customer_message"]
    assert judged(world) == []


def test_a_key_that_is_placed_for_an_order_that_nobody_has_sent_is_said() -> None:
    world = calm_world()
    of_another_order(world)
    assert "placed for an order that nobody has sent" in judged(world)


@pytest.mark.parametrize("kind", LARGER)
def test_what_an_order_that_takes_every_step_has_is_compared(kind: str) -> None:
    world = calm_world(kind)
    assert judged(world) == []
    more_mugs(world.store.orders[0])
    no_discount(world.store.orders[0])
    discounts = ["not as asked: discounts"] if "discounts" in LARGER[kind]() else []
    apart = [f"not as asked: {GOODS}"] if kind in GOODS_APART else []
    assert unlike(world) == ["not as asked: lines or prices", *apart, *discounts]


def test_a_line_that_goes_to_two_places_has_its_discount_once() -> None:
    world = calm_world("everything")
    order = world.store.orders[0]
    mugs = [part.line.id for part in order.price.parts if part.line.name == "mug"]
    assert len(mugs) == 2
    settings = replace(world.plan.settings, split_lines="same_id")
    world = World(replace(world.plan, settings=settings))
    with quiet([]):
        world.run()
    assert judged(world) == []


@pytest.mark.parametrize("change", [{"value": "B-78"}, {"key": "clerks"}, {"namespace": "erp2"}])
def test_an_order_whose_cart_lacks_a_note_is_said(change: dict[str, Any]) -> None:
    world = calm_world("everything")
    assert judged(world) == []
    notes = world.store._state.metafields[world.store.orders[0].cart_id]
    notes[0] = replace(notes[0], **change)
    assert judged(world) == ["not as asked: metafields"]
