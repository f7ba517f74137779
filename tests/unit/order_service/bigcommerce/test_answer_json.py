"""What a store answers is exact JSON within bounds; anything else did not read."""

import json
from decimal import Decimal
from typing import Any

import pytest

from order_service.bigcommerce.answer_json import (
    MOST_LEVELS,
    MOST_OBJECTS,
    MOST_VALUES,
    answer_value,
)


def nested(levels: int) -> bytes:
    return b"[" * levels + b"]" * levels


@pytest.mark.parametrize(
    "value",
    [
        None,
        *(True, 5, -1, "x", "", [], {}),
        "Z\u00fcrich \U0001f600 \x00",
        {"data": {"id": "c-1", "rows": [{"a": [1, 2]}, {}]}},
    ],
)
def test_json_is_read(value: Any) -> None:
    for text in (json.dumps(value), json.dumps(value, ensure_ascii=False)):
        assert answer_value(text.encode()) == value


@pytest.mark.parametrize("text", ["13.858823529412", "0.1", "1e2", "1E-17", "-0.0", "1e40"])
def test_numbers_are_exact(text: str) -> None:
    found = answer_value(text.encode())
    assert found.as_tuple() == Decimal(text).as_tuple()


def test_the_longest_answer_of_all_is_read() -> None:
    rows = b"[" + b",".join([b"{}"] * (MOST_OBJECTS - 1)) + b"]"
    assert len(answer_value(rows)) == MOST_OBJECTS - 1
    assert answer_value(nested(MOST_LEVELS)) != []


@pytest.mark.parametrize(
    "content",
    [
        *(b"NaN", b"Infinity", b"-Infinity", b'{"id": Infinity}'),
        *(b"1e41", b"1e-41", b"0e500000", b"1e500000", b"1E+999999999", b"1" * 41 + b".5"),
        *(b"0." + b"3" * 41, b"-1" + b"0" * 40 + b".1", b"0e-500000", b"1e-99999999999999999999"),
        b"9" * 5000,
        nested(MOST_LEVELS + 1),
        nested(1500),
        nested(100_000),
        b'{"a":' * 1500 + b"1" + b"}" * 1500,
        b"[" + b",".join([b"{}"] * MOST_OBJECTS) + b"]",
        b"[" + b",".join([b"0"] * (MOST_VALUES + 1)) + b"]",
        *(rb'"\ud800"', rb'{"\udfff": 1}', rb'["\ude00\ud83d"]'),
        *(b"{", b"{}{}", b"<html>", b"\xff", b"\xef\xbb\xbf{}", b"'a'"),
    ],
    ids=lambda content: content[:20].decode("latin-1"),
)
def test_anything_else_is_not_read(content: bytes) -> None:
    with pytest.raises((ValueError, RecursionError, ArithmeticError)):
        answer_value(content)
