"""The committed OpenAPI document is what the code says, and its examples are true."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from openapi_schema_validator import OAS31Validator

from order_service.errors import InvalidRequest
from order_service.request.intake import read_order
from order_service.store.refusal_causes import CAUSES
from tools.api_docs.files import DOCUMENT, FILES, PAGE, written
from tools.api_docs.page import page

SAID: dict[str, Any] = json.loads(DOCUMENT.read_text())


def answers() -> Iterator[Any]:
    for path, item in SAID["paths"].items():
        for method in ("get", "post"):
            for status, answer in item.get(method, {}).get("responses", {}).items():
                for kind, content in answer.get("content", {}).items():
                    for name, example in content.get("examples", {}).items():
                        case = (kind, content["schema"], example["value"], int(status))
                        yield pytest.param(*case, id=f"{method} {path} {status} {name}")


def orders() -> dict[str, Any]:
    (content,) = SAID["paths"]["/stores/{store}/orders"]["post"]["requestBody"]["content"].values()
    return {name: example["value"] for name, example in content["examples"].items()}


def closed(schema: Any) -> Any:
    """The schema whose objects have no fields but those that are told."""
    if isinstance(schema, list):
        return [closed(one) for one in schema]
    if not isinstance(schema, dict):
        return schema
    inside = {name: closed(one) for name, one in schema.items()}
    is_closed = "properties" in schema and "type" in schema
    return inside | ({"additionalProperties": False} if is_closed else {})


CLOSED = closed(SAID["components"])


def fits(value: Any, schema: Any) -> bool:
    valid = OAS31Validator({"components": CLOSED, **schema}).is_valid(value)
    assert isinstance(valid, bool)
    return valid


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_the_committed_files_are_up_to_date(path: Path) -> None:
    assert path.read_text() == written(path), "run: make openapi"


@pytest.mark.parametrize("order", orders().values(), ids=orders())
def test_each_example_of_an_order_is_taken(order: Any) -> None:
    assert read_order(order)
    assert fits(order, {"$ref": "#/components/schemas/OrderRequest"})


@pytest.mark.parametrize(("kind", "schema", "value", "status"), list(answers()))
def test_each_example_of_an_answer_fits_its_schema(
    kind: str, schema: Any, value: Any, status: int
) -> None:
    assert fits(value, schema)
    assert not fits(value | {"untold": "fact"}, schema)
    assert not fits({}, schema)
    if isinstance(value, dict):
        assert not fits({name: [[]] for name in value}, schema)
    if kind == "application/problem+json":
        assert value["status"] == status


@pytest.mark.parametrize(
    ("name", "fields"),
    [
        ("OrderState", ["order_id"]),
        ("Problem", ["expected", "actual", "currency", "coupon_code", "metafield", "refusal"]),
    ],
)
def test_fields_that_not_every_answer_has_are_told(name: str, fields: list[str]) -> None:
    assert set(fields) <= SAID["components"]["schemas"][name]["properties"].keys()


def test_every_code_and_cause_is_told() -> None:
    problem = SAID["components"]["schemas"]["Problem"]["properties"]
    assert {cause.code for cause in CAUSES} < set(problem["cause"]["enum"])
    assert {"store_refused", "internal_error", "unknown_path"} < set(problem["code"]["enum"])


@pytest.mark.parametrize(
    "change", [{"colour": "red"}, {"line_items": 5}, {"currency": "usd"}, {"channel_id": 0}]
)
def test_a_wrong_order_fits_neither_the_schema_nor_the_service(change: dict[str, Any]) -> None:
    order = orders()["tutorial"] | change
    assert not fits(order, {"$ref": "#/components/schemas/OrderRequest"})
    with pytest.raises(InvalidRequest):
        read_order(order)


def test_the_page_loads_nothing_and_runs_nothing() -> None:
    text = PAGE.read_text()
    for word in ("<script", "<link", "<img", "@import", "url(", "onclick", "javascript:"):
        assert word not in text
    assert len(text) < 200_000


def test_the_page_escapes_what_it_shows() -> None:
    spoilt = json.loads(json.dumps(SAID).replace("Flat Rate", "<b onload=x>"))
    assert "<b onload" not in page(spoilt)
    assert "&lt;b onload=x&gt;" in page(spoilt)


def test_every_call_and_object_is_on_the_page() -> None:
    text = PAGE.read_text()
    for name in (*SAID["components"]["schemas"], "placeOrder", "readOrder", "quoteOrder"):
        assert f'id="{name}"' in text
        assert f'href="#{name}"' in text
