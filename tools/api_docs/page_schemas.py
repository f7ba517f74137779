"""Pure: schemas in the words of the page."""

from typing import Any

from bigcommerce_emulator.page.markup import Html, join, table, tag

_MOST_VALUES = 30
_LIMITS = {
    "minimum": "from {}",
    "exclusiveMinimum": "more than {}",
    "maximum": "to {}",
    "exclusiveMaximum": "less than {}",
    "minLength": "at least {} characters",
    "maxLength": "at most {} characters",
    "minItems": "at least {}",
    "maxItems": "at most {}",
}


def spelt(text: str) -> Html:
    """Return a sentence with its `code` marked up."""
    parts = text.split("`")
    return join(tag("code", part) if place % 2 else part for place, part in enumerate(parts))


def fields_table(schema: dict[str, Any]) -> Html:
    """Return the fields of an object as a table, or in one line what else it is."""
    if "properties" not in schema:
        return tag("p", kind_of(schema))
    needed = schema.get("required", [])
    rows = [
        (
            join([tag("code", name), _mark(name in needed, field)]),
            kind_of(field),
            join([spelt(field.get("description", "")), " ", _default(field)]),
        )
        for name, field in schema["properties"].items()
    ]
    return table(["field", "is", "meaning"], rows)


def kind_of(schema: dict[str, Any]) -> Html:
    """Return what a value may be, with its limits and links to what it is made of."""
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        return tag("a", name, href=f"#{name}")
    for choice, word in (("anyOf", " or "), ("allOf", " with ")):
        if choice in schema:
            parts = [kind_of(part) for part in schema[choice] if part.get("type") != "null"]
            return join([part for one in parts for part in (word, one) if part][1:])
    if "enum" in schema:
        return _values(schema["enum"])
    return join([_plain(schema), _limits(schema)])


def _plain(schema: dict[str, Any]) -> Html:
    kind = schema.get("type", "anything")
    if kind == "array":
        return join(["list of ", kind_of(schema["items"])])
    if kind == "object" and "code" in schema.get("properties", {}):
        return join(["object with ", tag("code", "code")])
    name = " or ".join(one for one in kind if one != "null") if isinstance(kind, list) else kind
    return join([schema.get("format", name)])


def _values(values: list[Any]) -> Html:
    shown = [tag("code", str(value)) for value in values[:_MOST_VALUES]]
    more = [f" and {len(values) - _MOST_VALUES} more"] if len(values) > _MOST_VALUES else []
    return join([part for one in shown for part in (" ", one)][1:] + more)


def _limits(schema: dict[str, Any]) -> str:
    said = [words.format(schema[name]) for name, words in _LIMITS.items() if name in schema]
    if "pattern" in schema:
        said.append(f"like {schema['pattern']}")
    return f", {', '.join(said)}" if said else ""


def _mark(required: bool, field: dict[str, Any]) -> Html:
    if required:
        return join([" ", tag("span", "required", class_="must")])
    return join([" (deprecated)"]) if field.get("deprecated") else Html("")


def _default(field: dict[str, Any]) -> Html:
    default = field.get("default")
    if default in (None, [], "") or isinstance(default, dict):
        return Html("")
    return join(["Default: ", tag("code", str(default)), "."])
