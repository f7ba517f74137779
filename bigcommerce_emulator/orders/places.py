"""Where an order goes, after it exists: its shipping addresses and pickups by their ids."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from bigcommerce_emulator.bodies.errors import RefusedError, v2
from bigcommerce_emulator.orders.fields import ADDRESS, is_text
from bigcommerce_emulator.orders.product_answers import place_id
from bigcommerce_emulator.state.orders import Order, Shipment

_PICKUP = {
    "pickup_method_display_name": "name",
    "collection_instructions": "instructions",
    "collection_time_description": "collection_time",
}
_PICKUP_FIELDS = {"id", "pickup_method_id", "location", "line_items", *_PICKUP}


def addressed(order: Order, value: object) -> list[Shipment]:
    """The shipments with the addresses that a request changes; the others stay as they are."""
    shipments = list(order.shipments)
    sent = [place for place, row in enumerate(shipments) if row.pickup is None]
    for row in _rows(value, "shipping_addresses"):
        place = _place(order, sent, row.get("id"), "shipping_addresses")
        shipments[place] = _moved(shipments[place], row)
    return shipments


def fetched(order: Order, shipments: list[Shipment], value: object) -> list[Shipment]:
    """The shipments with the pickups that the `consignments` of a request change."""
    if not isinstance(value, dict) or set(value) - {"pickups"}:
        raise _invalid("consignments")
    shipments = list(shipments)
    picked = [place for place, row in enumerate(shipments) if row.pickup is not None]
    for row in _rows(value.get("pickups", []), "consignments"):
        place = _place(order, picked, row.get("id"), "consignments")
        shipments[place] = _renamed(shipments[place], row)
    return shipments


def lines_of(value: object) -> list[object]:
    """The products that the pickups of a request change; refused with 400 where they are none."""
    found: list[object] = []
    for row in _rows(value.get("pickups", []) if isinstance(value, dict) else [], "consignments"):
        found += _rows(row.get("line_items", []), "consignments")
    return found


def _moved(shipment: Shipment, row: Mapping[str, Any]) -> Shipment:
    address = dict(shipment.address)
    for name, text in row.items():
        if name in ADDRESS and isinstance(text, str):
            address[ADDRESS[name]] = text
        elif name == "form_fields" and isinstance(text, list):
            address["custom_fields"] = form_fields(text, "shipping_addresses")
        elif name not in ("id", "shipping_method"):
            raise _invalid("shipping_addresses")
    option_id, method = shipment.option
    if "shipping_method" in row:
        if not is_text(row["shipping_method"]):
            raise _invalid("shipping_addresses")
        method = replace(method, description=row["shipping_method"])
    return replace(shipment, address=address, option=(option_id, method))


def form_fields(rows: object, name: str) -> list[dict[str, object]]:
    """The form fields of an address as V3 keeps them; refused with 400 where they are none."""
    found = _rows(rows, name)
    if not all(is_text(row.get("name")) for row in found):
        raise _invalid(name)
    return [{"field_id": row["name"], "field_value": row.get("value", "")} for row in found]


def _renamed(shipment: Shipment, row: Mapping[str, Any]) -> Shipment:
    pickup = shipment.pickup
    if pickup is None or set(row) - _PICKUP_FIELDS:
        raise _invalid("consignments")
    changes: dict[str, Any] = {_PICKUP[name]: row[name] for name in _PICKUP if name in row}
    if not all(is_text(text) for text in changes.values()):
        raise _invalid("consignments")
    if isinstance(row.get("location"), dict):
        changes["location"] = {**(pickup.location or {}), **row["location"]}
    if type(row.get("pickup_method_id")) is int:
        changes["id"] = row["pickup_method_id"]
    return replace(shipment, pickup=replace(pickup, **changes))


def _rows(value: object, name: str) -> list[dict[str, Any]]:
    if not isinstance(value, list) or not all(isinstance(row, dict) for row in value):
        raise _invalid(name)
    return value


def _place(order: Order, places: list[int], row_id: object, name: str) -> int:
    if row_id is None and len(places) == 1:
        # An example of the specification leaves the id out; it can mean but the only one.
        return places[0]
    for place in places:
        if place_id(order, place) == row_id:
            return place
    raise _invalid(name)


def _invalid(name: str) -> RefusedError:
    return v2(400, f"The field '{name}' is invalid.")
