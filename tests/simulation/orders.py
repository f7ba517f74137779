"""What is ordered, and whether an order in the store is what was asked for."""

from collections import Counter
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from bigcommerce_emulator.state.orders import Order, Shipment
from bigcommerce_emulator.state.settings import Settings
from tests.fakes.features import (
    ADJUSTED,
    B2B,
    BUYER,
    BUYERS_EMAIL,
    FINISHED,
    SHIPS_FREE,
    full_order,
    mugs,
)
from tests.fakes.orders import AUSTIN, NEW_YORK, order_body
from tests.simulation import goods
from tests.simulation.ways import is_otherwise

MUG = {"product_id": 120, "quantity": 2}
BEANS = {"product_id": 125, "quantity": 1}
TEAPOT = {"product_id": 123, "quantity": 1}
SHIRT = {"sku": "shirt", "product_id": 121}
SMALL, LARGE = SHIRT | {"variant_id": 131}, SHIRT | {"variant_id": 133}
NAMES = {
    120: "mug",
    121: "T-Shirt",
    123: "Limited Teapot",
    124: "Engraved Spoon",
    125: "Coffee Beans 1 kg",
    127: "Cast Iron Kettle",
}
SKUS = {"mug": 120, "CB-1000": 125}
PRICES = {
    120: Decimal(15),
    121: Decimal(20),
    123: Decimal("49.95"),
    124: Decimal("12.5"),
    125: Decimal("18.4"),
    127: Decimal(89),
}
DEARER = {133: Decimal("22.5")}
"""By variant, where it has a price of its own."""
BEANS_WITH_IT = {"option_id": 43, "option_value": 431}


def _lines(*lines: Mapping[str, Any], **changes: Any) -> dict[str, Any]:
    start: dict[str, Any] = {"custom_items": None, "consignments": None, "line_items": [*lines]}
    return order_body(**start | changes)


def _floor(name: str) -> dict[str, Any]:
    own = {"custom_shipping": {"price": name, "description": f"Van to floor {name}"}}
    line = {"product_id": 120, "quantity": 1}
    return {"address": AUSTIN | {"address2": name}, "line_items": [line], "shipping": own}


FREIGHT = "what shipping costs"
KINDS: dict[str, Callable[[], dict[str, Any]]] = {
    "a custom item": order_body,
    "mugs": lambda: _lines(MUG),
    "mugs and beans": lambda: _lines(MUG, BEANS, shipping={"max_cost": "10.00"}),
    "the last teapots": lambda: _lines(TEAPOT),
    "mugs, then a status": lambda: _lines(MUG, status="Awaiting Fulfillment", staff_notes="Soon."),
    "mugs, then no cart": lambda: _lines(MUG, external_order_id="ERP-9", after_order="delete"),
    "mugs for a company": lambda: _lines(MUG, customer_id=BUYER, b2b=B2B),
    "mugs with a coupon and a fee": lambda: _lines(
        MUG,
        coupon_codes=["FIVER"],
        fees=[{"name": "Handling", "cost": "2.50"}],
        discounts=[{"amount": "1.50"}],
    ),
    "mugs that ship free": lambda: _lines(MUG, coupon_codes=[SHIPS_FREE]),
    "two places": lambda: _lines(
        MUG,
        BEANS,
        consignments=[
            {"address": AUSTIN, "line_items": [{"product_id": 120}]},
            {"address": NEW_YORK, "line_items": [{"product_id": 125}]},
        ],
    ),
    "two floors of a house": lambda: _lines(
        MUG, customer={"email": BUYERS_EMAIL}, consignments=[_floor("1"), _floor("2")]
    ),
}


def _with_custom_items() -> dict[str, Any]:
    """One beside a mug, and one alone to another address: a store may take none of them there."""
    items = [{"sku": one, "name": one, "list_price": 10, "quantity": 1} for one in ("Card", "Bow")]
    here, there = [{"product_id": 120}, {"sku": "Card"}], [{"sku": "Bow"}]
    places = [
        {"address": AUSTIN, "line_items": here},
        {"address": NEW_YORK, "line_items": there},
    ]
    return _lines(MUG, custom_items=items, consignments=places)


def _spoon(text: str) -> dict[str, Any]:
    chosen = [{"option_id": 41, "option_value": text}, {"option_id": 42, "option_value": 401}]
    spoon = {"product_id": 124, "variant_id": 160, "sku": f"spoon {text}", "quantity": 1}
    return {**spoon, "option_selections": chosen}


def _told_apart() -> dict[str, Any]:
    """Sizes of one SKU, named by variant in another order, and what is written on two spoons."""
    lines = SMALL | {"quantity": 2}, LARGE | {"quantity": 1}, _spoon("Ann"), _spoon("Bo")
    places = [
        {"address": AUSTIN, "line_items": [LARGE, {"sku": "spoon Bo"}]},
        {"address": NEW_YORK, "line_items": [{"sku": "spoon Ann"}, SMALL]},
    ]
    off = [{"amount": "1.00", "line_item": LARGE}]
    return _lines(*lines, consignments=places, discounts=off)


def _kettle() -> dict[str, Any]:
    """A kettle that brings beans along, and a mug to another address."""
    kettle = {"product_id": 127, "variant_id": 190, "quantity": 1}
    places = [
        {"address": NEW_YORK, "line_items": [{"product_id": 120}]},
        {"address": AUSTIN, "line_items": [{"product_id": 127}]},
    ]
    mug = MUG | {"variant_id": 118}
    return _lines(kettle | {"option_selections": [BEANS_WITH_IT]}, mug, consignments=places)


