"""Every field of a request is looked for in the store's answers, or it is said why not."""

from collections.abc import Iterator
from typing import Annotated, Any, Literal, get_args, get_origin

import pytest
from pydantic import BaseModel

from order_service.checkout.as_asked import ORDER, WITNESSES
from order_service.checkout.shown_fields import NotShown, Shown
from order_service.request.field_types import Strict
from order_service.request.order import OrderRequest
from order_service.store.checkout_view import CheckoutView


def models(annotation: Any) -> Iterator[type[BaseModel]]:
    """Yield the models that a field's type mentions."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    elif get_origin(annotation) is not Literal:
        for part in get_args(annotation):
            yield from models(part)


def reachable(model: type[BaseModel], seen: set[type[BaseModel]]) -> set[type[BaseModel]]:
    """Return the model and all that its fields are made of."""
    if model not in seen:
        seen.add(model)
        for field in model.model_fields.values():
            for part in models(field.annotation):
                reachable(part, seen)
    return seen


REQUEST = sorted(reachable(OrderRequest, set()), key=lambda model: model.__name__)
FIELDS = [(model, name) for model in REQUEST for name in model.model_fields]


@pytest.mark.parametrize(("model", "name"), FIELDS, ids=[f"{m.__name__}.{n}" for m, n in FIELDS])
def test_a_field_names_where_it_is_shown_or_says_why_it_is_not(
    model: type[Strict], name: str
) -> None:
    witness = WITNESSES[model][name]
    if isinstance(witness, NotShown):
        assert len(witness.why.split()) > 4
    else:
        assert is_there(CheckoutView, witness.where.split(".")), witness.where


def test_nothing_is_looked_for_that_is_no_field() -> None:
    named = {(model, name) for model, found in WITNESSES.items() for name in found}
    assert named == set(FIELDS)


@pytest.mark.parametrize("name", ORDER)
def test_a_shown_field_of_an_order_is_compared_or_put_right_by_a_step(name: str) -> None:
    witness = ORDER[name]
    assert isinstance(witness, NotShown) or witness.by or witness.steps


def is_there(annotation: Any, path: list[str]) -> bool:
    """Return whether the path leads through the views of a checkout to something shown."""
    found = list(models(annotation))
    if not path:
        return True
    if not found:
        # An address or a currency is read as the object that the store sent.
        return "Mapping" in str(annotation)
    return any(
        path[0] in view.model_fields and is_there(view.model_fields[path[0]].annotation, path[1:])
        for view in found
    )


def test_the_walk_reaches_the_parts_of_parts() -> None:
    class Inner(Strict):
        here: int

    class Outer(Strict):
        rows: Annotated[list[Inner | None], "several"]
        nothing: Literal["none"]

    assert reachable(Outer, set()) == {Outer, Inner}
    assert not is_there(CheckoutView, ["cart", "nowhere"])
    assert isinstance(ORDER["fees"], Shown)
