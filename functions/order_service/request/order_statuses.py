"""Pure: the store's order statuses, by number and by name."""

from typing import Annotated, Any

from pydantic import BeforeValidator, WithJsonSchema
from pydantic_core import PydanticCustomError

NAMES = {
    0: "Incomplete",
    1: "Pending",
    2: "Shipped",
    3: "Partially Shipped",
    4: "Refunded",
    5: "Cancelled",
    6: "Declined",
    7: "Awaiting Payment",
    8: "Awaiting Pickup",
    9: "Awaiting Shipment",
    10: "Completed",
    11: "Awaiting Fulfillment",
    12: "Manual Verification Required",
    13: "Disputed",
    14: "Partially Refunded",
}
"""What BigCommerce calls them; a merchant may show customers other words."""
INCOMPLETE = 0

_BY_NAME = {name.casefold(): number for number, name in NAMES.items()}


def number_of(name: str | None) -> int | None:
    """Return the number of a status that is called by its name, None for any other word."""
    return _BY_NAME.get((name or "").casefold())


def _status_id(value: Any) -> int:
    number = _BY_NAME.get(value.casefold()) if isinstance(value, str) else value
    if type(number) is not int or number not in NAMES:
        raise PydanticCustomError(
            "status", "must be an order status, like Awaiting Fulfillment or its number, 11"
        )
    if number == INCOMPLETE:
        raise PydanticCustomError(
            "status", "is Incomplete for every new order; leave it out to keep that"
        )
    return number


STATUS_SCHEMA: dict[str, Any] = {
    "description": "An order status by its number or its name; Incomplete is none to ask for.",
    "anyOf": [
        {"type": "integer", "enum": sorted(NAMES.keys() - {INCOMPLETE})},
        {"type": "string", "enum": sorted(set(NAMES.values()) - {NAMES[INCOMPLETE]})},
    ],
}

StatusId = Annotated[int, BeforeValidator(_status_id), WithJsonSchema(STATUS_SCHEMA)]
"""A status by name or number going in, its number from then on; Incomplete is none to ask for."""
