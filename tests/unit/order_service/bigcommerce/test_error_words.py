"""The store's own words are found in every shape of its error bodies."""

from typing import Any

import pytest

from order_service.bigcommerce.error_words import LONGEST, store_words


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (
            {"status": 422, "title": "Bad", "errors": {"quantity": "too many", "sku": "unknown"}},
            ["Bad", "quantity: too many", "sku: unknown"],
        ),
        ({"status": 409, "title": "A conflict", "type": "https://x"}, ["A conflict"]),
        ({"status": 400, "title": "Bad", "detail": "No city."}, ["Bad", "No city."]),
        (
            {"errors": [{"status": 404, "title": "Not found", "detail": "No checkout."}]},
            ["Not found", "No checkout."],
        ),
        (
            {"title": "Bad", "detail": "No.", "code": 30101, "errors": {"order": "not payable"}},
            ["Bad", "No.", "order: not payable"],
        ),
        ([{"status": 404, "message": "Not here."}], ["Not here."]),
        ([{"message": "One."}, {"message": "Two."}], ["One.", "Two."]),
        ({"errors": "all of it"}, ["all of it"]),
        ({"errors": {"lines": ["first", "second"]}}, ["lines: first", "lines: second"]),
        ({"errors": {"line": {"message": "deep"}}}, ["line: deep"]),
        ("plain words", ["plain words"]),
        ({"status": 404, "type": "https://x"}, []),
        ({"title": 5, "detail": None, "message": [], "errors": None}, []),
        ({}, []),
        ([], []),
        (None, []),
        (5, []),
        (True, []),
    ],
)
def test_the_words_are_found(body: Any, words: list[str]) -> None:
    assert store_words(body) == words


def test_the_same_words_are_told_once() -> None:
    assert store_words({"title": "Bad", "detail": "Bad"}) == ["Bad"]


def test_words_are_told_on_one_line() -> None:
    assert store_words({"title": " Bad \n\t thing\x00 "}) == ["Bad thing\x00"]


def test_long_words_and_many_words_are_cut() -> None:
    words = store_words([{"message": f"{number} " + "x" * 999} for number in range(20)])
    assert len(words) == 10
    assert {len(text) for text in words} == {LONGEST}
