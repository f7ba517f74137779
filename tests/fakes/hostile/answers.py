"""JSON that no store has reason to answer: of any depth, size and kind."""

import json
from collections.abc import Callable
from typing import Any

from hypothesis import strategies as st

_RAW = "raw:"
EXTREMES: tuple[Any, ...] = (
    *(f"{_RAW}{text}" for text in ("1e500000", "-1e500000", "0e500000", "Infinity", "NaN", "1e30")),
    *(f"{_RAW}{text}" for text in ("1e-40", "9" * 39, "9" * 5000, "1." + "1" * 38)),
    *(
        0,
        -1,
        10**15,
        10**16,
        True,
        False,
        None,
        "",
        " ",
        "0",
        "\x00",
        "9" * 5000,
        "1e30",
        "1e500000",
    ),
    *(
        "Infinity",
        "NaN",
        "\ud800",
        "../../../other/v2/orders/1?x=",
        "c-1/orders",
        "\uff11",
        "x" * 9999,
    ),
    *([], {}, [[]], [{}], {"id": {}}, ["x"] * 5000, [{}] * 5000),
    *("http://x/" + "y" * 500_000, "javascript:alert(1)"),
)


def _nested(levels: int, around: Callable[[Any], Any]) -> Any:
    value: Any = "x"
    for _ in range(levels):
        value = around(value)
    return value


DEEP = st.builds(
    _nested,
    st.sampled_from([1, 9, 29, 31, 400]),
    st.sampled_from([lambda v: [v], lambda v: {"errors": v}, lambda v: {"id": [v]}]),
)
_WORDS = ("data", "id", "errors", "status", "title", "message", "cart", "consignments", "cost")
ANYTHING = (
    st.recursive(
        st.one_of(st.sampled_from(EXTREMES), st.integers(), st.floats(), st.text(max_size=9)),
        lambda inner: st.one_of(
            st.lists(inner, max_size=5),
            st.dictionaries(st.sampled_from(_WORDS) | st.text(max_size=5), inner, max_size=5),
        ),
        max_leaves=20,
    )
    | DEEP
)


def written(value: Any) -> bytes:
    """The value as JSON, with the numbers that Python would not write."""
    text = json.dumps(value, default=float)
    for extreme in EXTREMES:
        if isinstance(extreme, str) and extreme.startswith(_RAW):
            text = text.replace(f'"{extreme}"', extreme.removeprefix(_RAW))
    return text.encode()


def places(value: Any) -> list[tuple[Any, ...]]:
    """The way to every value inside of this one, itself included."""
    if not isinstance(value, dict | list):
        return [()]
    below = value.items() if isinstance(value, dict) else enumerate(value)
    return [(), *((name, *rest) for name, part in below for rest in places(part))]


def spoilt(value: Any, place: tuple[Any, ...], by: Any) -> Any:
    """A copy of the value with another one at that place."""
    if not place:
        return by
    name, *rest = place
    if isinstance(value, dict):
        return {**value, name: spoilt(value[name], tuple(rest), by)}
    return [spoilt(part, tuple(rest), by) if n == name else part for n, part in enumerate(value)]
