"""Order requests that tests start from; all people are imaginary."""

from copy import deepcopy
from typing import Any

AUSTIN = {
    "first_name": "Jane",
    "last_name": "Roe",
    "email": "jane.roe@example.com",
    "address1": "1 Example Street",
    "city": "Austin",
    "state_or_province": "Texas",
    "state_or_province_code": "TX",
    "country_code": "US",
    "postal_code": "78701",
    "phone": "+15125550100",
}
NEW_YORK = AUSTIN | {
    "first_name": "Ann",
    "address1": "2 Sample Avenue",
    "city": "New York",
    "state_or_province": "New York",
    "state_or_province_code": "NY",
    "postal_code": "10001",
}
TUTORIAL: dict[str, Any] = {
    "custom_items": [
        {"sku": "abc-123", "name": "Custom thing", "list_price": 10, "quantity": 1},
    ],
    "billing_address": AUSTIN,
    "consignments": [
        {
            "shipping_address": AUSTIN
            | {"custom_fields": [{"field_id": "field_25", "field_value": "Leave at the door"}]},
        }
    ],
}


def order_body(**changes: Any) -> dict[str, Any]:
    """The tutorial's order with these fields replaced; a field given as None is left out."""
    body = deepcopy(TUTORIAL) | changes
    return {name: value for name, value in body.items() if value is not None}