GOODS_APART = {"sizes and engravings": _told_apart, "a kettle with beans": _kettle}
LARGER: dict[str, Callable[[], dict[str, Any]]] = {
    "everything": full_order,
    "custom items here and there": _with_custom_items,
    "everything of a company": lambda: mugs(customer_id=BUYER, b2b=B2B, **ADJUSTED, **FINISHED),
    **GOODS_APART,
}
"""Orders that take every step that there is: SKUs, a customer's address, metafields and so on."""


def differences(order: Order, body: Mapping[str, Any], settings: Settings) -> list[str]:
    """Return what of the order is not as the request asks."""
    found = []
    if _ordered(order) != _asked(body):
        found.append("lines or prices")
    if not is_otherwise("addresses", settings, body):
        found += _elsewhere(order, body, settings)
    if sorted(coupon.code for coupon in order.coupons) != sorted(body.get("coupon_codes", [])):
        found.append("coupons")
    fees = sorted(Decimal(fee.cost) for fee, _ in order.price.fees)
    if fees != sorted(Decimal(fee["cost"]) for fee in body.get("fees", [])):
        found.append("fees")
    # A line that goes to two places is in two parts, and has its discount once.
    lines = {part.line.id: part.line.manual_discount for part in order.price.parts}
    given = sum(lines.values(), order.price.manual)
    if given != sum(Decimal(one["amount"]) for one in body.get("discounts", [])):
        found += [] if is_otherwise("discounts", settings, body) else ["discounts"]
    if _ships_dearer(order, body):
        found.append(FREIGHT)
    if order.gift_certificates:
        found.append("gift certificates")
    said = order.customer_message == body.get("customer_message", "")
    return found if said else [*found, "the customer's message"]


def _ships_dearer(order: Order, body: Mapping[str, Any]) -> bool:
    most = Decimal(body.get("shipping", {}).get("max_cost", "Infinity"))
    if SHIPS_FREE in body.get("coupon_codes", []):
        most = Decimal(0)
    return any(
        min(row.shipping.inc_tax, row.shipping.ex_tax) > most for row in order.price.freights
    )


def _to_another_floor(shipment: Shipment) -> bool:
    """Return whether one of the two floors is shipped to as was asked for the other one."""
    floor, how = shipment.address.get("address2"), shipment.option[1].description
    return how.startswith("Van to floor") and how != f"Van to floor {floor}"


def _elsewhere(order: Order, body: Mapping[str, Any], settings: Settings) -> list[str]:
    found = []
    if not _same_person(order.billing_address, body["billing_address"]):
        found.append("billing address")
    places = body.get("consignments") or [{"address": body["billing_address"]}]
    if settings.custom_items_ship == "no":
        # Such a store has no consignment for them, and ships the rest alone.
        places = [place for place in places if _holds_products(place, body)]
    wanted = [place.get("address") or place.get("shipping_address") for place in places]
    sent = [shipment.address for shipment in order.shipments]
    if any(map(_to_another_floor, order.shipments)):
        found.append("another floor's shipping")
    if len(sent) != len(wanted) or not all(
        any(_same_person(shown, one) for shown in sent) for one in wanted
    ):
        found.append("shipping addresses")
    if all("variant_id" in line for line in body.get("line_items", [])) and len(places) > 1:
        found += [] if goods.sent(order) == goods.asked(body) else ["goods of an address"]
    return found


def _holds_products(place: Mapping[str, Any], body: Mapping[str, Any]) -> bool:
    custom = {item.get("sku") for item in body.get("custom_items", [])}
    lines = place.get("line_items") or body.get("line_items", [])
    return any(line.get("sku") not in custom for line in lines)


def _ordered(order: Order) -> Counter[tuple[str, Decimal]]:
    lines: Counter[tuple[str, Decimal]] = Counter()
    for part in order.price.parts:
        lines[part.line.name, part.line.list_price] += part.quantity
    return lines


def _asked(body: Mapping[str, Any]) -> Counter[tuple[str, Decimal]]:
    lines: Counter[tuple[str, Decimal]] = Counter()
    for item in body.get("custom_items", []):
        lines[item["name"], Decimal(item["list_price"])] += item["quantity"]
    for line in body.get("line_items", []):
        product = line.get("product_id") or SKUS[line["sku"]]
        price = DEARER.get(line.get("variant_id"), PRICES[product])
        lines[NAMES[product], price] += line["quantity"]
        if BEANS_WITH_IT in line.get("option_selections", ()):
            lines[NAMES[125], PRICES[125]] += line["quantity"]
    return lines


def _same_person(shown: Mapping[str, Any], asked: Mapping[str, Any]) -> bool:
    """Compare what a store does not spell otherwise, as some do with streets and codes."""
    return _spelt_alike(shown) == _spelt_alike(asked)


def _spelt_alike(address: Mapping[str, Any]) -> tuple[str, ...]:
    house = str(address.get("address1", "")).partition(" ")[0]
    code = str(address.get("postal_code", ""))[:5]
    return (house, code, *(str(address.get(name, "")).casefold() for name in ("last_name", "city")))
