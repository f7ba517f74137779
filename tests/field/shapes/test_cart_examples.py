"""The specification's own examples of a cart have numbers and booleans in option selections.

Source: the cart examples of BigCommerce's specification: the ``value`` of a date as a number, the
``option_value`` of a checkbox as true.
Wrong before: both were refused at the door, though the store takes them.
"""

import pytest

from order_service.errors import InvalidRequest, StoreRefused
from order_service.request.intake import read_order
from tests.fakes.features import mugs
from tests.fakes.shop import Shop


@pytest.mark.parametrize(
    "selection",
    [
        {"option_id": 7, "option_value": True},
        {"option_id": 7, "option_value": False, "value": True},
        {"option_id": 7, "option_value": 9, "value": 1_543_968_000},
        {"option_id": 7, "option_value": "9", "value": "blue", "name": "Colour"},
        {"option_id": 7, "option_value": {"day": 1, "month": 12, "year": 2026}},
    ],
)
def test_an_example_reaches_the_store_as_it_was_sent(selection: dict[str, object]) -> None:
    shop = Shop()
    line = {"product_id": 120, "quantity": 1, "option_selections": [selection]}
    with pytest.raises(StoreRefused):
        shop.place(mugs(line_items=[line]))
    (sent,) = (
        request.body
        for request in shop.calls.sent
        if request.path.startswith("/stores/sandbox/v3/carts?")
    )
    assert sent["line_items"][0]["option_selections"] == [selection]


@pytest.mark.parametrize("value", [1.5, None, []])
def test_what_is_no_choice_is_refused_in_words_for_all_kinds(value: object) -> None:
    line = {
        "product_id": 120,
        "quantity": 1,
        "option_selections": [{"option_id": 7, "option_value": value}],
    }
    with pytest.raises(InvalidRequest) as caught:
        read_order(mugs(line_items=[line]))
    (error,) = caught.value.problem()["errors"]
    assert error["field"] == "line_items[0].option_selections[0].option_value"
    assert "true, false" in error["message"]
