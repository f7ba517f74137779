"""Whatever would break a caller of the released API is refused; what only adds is not."""

import copy
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tools.api_docs.files import DOCUMENT, RELEASED
from tools.api_docs.openapi_diff import breaking, main

OLD = json.loads(DOCUMENT.read_text())
POST = ("paths", "/stores/{store}/orders", "post")
ORDER = ("components", "schemas", "OrderRequest")
PLACED = ("components", "schemas", "PlacedOrder")
RULE = ("components", "schemas", "ShippingRule")
MONEY = ("components", "schemas", "Money", "anyOf")
IMAGE = ("components", "schemas", "CustomItem", "properties", "image_url")


def at(document: Any, *path: str) -> Any:
    for name in path:
        document = document[name]
    return document


def changed(change: Callable[[Any], object]) -> list[str]:
    new = copy.deepcopy(OLD)
    change(new)
    return breaking(OLD, new)


def set_to(value: Any, *path: str) -> Callable[[Any], object]:
    return lambda new: at(new, *path[:-1]).__setitem__(path[-1], value)


def without(*path: str) -> Callable[[Any], object]:
    return lambda new: at(new, *path[:-1]).pop(path[-1])


def widened(name: str, field: Any) -> Callable[[Any], object]:
    return set_to(field, *ORDER, "properties", name)


BREAKS: list[tuple[Callable[[Any], object], str]] = [
    (without("paths", "/stores/{store}/orders/{key}"), "GET /stores/{store}/orders/{key}: is gone"),
    (without(*POST), "POST /stores/{store}/orders: is gone"),
    (without(*POST, "responses", "409"), "status 409 is gone"),
    (without(*POST, "responses", "201", "headers", "Location"), "header Location is gone"),
    (without(*POST, "requestBody", "content", "application/json"), "takes application/json no lo"),
    (
        without(*POST, "responses", "422", "content", "application/problem+json"),
        "application/problem+json is gone",
    ),
    (without(*PLACED, "properties", "order_id"), "201.order_id: is gone"),
    (lambda new: at(new, *PLACED, "required").remove("totals"), "201.totals: may be missing now"),
    (set_to({"type": "string"}, *PLACED, "properties", "order_id"), "order_id: can now be string"),
    (without(*ORDER, "properties", "locale"), "body.locale: is taken no longer"),
    (lambda new: at(new, *ORDER, "required").append("currency"), "body.currency: is required now"),
    (widened("channel_id", {"type": "string"}), "channel_id: cannot be integer"),
    (widened("customer_id", {"type": "integer", "minimum": 1}), "customer_id: minimum is 1 now"),
    (
        set_to(10, *ORDER, "properties", "line_items", "maxItems"),
        "body.line_items: maxItems is 10 now",
    ),
    (
        lambda new: at(new, "components", "schemas", "Country", "enum").remove("US"),
        "country_code: US is taken no longer",
    ),
    (
        set_to(["cheapest"], *RULE, "properties", "choose", "enum"),
        "choose: fastest is taken no longer",
    ),
    (
        lambda new: at(new, *IMAGE, "anyOf")[0].update(pattern="^https://x"),
        "image_url: must look like ^https://x now",
    ),
    (
        lambda new: at(new, *MONEY)[1].update(pattern=r"^[0-9]{1,11}(\.[0-9]{1,4})?$"),
        "list_price: must look like ^[0-9]{1,11}",
    ),
    (
        lambda new: at(new, *MONEY)[1].update(pattern=r"^[1-9]{1,12}(\.[0-9]{1,4})?$"),
        "list_price: must look like ^[1-9]{1,12}",
    ),
    (
        lambda new: at(new, *POST, "parameters")[1].update(required=True),
        "Prefer is required now",
    ),
    (lambda new: at(new, *POST, "parameters").pop(1), "Prefer is gone"),
]  # fmt: skip

ADDS: list[Callable[[Any], object]] = [
    set_to({"post": {}}, "paths", "/stores/{store}/returns"),
    set_to({"description": "new"}, *POST, "responses", "418"),
    widened("coupon_codes", {"type": "array", "items": {"type": "string"}}),
    set_to({"type": "string"}, *PLACED, "properties", "external_id"),
    lambda new: at(new, *MONEY)[1].update(pattern=r"^[0-9]{1,13}(\.[0-9]{1,5})?$"),
    set_to(900, *ORDER, "properties", "line_items", "maxItems"),
    lambda new: at(new, "components", "schemas", "Problem", "properties", "code", "enum").append(
        "another"
    ),
    lambda new: at(new, *PLACED, "required").append("status"),
    lambda new: at(new, *ORDER, "required").clear(),
]


@pytest.mark.parametrize(("change", "words"), BREAKS, ids=[words for _, words in BREAKS])
def test_a_change_that_breaks_callers_is_told(change: Callable[[Any], object], words: str) -> None:
    reported = changed(change)
    assert any(words in one for one in reported), reported


@pytest.mark.parametrize("change", ADDS)
def test_a_change_that_only_adds_is_none(change: Callable[[Any], object]) -> None:
    assert changed(change) == []


def test_nothing_that_was_released_is_broken() -> None:
    broken = breaking(json.loads(RELEASED.read_text()), OLD)
    assert broken == [], "callers rely on this; see docs/openapi.released.json"


def test_the_command_tells_what_breaks(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    new = copy.deepcopy(OLD)
    del new["paths"]["/stores/{store}/orders/{key}"]
    changed_file = tmp_path / "new.json"
    changed_file.write_text(json.dumps(new))
    assert main([str(DOCUMENT), str(DOCUMENT)]) == 0
    assert main([str(DOCUMENT), str(changed_file)]) == 1
    assert "2 breaking changes." in capsys.readouterr().out
    assert main([]) == 2
