"""What a store makes of a request otherwise than it was asked, and says nothing about it."""

from collections.abc import Mapping
from typing import TypeVar

from bigcommerce_emulator.state.carts import Consignment, LineItem
from bigcommerce_emulator.state.settings import Settings

Row = TypeVar("Row")

_SHOP = {
    "first_name": "", "last_name": "", "email": "shop@example.com", "company": "The Shop",
    "address1": "9 Store Street", "address2": "", "city": "Dallas", "state_or_province": "Texas",
    "state_or_province_code": "TX", "country": "United States", "country_code": "US",
    "postal_code": "75201", "phone": "", "custom_fields": [],
}  # fmt: skip
_ABBREVIATIONS = {"Avenue": "Ave", "Boulevard": "Blvd", "Lane": "Ln", "Road": "Rd", "Street": "St"}


def heeded(body: Mapping[str, object], settings: Settings) -> dict[str, object]:
    """The create-cart request without the fields, its own or its lines', that are passed over."""
    ignored = set(settings.cart_passes_over.split())
    kept = {name: value for name, value in body.items() if name not in ignored}
    for kind in ("line_items", "custom_items"):
        rows = kept.get(kind)
        if ignored and isinstance(rows, list):
            kept[kind] = [_without(row, ignored) for row in rows]
    return kept


def arranged(lines: list[LineItem], settings: Settings) -> list[LineItem]:
    """The lines in the order that the store likes, marked as it marks them."""
    for line in lines:
        line.mutable = settings.ordered_lines == "mutable"
    return in_its_order(lines, settings)


def in_its_order(rows: list[Row], settings: Settings) -> list[Row]:
    """The rows of an answer in the order in which the store lists them."""
    return rows[::-1] if settings.line_order == "reversed" else rows


def spelled(address: dict[str, object], settings: Settings) -> dict[str, object]:
    """The address as the store writes it down."""
    return address | _otherwise(address, settings)


def shown_address(entry: Consignment, settings: Settings) -> dict[str, object]:
    """The address that a consignment shows, which of a pickup may be that of the shop."""
    if entry.pickup_method_id is None or settings.pickup_addresses == "as_sent":
        return dict(entry.address)
    return {**entry.address, **_SHOP} if settings.pickup_addresses == "the_shop" else {}


def _otherwise(address: dict[str, object], settings: Settings) -> dict[str, object]:
    changes: dict[str, object] = {}
    match settings.address_spelling:
        case "capitals":
            changes = {name: str(address[name]).upper() for name in ("address1", "city")}
        case "abbreviated":
            words = str(address["address1"]).split()
            changes = {"address1": " ".join(_ABBREVIATIONS.get(word, word) for word in words)}
        case "verified":
            changes = {"address1": "PO Box 1", "city": "Springfield"}
        case "no_zeros":
            postcode = str(address["postal_code"])
            changes = {"postal_code": postcode if postcode.strip("0") else ""}
        case "postal_code":
            changes = {"postal_code": "00000"}
        case "country":
            changes = {"country_code": "UM", "country": "United States Minor Islands"}
        case "as_sent":
            pass
    return changes


def _without(row: object, ignored: set[str]) -> object:
    if not isinstance(row, Mapping):
        return row
    return {name: value for name, value in row.items() if name not in ignored}
