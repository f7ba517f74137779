"""The store's own words are found in every shape of its error bodies."""

from typing import Any

import pytest

from order_service.bigcommerce.error_words import (
    LONGEST,
    MOST_LEVELS,
    MOST_TEXTS,
    MOST_WORDS,
    store_words,
)


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


def test_no_more_than_some_texts_are_looked_at() -> None:
    same = [{"message": "same"}] * MOST_TEXTS
    assert store_words([*same[1:], {"message": "other"}]) == ["same", "other"]
    assert store_words([*same, {"message": "other"}]) == ["same"]
    assert store_words([same, [{"message": "other"}]]) == ["same"]
    assert store_words({"errors": {str(number): "no" for number in range(40_000)}}) == [
        f"{number}: no" for number in range(MOST_WORDS)
    ]


def test_words_are_not_looked_for_in_endless_depth() -> None:
    deep: Any = {"title": "deep"}
    for _ in range(MOST_LEVELS // 2):
        deep = {"title": "No.", "errors": [deep]}
    assert store_words(deep) == ["No."]
    for _ in range(5000):
        deep = {"errors": [deep]}
    assert store_words({"title": "No.", "errors": deep}) == ["No."]


def test_a_field_s_endless_name_is_cut() -> None:
    assert store_words({"errors": {"x" * 99_999: "no"}}) == ["x" * LONGEST]
