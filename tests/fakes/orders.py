"""Order requests that tests start from; all people are imaginary, and marked (see canary)."""

from copy import deepcopy
from typing import Any

AUSTIN = {
    "first_name": "Zephyrine",
    "last_name": "Quillfeather",
    "email": "zephyrine.quillfeather@example.com",
    "address1": "1 Quillfeather Lane",
    "city": "Austin",
    "state_or_province": "Texas",
    "state_or_province_code": "TX",
    "country_code": "US",
    "postal_code": "78701",
    "phone": "+15125550173",
}
NEW_YORK = AUSTIN | {
    "first_name": "Zephyrin",
    "address1": "2 Quillfeather Avenue",
    "city": "New York",
    "state_or_province": "New York",
    "state_or_province_code": "NY",
    "postal_code": "10001",
}
HOUSTON = AUSTIN | {
    "first_name": "Zephyrinos",
    "address1": "3 Quillfeather Road",
    "city": "Houston",
    "postal_code": "77002",
}
TUTORIAL: dict[str, Any] = {
    "custom_items": [
        {"sku": "abc-123", "name": "Custom thing", "list_price": 10, "quantity": 1},
    ],
    "billing_address": AUSTIN,
    "consignments": [
        {
            "shipping_address": AUSTIN
            | {"custom_fields": [{"field_id": "field_25", "field_value": "Leave with Zephyrine"}]},
        }
    ],
}


def order_body(**changes: Any) -> dict[str, Any]:
    """The tutorial's order with these fields replaced; a field given as None is left out."""
    body = deepcopy(TUTORIAL) | changes
    return {name: value for name, value in body.items() if value is not None}
