"""Pure: what a newer schema takes no longer in requests, or promises no longer in answers."""

import re
from collections.abc import Iterator
from typing import Any

Node = dict[str, Any]
_AT_MOST = ("maximum", "exclusiveMaximum", "maxLength", "maxItems")
_MOST = re.compile(r"(?<=\{1,)[0-9]+(?=\})")
"""In a pattern: how often something comes at most."""
_AT_LEAST = ("minimum", "exclusiveMinimum", "minLength", "minItems")


class Pair:
    """The same part of both documents, its references followed."""

    def __init__(self, old: Node, new: Node) -> None:
        self.old, self.new = old, new
        self._seen: set[tuple[str, str]] = set()

    def first_time(self, old: Node, new: Node, sent: bool) -> bool:
        """Whether two named schemas were not compared yet: they may hold themselves."""
        names = (f"{sent}{old.get('$ref')}", str(new.get("$ref")))
        known = "$ref" in old and names in self._seen
        self._seen.add(names)
        return not known

    def followed(self, old: Node, new: Node) -> tuple[Node, Node]:
        """Return both schemas themselves, not references to them."""
        return _at(self.old, old), _at(self.new, new)


def narrowed(pair: Pair, old: Node, new: Node, where: str) -> Iterator[str]:
    """Yield what could be sent before and cannot be sent now."""
    if not pair.first_time(old, new, sent=True):
        return
    old, new = pair.followed(old, new)
    yield from _types(old, new, where, "cannot be")
    for value in _values(old, new):
        yield f"{where}: {value} is taken no longer"
    yield from _limits(old, new, where)
    for name in sorted(set(new.get("required", [])) - set(old.get("required", []))):
        yield f"{where}.{name}: is required now"
    fields = new.get("properties", {})
    for name, field in old.get("properties", {}).items():
        if name in fields:
            yield from narrowed(pair, field, fields[name], f"{where}.{name}")
        elif new.get("additionalProperties") is False:
            yield f"{where}.{name}: is taken no longer"
    for before, after in _inside(old, new):
        yield from narrowed(pair, before, after, where)


def lost(pair: Pair, old: Node, new: Node, where: str) -> Iterator[str]:
    """Yield what was promised in an answer before and is not now."""
    if not pair.first_time(old, new, sent=False):
        return
    old, new = pair.followed(old, new)
    yield from _types(new, old, where, "can now be")
    for name in sorted(set(old.get("required", [])) - set(new.get("required", []))):
        yield f"{where}.{name}: may be missing now"
    fields = new.get("properties", {})
    for name, field in old.get("properties", {}).items():
        if name not in fields:
            yield f"{where}.{name}: is gone"
        else:
            yield from lost(pair, field, fields[name], f"{where}.{name}")
    for before, after in _inside(old, new):
        yield from lost(pair, before, after, where)


def _types(wider: Node, narrower: Node, where: str, words: str) -> Iterator[str]:
    allowed = _kinds(narrower)
    for kind in sorted(_kinds(wider) - allowed) if allowed else ():
        yield f"{where}: {words} {kind}"


def _kinds(schema: Node) -> set[str]:
    kind = schema.get("type", [])
    kinds = {kind} if isinstance(kind, str) else set(kind)
    for one in schema.get("anyOf", []):
        kinds |= _kinds(one)
    return kinds | ({"number"} if "integer" in kinds else set())


def _values(old: Node, new: Node) -> list[Any]:
    if "enum" not in new:
        return []
    return [value for value in old.get("enum", ["any other value"]) if value not in new["enum"]]


def _limits(old: Node, new: Node, where: str) -> Iterator[str]:
    for name in (*_AT_MOST, *_AT_LEAST):
        before, after = old.get(name), new.get(name)
        if after is None:
            continue
        tighter = before is None or (after < before if name in _AT_MOST else after > before)
        if tighter:
            yield f"{where}: {name} is {after} now"
    if "pattern" in new and not _allows_more(old.get("pattern"), new["pattern"]):
        yield f"{where}: must look like {new['pattern']} now"
    if old.get("additionalProperties") is not False and new.get("additionalProperties") is False:
        yield f"{where}: takes no other fields now"


def _allows_more(old: str | None, new: str) -> bool:
    """Return whether a pattern is the old one, of longer texts at most."""
    if old is None or _MOST.sub("", old) != _MOST.sub("", new):
        return False
    return all(
        int(a) <= int(b) for a, b in zip(_MOST.findall(old), _MOST.findall(new), strict=True)
    )


def _inside(old: Node, new: Node) -> Iterator[tuple[Node, Node]]:
    if isinstance(old.get("items"), dict) and isinstance(new.get("items"), dict):
        yield old["items"], new["items"]
    for choice in ("anyOf", "allOf"):
        yield from zip(_choices(old, choice), _choices(new, choice), strict=False)


def _choices(schema: Node, choice: str) -> list[Node]:
    return [one for one in schema.get(choice, []) if one.get("type") != "null"]


def _at(document: Node, schema: Node) -> Node:
    while "$ref" in schema:
        part: Any = document
        for name in schema["$ref"].removeprefix("#/").split("/"):
            part = part[name]
        schema = part
    return schema
