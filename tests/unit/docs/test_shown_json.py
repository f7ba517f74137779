"""The JSON and TOML that the docs show is what is sent, answered, published and read."""

import json
import re
import tomllib
from typing import Any

import pytest
from openapi_schema_validator import OAS31Validator

from cart_to_order.order_files.mapping import read_mapping
from order_service.keys import OrderKey
from order_service.ledger.announcement import Announcement, Signer
from tests.fakes.orders import order_body
from tests.fakes.shop import Shop
from tests.unit.docs.pages import PAGES
from tests.unit.docs.test_examples import blocks
from tools.places import ROOT

DOCS = ROOT / "docs"
ENVELOPE = {"id": "6f5c", "version": "0", "account": "1", "region": "eu-west-1", "resources": []}
"""What EventBridge adds, and the page leaves out."""
COUNTED = {"README.md": 2, "callbacks.md": 1, "deploy.md": 1, "events.md": 2, "limits.md": 1,
           "orders.md": 4}  # fmt: skip
"""How many each page shows; each of them has a test here, in test_examples or in test_readme."""


def shown(page: str, number: int) -> Any:
    return json.loads(list(blocks(DOCS / page, "json"))[number])


def shape(value: Any) -> Any:
    """The names of a value, however often and with whatever they are filled."""
    if isinstance(value, dict):
        return {name: shape(one) for name, one in value.items()}
    return [shape(one) for one in value[:1]] if isinstance(value, list) else None


def test_no_page_shows_json_that_has_no_test() -> None:
    pages = [page for page in PAGES if page.parent in (DOCS, ROOT)]
    found = {page.name: len(list(blocks(page, "json"))) for page in pages}
    assert {name: number for name, number in found.items() if number} == COUNTED


def test_the_answer_of_an_order_has_the_names_that_are_shown() -> None:
    placed = Shop().place(order_body()).order.model_dump(mode="json")
    assert shape(shown("orders.md", 2)) == shape(placed)


def test_a_quote_has_the_names_that_are_shown() -> None:
    answer = Shop().quote(order_body()).model_dump(mode="json")
    quote = shown("orders.md", 3)
    assert quote["totals"].keys() - {"..."} < answer["totals"].keys()
    assert quote.keys() == answer.keys()
    assert quote["consignments"][0].keys() <= answer["consignments"][0].keys()
    assert shape(quote["taxes"]) == shape(answer["taxes"])


def test_the_event_is_one_and_the_pattern_matches_it() -> None:
    event, pattern = shown("events.md", 0), shown("events.md", 1)
    schema = json.loads((DOCS / "events.schema.json").read_text())
    assert [error.message for error in OAS31Validator(schema).iter_errors(ENVELOPE | event)] == []
    for name in ("source", "detail-type"):
        assert event[name] in pattern[name]
    for name, values in pattern["detail"].items():
        assert name == "store" or event["detail"][name] in values


def test_what_is_posted_to_a_callback_has_the_names_that_are_shown() -> None:
    body = shown("callbacks.md", 0)
    event = Announcement("OrderPlaced", OrderKey("acme", "po-1"), 0.0, {})
    posted = Signer("cart-to-order", b"key").signed(event).callback
    assert body.keys() == dict(posted).keys()
    assert re.findall(r'"(\w+)":', body["signed"]) == list(json.loads(posted["signed"]))[:2]


def test_the_policy_of_a_caller_names_methods_and_paths_that_there_are() -> None:
    paths = json.loads((DOCS / "openapi.json").read_text())["paths"]
    allowed = {
        (method.lower(), re.sub("acme", "{store}", path).replace("*", "{key}"))
        for arn in shown("deploy.md", 0)["Resource"]
        for method, path in [re.search(r"/live/(\w+)(/.*)", arn).groups()]  # type: ignore[union-attr]
    }
    there = {
        (method, re.sub(r"\{(?!store)\w+\}", "{key}", path))
        for path in paths
        for method in paths[path]
    }
    assert allowed <= there


@pytest.mark.parametrize("page", ["csv.md", "from-other-systems.md"])
def test_a_mapping_that_is_shown_is_understood(page: str) -> None:
    (text,) = blocks(DOCS / page, "toml")
    one_column = f'[columns]\n"Order" = "order_number"\n{text}'
    given = text if "columns" in tomllib.loads(text) else one_column
    assert read_mapping(given)
