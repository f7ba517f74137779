"""The JSON of shipping options: those that are offered, and the one that is selected."""

from collections.abc import Sequence
from html import escape

from bigcommerce_emulator.checkouts.shipping import CUSTOM, FREE
from bigcommerce_emulator.state.amounts import Freight
from bigcommerce_emulator.state.carts import Consignment
from bigcommerce_emulator.state.catalog import Method
from bigcommerce_emulator.state.seed import PICKUP
from bigcommerce_emulator.state.settings import Settings

Json = dict[str, object]
_BROKEN: Json = {
    "id": "c0ffee5ec2e7",
    "type": "carrier_parcels",
    "description": "Parcels",
    "image_url": "",
    "cost": 0,
    "transit_time": "1 day",
    "additional_description": "",
}
"""What a carrier with a quote that lacks something would be: the cheapest, fastest and first."""


def offers(
    quotes: Sequence[tuple[str, Method]], settings: Settings, entry: Consignment, *, heard: bool
) -> list[Json]:
    """The quotes as options, one of which no call can choose if settings ask for that.

    Heard says that they were listed before.
    """
    rows = [option(quote) for quote in quotes]
    carried = [row for row in rows if row["type"] != PICKUP.type]
    match settings.broken_offer:
        case "no_cost" | "no_id" if carried:
            return [_BROKEN | {settings.broken_offer.removeprefix("no_"): None}, *rows]
        case "at_first" if carried and not heard:
            carried[0]["cost"] = None
        case "when_chosen" if entry.selected is not None:
            words = (entry.selected[1].type, entry.selected[1].description)
            for row in rows:
                row["cost"] = None if (row["type"], row["description"]) == words else row["cost"]
        case _:
            pass
    return rows


def option(quote: tuple[str, Method]) -> Json:
    """One option with its id."""
    option_id, method = quote
    return {
        "id": option_id,
        "type": method.type,
        "description": method.description,
        "image_url": "",
        "cost": method.cost,
        "transit_time": method.transit_time,
        "additional_description": "",
    } | ({"isRecommended": True} if method.type == FREE.type else {})


def selected(entry: Consignment, freight: Freight, settings: Settings) -> Json:
    """The options that a consignment has selected, by the name of the field; none, or one."""
    if entry.selected is None:
        return {}
    row = option(entry.selected)
    if row["type"] == CUSTOM:
        row = _own(row, freight, settings)
    return {"selected_shipping_option": row}


def _own(row: Json, freight: Freight, settings: Settings) -> Json:
    """A price of the merchant's own, as this store shows it."""
    match settings.own_shipping:
        case "other_side":
            sides = {freight.shipping.inc_tax, freight.shipping.ex_tax}
            others = sides - {row["cost"]}
            return row | {"cost": others.pop()} if len(others) < len(sides) and others else row
        case "escaped":
            return row | {"description": escape(str(row["description"]))}
        case "fixed_word":
            return row | {"description": "Custom"}
        case "no_id":
            return row | {"id": None}
        case "as_sent":
            return row
