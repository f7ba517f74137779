"""Every text that an order can hold is masked in the store's words, or listed as nobody's."""

from collections.abc import Iterator
from types import NoneType
from typing import Any, Literal, get_args, get_origin

import pytest
from pydantic import BaseModel

from order_service.request.intake import read_order
from order_service.request.order import OrderRequest
from order_service.request.privacy import NOT_PERSONAL, masked
from tests.fakes.features import full_order

Field = tuple[type[BaseModel], str]
PERSON = "Perpetua Quillon"


def kinds_in(annotation: Any) -> Iterator[Any]:
    """The plain types that an annotation is made of, dictionaries by their values."""
    if get_origin(annotation) is Literal:
        yield from {type(value) for value in get_args(annotation)}
    elif get_origin(annotation) is dict:
        yield from kinds_in(get_args(annotation)[1])
    elif get_args(annotation):
        for part in get_args(annotation):
            yield from kinds_in(part)
    elif isinstance(annotation, type) and annotation is not NoneType:
        yield annotation


def is_text(kind: Any) -> bool:
    return issubclass(kind, str) or kind.__name__ == "EmailStr"


def parts_of(model: type[BaseModel], seen: set[type[BaseModel]]) -> set[type[BaseModel]]:
    """The model and all that a request of it can hold."""
    if model in seen:
        return seen
    seen.add(model)
    for field in model.model_fields.values():
        for kind in kinds_in(field.annotation):
            if issubclass(kind, BaseModel):
                parts_of(kind, seen)
    return seen


def text_fields() -> list[Field]:
    return [
        (model, name)
        for model in sorted(parts_of(OrderRequest, set()), key=lambda one: one.__name__)
        for name, field in model.model_fields.items()
        if any(is_text(kind) for kind in kinds_in(field.annotation))
    ]


def listed(model: type[BaseModel], name: str) -> bool:
    return any(name in names for kind, names in NOT_PERSONAL.items() if issubclass(model, kind))


def holding(model: type[BaseModel], name: str) -> BaseModel:
    """This part of a request with a person's name in this field, in the field's shape."""
    annotation = str(model.model_fields[name].annotation)
    shapes: list[Any] = [PERSON]
    if "list[" in annotation:
        shapes = [[PERSON]]
    if "dict[" in annotation:
        shapes = [PERSON, {"text": PERSON}]
    empty = dict.fromkeys(model.model_fields)
    return model.model_construct(**empty | {name: shapes[-1]})


def test_the_walk_finds_the_texts_of_a_request_s_every_part() -> None:
    found = {f"{model.__name__}.{name}" for model, name in text_fields()}
    assert {
        *("OrderRequest.staff_notes", "Address.email", "BillingAddress.email", "Person.name"),
        *("OptionSelection.option_value", "CustomField.field_value", "Exclusion.types"),
        *("Wrap.message", "Metafield.value", "CustomItem.name", "CustomerByEmail.email"),
        *("OrderRequest.after_order", "Address.country_code", "OrderRequest.coupon_codes"),
    } <= found
    assert len(found) > 50


@pytest.mark.parametrize(
    ("model", "name"),
    [pytest.param(*one, id=f"{one[0].__name__}.{one[1]}") for one in text_fields()],
)
def test_a_text_is_masked_unless_it_is_listed_as_nobody_s(
    model: type[BaseModel], name: str
) -> None:
    part = holding(model, name)
    changed = {name: getattr(part, name)} if model is OrderRequest else {"customer": part}
    order = read_order(full_order()).model_copy(update=changed)
    said = masked(f"title: {PERSON.upper()}x, {PERSON}", order)
    assert said.endswith("x, [...]") is not listed(model, name)


def test_nothing_is_listed_that_a_request_does_not_have() -> None:
    known = {name: model for model, name in text_fields()}
    there = set(text_fields())
    assert all((model, name) in there for model, names in NOT_PERSONAL.items() for name in names), (
        known
    )
