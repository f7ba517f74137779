"""Bodies that somebody with bad intent, or a broken program, sends; and what each is worth."""

import json
from typing import Any

from order_service.request.json_body import MAX_DEPTH
from tests.fakes.orders import order_body


def nested(levels: int) -> dict[str, Any]:
    value: Any = "x"
    for _ in range(levels):
        value = [value]
    return order_body(more=value)


def ordered_as_text(replace: str, by: str) -> str:
    text = json.dumps(order_body())
    assert replace in text
    return text.replace(replace, by)


BODIES: dict[str, tuple[str, int]] = {
    "6 MB": ("x" * 6_000_000, 400),
    "6 MB of an order": (json.dumps(order_body(name="x" * 6_000_000)), 400),
    "very deep": ("[" * 100_000, 400),
    "very deep objects": ('{"a":' * 50_000 + "1" + "}" * 50_000, 400),
    "just too deep": (json.dumps(nested(MAX_DEPTH)), 400),
    "deep": (json.dumps(nested(MAX_DEPTH - 2)), 422),
    "NaN": (ordered_as_text('"quantity": 1', '"quantity": NaN'), 400),
    "Infinity": (ordered_as_text('"list_price": 10', '"list_price": -Infinity'), 400),
    "huge number": (ordered_as_text('"list_price": 10', '"list_price": ' + "9" * 5000), 400),
    "huge exponent": (ordered_as_text('"list_price": 10', '"list_price": 1e999999999'), 422),
    "large exponent": (ordered_as_text('"list_price": 10', '"list_price": 1e99999'), 422),
    "huge quantity": (ordered_as_text('"quantity": 1', '"quantity": 1e40'), 422),
    "tiny number": (ordered_as_text('"list_price": 10', '"list_price": 1e-99999'), 422),
    "negative": (ordered_as_text('"list_price": 10', '"list_price": -0.01'), 422),
    "number for text": (ordered_as_text('"city": "Austin"', '"city": 5'), 422),
    "duplicate key": (ordered_as_text('"quantity": 1', '"quantity": 1, "quantity": 2'), 400),
    "duplicate key, spelt otherwise": (
        ordered_as_text('"quantity": 1', '"quantity": 1, "quantit\\u0079": 2'),
        400,
    ),
    "full-width key": (ordered_as_text('"quantity"', '"\uff51uantity"'), 422),
    "key with an invisible sign": (ordered_as_text('"quantity"', '"quantity\u200b"'), 422),
    "key of another case": (ordered_as_text('"quantity"', '"Quantity"'), 422),
    "prototype": (ordered_as_text('"quantity"', '"__proto__": {}, "quantity"'), 422),
    "lone surrogate": (ordered_as_text('"Austin"', '"\\ud800"'), 400),
    "byte order mark": ("\ufeff" + json.dumps(order_body()), 400),
    "a list": ("[]", 400),
    "a text": ('"order"', 400),
    "null": ("null", 400),
    "two objects": ("{}{}", 400),
    "form": ("a=1&b=2", 400),
}
"""Each body with the status that it gets: unreadable, or no valid order."""
