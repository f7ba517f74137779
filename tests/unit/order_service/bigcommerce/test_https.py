"""Answers are read exactly or not at all, amounts are sent as numbers, and nothing is guessed."""

from decimal import Decimal
from threading import Thread

import pytest

from order_service.bigcommerce.https import LARGE_BYTES, ONE_LARGE, encode, read
from order_service.bigcommerce.verdicts import Answer


@pytest.mark.parametrize("status", [200, 422, 500])
@pytest.mark.parametrize("content", [b"<html>", b'{"data": ', b"\xff\xfe\x00", b"[" * 100_000])
def test_a_garbled_body_is_not_readable(status: int, content: bytes) -> None:
    assert read(status, {"Age": "1"}, content) == Answer(status, {"age": "1"}, None, readable=False)


@pytest.mark.parametrize(
    ("status", "readable"),
    [(200, False), (201, False), (202, False), (204, True), (205, True), (404, True), (503, True)],
)
@pytest.mark.parametrize("content", [b"", b" \n"])
def test_only_204_and_errors_may_say_nothing(status: int, readable: bool, content: bytes) -> None:
    found = read(status, {}, content)
    assert (found.body, found.readable) == (None, readable)


@pytest.mark.parametrize("number", ["13.858823529412", "0.1", "1e2", "10.830000000000000000001"])
def test_amounts_are_read_exactly(number: str) -> None:
    assert read(200, {}, f'{{"a": {number}}}'.encode()).body == {"a": Decimal(number)}


def test_amounts_are_sent_as_numbers() -> None:
    assert encode({"a": Decimal("10.83"), "b": [Decimal(10)]}) == b'{"a": 10.83, "b": [10.0]}'


def test_anything_else_is_not_sent() -> None:
    with pytest.raises(TypeError, match="object"):
        encode({"a": object()})


def test_large_answers_are_read_one_after_the_other_and_small_ones_at_any_time() -> None:
    ended: list[str] = []

    def reads(name: str, size: int) -> Thread:
        content = b"{}" + b" " * (size - 2)
        thread = Thread(
            target=lambda: ended.append(name if read(200, {}, content).readable else "")
        )
        thread.start()
        return thread

    with ONE_LARGE:
        waits = reads("large", LARGE_BYTES + 1)
        reads("small", LARGE_BYTES).join()
        waits.join(0.05)
        assert ended == ["small"]
    waits.join()
    assert ended == ["small", "large"]
