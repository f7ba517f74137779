"""The bounds of an answer hold the largest order that a request can ask for, with room to spare."""

from collections.abc import Mapping
from typing import Any

from order_service.bigcommerce.answer_json import MOST_OBJECTS, MOST_VALUES
from order_service.bigcommerce.connections import MOST_BYTES
from order_service.bigcommerce.https import encode
from order_service.bigcommerce.verdicts import Answer
from order_service.request.lines import MOST_LINES
from tests.fakes.orders import AUSTIN, order_body
from tests.fakes.shop import Shop

HERE = 20
"""Lines of each kind in the order that is measured; ten of each go to one address."""
ROOM = 2
"""How much longer than the emulator a store may answer."""


def many_lines() -> dict[str, Any]:
    rows = [
        {"product_id": 120, "variant_id": 118, "quantity": 1, "list_price": n + 1, "sku": f"c-{n}"}
        for n in range(HERE)
    ]
    custom = [
        {"sku": f"s-{n}", "name": "x" * 200, "list_price": n + 1, "quantity": 1}
        for n in range(HERE)
    ]
    places = [
        {
            "address": AUSTIN | {"address1": f"{place} Quillfeather Lane"},
            "line_items": [
                {"sku": f"{kind}-{n}"} for kind in "cs" for n in range(place * 10, place * 10 + 10)
            ],
        }
        for place in range(HERE // 10)
    ]
    return order_body(line_items=rows, custom_items=custom, consignments=places)


def test_the_largest_order_s_answers_are_half_of_what_is_read() -> None:
    shop = Shop()
    answers: list[bytes] = []
    through = shop.open_store.send

    def send(
        method: str, path: str, headers: Mapping[str, str], body: Any, read_seconds: float
    ) -> Answer:
        answer = through(method, path, headers, body, read_seconds)
        answers.append(encode(answer.body))
        return answer

    shop.open_store.send = send
    shop.place(many_lines(), seconds=600)
    largest = max(answers, key=len)
    objects = largest.count(b"{") + largest.count(b"[")
    values = objects + largest.count(b",")
    times = ROOM * MOST_LINES / HERE
    assert len(largest) * times < MOST_BYTES
    assert values * times < MOST_VALUES
    assert objects * times < MOST_OBJECTS
