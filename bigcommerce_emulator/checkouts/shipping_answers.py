"""The JSON of shipping options: those that are offered, and the one that is selected."""

from collections.abc import Sequence

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


def offers(quotes: Sequence[tuple[str, Method]], settings: Settings) -> list[Json]:
    """The quotes as options, after one that no call can choose if settings ask for that."""
    rows = [option(quote) for quote in quotes]
    if settings.broken_offer == "none" or not any(by.type != PICKUP.type for _, by in quotes):
        return rows
    return [_BROKEN | {settings.broken_offer.removeprefix("no_"): None}, *rows]


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
    }
