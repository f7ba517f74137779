"""Answers of a store with one field of one kind of answer missing, null or empty, every time."""

from collections.abc import Callable, Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass
from typing import Any, Final

from bigcommerce_emulator.api.routes import operation
from order_service.bigcommerce.https import Send
from order_service.bigcommerce.verdicts import Answer

DROPPED: Final = "dropped"
SHAPES: Mapping[str, Any] = {"null": None, "{}": {}, "[]": [], '""': "", DROPPED: DROPPED}
"""What is put in a field's place, by its name in a test."""
_KINDS = {
    "create_cart": "cart",
    "create_order": "new order",
    "read_order": "order",
    "update_order": "order",
    "list_orders": "orders",
    "list_customers": "customers",
    "list_variants": "variants",
    "list_products": "products",
    "create_metafield": "metafield",
    "payment_token": "payment token",
}
Path = tuple[str, ...]
"""The names from the outside in; ``*`` is every element of a list."""


def kind_of(method: str, path: str) -> str:
    """The kind of answer that a call gets; all calls on a checkout get the same."""
    name = operation(method, path.partition("?")[0])
    return _KINDS.get(name, name if name == "delete_cart" else "checkout")


def paths(value: Any, before: Path = ()) -> Iterator[Path]:
    """Every field in an answer, as a path; elements of a list are one."""
    rows = value.items() if isinstance(value, dict) else ()
    for name, inner in rows:
        yield (*before, name)
        yield from paths(inner, (*before, name))
    for inner in value if isinstance(value, list) else ():
        yield from paths(inner, (*before, "*"))


@dataclass
class Rewriting:
    """Passes requests on, and lets each answer's body be changed on its way back."""

    send: Send
    rewrite: Callable[[str, Any], None]

    def __call__(
        self, method: str, path: str, headers: Mapping[str, str], body: Any, read_seconds: float
    ) -> Answer:
        answer = self.send(method, path, headers, body, read_seconds)
        self.rewrite(path, answer.body)
        return answer


@dataclass
class Spoiling:
    """Passes requests on, and answers back with one field spoilt; notes every field there was."""

    send: Send
    kind: str = ""
    path: Path = ()
    shape: str = ""

    def __post_init__(self) -> None:
        self.seen: dict[tuple[str, Path], None] = {}
        self.struck = 0

    def __call__(
        self, method: str, path: str, headers: Mapping[str, str], body: Any, read_seconds: float
    ) -> Answer:
        answer = self.send(method, path, headers, body, read_seconds)
        if not self.kind:
            kind = kind_of(method, path)
            self.seen |= {(kind, found): None for found in paths(answer.body)}
        if self.is_meant(method, path) and self.shape:
            # Just parsed, and nobody else's.
            self.struck += spoil(answer.body, self.path, self.shape)
        return answer

    def is_meant(self, method: str, path: str) -> bool:
        """Return whether the answer to this call is of the kind that is spoilt."""
        return bool(self.kind) and kind_of(method, path) == self.kind


def spoil(value: Any, path: Path, shape: str) -> int:
    """Put a field of an answer into this shape; how often it was there."""
    name, *rest = path
    if name == "*" and isinstance(value, list):
        return sum(spoil(inner, tuple(rest), shape) for inner in value)
    if not isinstance(value, dict) or name not in value:
        return 0
    if rest:
        return spoil(value[name], tuple(rest), shape)
    _strike(value, name, shape)
    return 1


def _strike(value: dict[str, Any], name: str, shape: str) -> None:
    if shape == DROPPED:
        del value[name]
    else:
        value[name] = deepcopy(SHAPES[shape])
