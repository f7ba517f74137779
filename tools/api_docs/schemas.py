"""Pure: the pydantic models as schemas of an OpenAPI document."""

import inspect
from collections.abc import Mapping
from typing import Any

from pydantic import AliasChoices, BaseModel

from order_service.request import field_types
from order_service.request import order as models
from order_service.request.order import OrderRequest

Schema = dict[str, Any]
PLACE = "#/components/schemas/"
_NAMED = {
    "Money": field_types.MONEY_SCHEMA,
    "Country": field_types.COUNTRY_SCHEMA,
    "Currency": field_types.CURRENCY_SCHEMA,
}


def ref(name: str) -> Schema:
    """Return the reference to a schema by its name."""
    return {"$ref": f"{PLACE}{name}"}


def of_requests() -> dict[str, Schema]:
    """Return the order request and everything in it, each under its name."""
    found = _schemas(OrderRequest, "validation") | _NAMED
    for name, model in inspect.getmembers(models, inspect.isclass):
        if name in found and issubclass(model, BaseModel):
            _add_aliases(found[name], model)
    return found


def of_request(model: type[BaseModel]) -> dict[str, Schema]:
    """Return a small request, under its name."""
    return _schemas(model, "validation")


def of_model(model: type[BaseModel]) -> dict[str, Schema]:
    """Return an answer and everything in it, each under its name."""
    return _schemas(model, "serialization")


def _schemas(model: type[BaseModel], mode: Any) -> dict[str, Schema]:
    root = model.model_json_schema(mode=mode, ref_template=PLACE + "{model}")
    schemas = root.pop("$defs", {}) | {model.__name__: root}
    return {name: _tidy(schema) for name, schema in schemas.items()}


def _add_aliases(schema: Schema, model: type[BaseModel]) -> None:
    """Other names that a field is understood by are properties, too."""
    for name, field in model.model_fields.items():
        if isinstance(field.validation_alias, AliasChoices):
            for alias in field.validation_alias.choices:
                if alias != name and isinstance(alias, str):
                    other = {"description": f"Another name of {name}.", "deprecated": True}
                    schema["properties"][alias] = schema["properties"][name] | other


def _tidy(part: Any) -> Any:
    """Titles repeat the names; what has a name of its own is named."""
    if isinstance(part, list):
        return [_tidy(one) for one in part]
    if not isinstance(part, Mapping):
        return part
    for name, schema in _NAMED.items():
        if _is(part, schema):
            return ref(name) | {key: part[key] for key in ("default",) if key in part}
    return {
        name: {field: _tidy(one) for field, one in value.items()}
        if name == "properties"
        else _tidy(value)
        for name, value in part.items()
        if not (name == "title" and isinstance(value, str))
    }


def _is(part: Mapping[str, Any], schema: Schema) -> bool:
    return all(part.get(name) == value for name, value in schema.items())
