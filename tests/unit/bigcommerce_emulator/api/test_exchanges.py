import json
from pathlib import Path
from typing import Any

import pytest

from bigcommerce_emulator.api.exchanges import (
    VARIABLE,
    Recorder,
    beyond,
    is_beyond_the_specs,
    shape,
)
from bigcommerce_emulator.api.messages import UNREADABLE, Request
from bigcommerce_emulator.state.settings import Settings
from tests.unit.bigcommerce_emulator.shopper import GUIDE, MUG, Shopper


def lines(path: Path) -> list[Any]:
    return [json.loads(line) for line in path.read_text().splitlines()]


def test_an_exchange_is_written_as_it_was_asked_and_answered(tmp_path: Path) -> None:
    path = tmp_path / "exchanges.jsonl"
    shopper = Shopper(recorder=Recorder(path))
    shopper.ask("GET", "/v2/orders", query={"cart_id": "a b"})

    assert lines(path) == [
        {
            "method": "GET",
            "path": "/stores/sandbox/v2/orders?cart_id=a+b",
            "request": None,
            "status": 204,
            "response": None,
        }
    ]


def test_exchanges_of_one_shape_are_written_once(tmp_path: Path) -> None:
    path = tmp_path / "exchanges.jsonl"
    shopper = Shopper(recorder=Recorder(path))
    for quantity in (1, 2, 3):
        shopper.open_cart(MUG | {"quantity": quantity})
    shopper.open_cart(GUIDE)
    shopper.ask("POST", "/v3/carts", {"line_items": []})

    assert [line["status"] for line in lines(path)] == [201, 201, 422]


def test_recorders_share_a_file(tmp_path: Path) -> None:
    path = tmp_path / "exchanges.jsonl"
    for _ in range(2):
        Shopper(recorder=Recorder(path)).open_cart(MUG)

    assert len(lines(path)) == 2


def test_the_token_is_never_written(tmp_path: Path) -> None:
    path = tmp_path / "exchanges.jsonl"
    Shopper(recorder=Recorder(path)).placed_order()

    assert "sandbox-token" not in path.read_text()
    assert len(lines(path)) == 5


def test_calls_that_are_no_operation_are_not_written(tmp_path: Path) -> None:
    path = tmp_path / "exchanges.jsonl"
    Shopper(recorder=Recorder(path)).ask("GET", "/v3/brands")

    assert not path.exists()


@pytest.mark.parametrize(
    "settings",
    [
        Settings(shapes="nulls"),
        Settings(shapes="php"),
        Settings(answers_leave_out="the_unwritten"),
        Settings(answers_leave_out="the_redundant"),
        Settings(broken_offer="no_cost"),
        Settings(own_shipping="no_id"),
    ],
)
def test_answers_in_shapes_that_are_not_documented_go_beside_the_file_without_bodies(
    tmp_path: Path, settings: Settings
) -> None:
    path = tmp_path / "exchanges.jsonl"
    Shopper(settings=settings, recorder=Recorder(path)).open_cart(MUG)

    assert not path.exists()
    (line,) = lines(beyond(path))
    assert line == {"method": "POST", "path": "/stores/sandbox/v3/carts", "status": 201}


def test_the_environment_can_name_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "exchanges.jsonl"
    monkeypatch.setenv(VARIABLE, str(path))
    Shopper().open_cart(MUG)
    Shopper().open_cart(MUG)

    assert len(lines(path)) == 1


def test_a_shape_is_keys_and_types_whatever_the_values() -> None:
    assert shape({"a": 1, "b": ["x"]}) == shape({"a": 2.5, "b": ["y", "z"]})
    assert shape({"a": 1}) != shape({"a": "1"})
    assert shape({"a": True}) != shape({"a": 1})
    assert shape({"a": None}) != shape({})
    assert shape([]) != shape([1])


@pytest.mark.parametrize(
    ("name", "query", "body", "is_beyond"),
    [
        ("create_cart", {}, {"line_items": [MUG]}, False),
        ("create_cart", {}, {"line_items": [{"variant_id": 1, "option_selections": []}]}, True),
        ("create_cart", {}, {"line_items": [{"option_selections": []}]}, False),
        ("payment_token", {}, {}, True),
        ("list_products", {"sku": "SM-13"}, None, True),
        ("create_cart", {}, UNREADABLE, True),
        ("order_consignments", {}, None, False),
        ("order_consignments", {"include": "consignments.line_items"}, None, True),
        ("add_items", {}, {"custom_items": [{"name": "x"}]}, False),
        ("add_items", {}, {"line_items": [MUG]}, True),
        ("update_item", {}, {"line_item": MUG}, True),
        ("consignments", {}, [{"address": {}}], False),
        ("consignments", {}, [{"shipping_address": {}}], True),
        ("update_billing_address", {}, {"country_code": "US"}, False),
        ("update_billing_address", {}, {"country": "United States"}, True),
        ("shipping_option", {}, {"address": {"country": "United States"}}, True),
    ],
)
def test_what_no_specification_can_judge_is_told_apart(
    name: str, query: dict[str, str], body: object, is_beyond: bool
) -> None:
    assert is_beyond_the_specs(name, Request("POST", "/", query, {}, body)) is is_beyond
