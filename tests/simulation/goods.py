"""Which goods of an order go to which house; sizes and engravings are told apart."""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from bigcommerce_emulator.state.orders import Order

Body = Mapping[str, Any]
Goods = Counter[tuple[str, int, str]]
"""How many go to a house (by its number) of a variant, with what is written on it."""
BROUGHT = {431: 170}
"""By an option's value: the variant that its kit brings along, to where the kit goes."""
NAMES = ("sku", "product_id", "variant_id")


def sent(order: Order) -> Goods:
    """Return what the store sends where."""
    houses = {shipment.consignment_id: _house(shipment.address) for shipment in order.shipments}
    goods: Goods = Counter()
    for part in order.price.parts:
        line = part.line
        if line.variant and part.consignment_id in houses:
            written = _joined(row["value"] for row in line.options if "valueId" not in row)
            goods[houses[part.consignment_id], line.variant.id, written] += part.quantity
    return goods


def asked(body: Body) -> Goods:
    """Return what is to be sent where, of an order whose every line names its variant."""
    goods: Goods = Counter()
    left = [(line, line["quantity"]) for line in body["line_items"]]
    for place in body["consignments"]:
        for name in place["line_items"]:
            number, (line, rest) = next(
                (number, one) for number, one in enumerate(left) if one[1] and _is(name, one[0])
            )
            taken = name.get("quantity", rest)
            left[number] = (line, rest - taken)
            house = _house(place["address"])
            chosen = [one["option_value"] for one in line.get("option_selections", ())]
            written = _joined(one for one in chosen if isinstance(one, str))
            goods[house, line["variant_id"], written] += taken
            for value in BROUGHT.keys() & chosen:
                goods[house, BROUGHT[value], ""] += taken
    return goods


def _is(name: Body, line: Body) -> bool:
    return all(name[one] == line.get(one) for one in NAMES if one in name)


def _house(address: Body) -> str:
    """Return what no store spells otherwise."""
    return str(address.get("address1", "")).partition(" ")[0]


def _joined(values: Iterable[object]) -> str:
    return " ".join(str(value) for value in values)
