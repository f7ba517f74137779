"""JSON is read exactly, and whatever could be read two ways is refused."""

from contextlib import suppress
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from order_service.errors import MalformedRequest
from order_service.keys import malformed
from order_service.request.json_body import MAX_BYTES, MAX_DEPTH, read_object


def refusal(text: str | bytes | None, field: str = "body") -> str:
    with pytest.raises(MalformedRequest) as caught:
        read_object(text, field=field)
    (error,) = caught.value.facts["errors"]
    assert error["field"] == field
    return str(error["message"])


def test_an_object_is_read() -> None:
    assert read_object('{"a": [1, "b", null, true]}') == {"a": [1, "b", None, True]}


def test_an_object_is_read_from_bytes() -> None:
    assert read_object('{"a": "ü"}'.encode()) == {"a": "ü"}


@pytest.mark.parametrize(
    "number", ["0.1", "10.83", "1e2", "1E-4", "0.30000000000000004", "-0.5", "10.00"]
)
def test_a_number_with_a_point_or_exponent_is_exact(number: str) -> None:
    value = read_object(f'{{"a": {number}}}')["a"]
    assert isinstance(value, Decimal)
    assert str(value) == str(Decimal(number))


def test_a_whole_number_stays_whole() -> None:
    value = read_object('{"a": 9007199254740993}')["a"]
    assert type(value) is int
    assert value == 9007199254740993


@pytest.mark.parametrize("text", ["", None, b""])
def test_an_empty_body_is_refused(text: str | bytes | None) -> None:
    assert "one JSON object" in refusal(text)


@pytest.mark.parametrize("text", ["[]", '"a"', "1", "null", "true", "1.5"])
def test_anything_but_an_object_is_refused(text: str) -> None:
    assert refusal(text) == "must be one JSON object"


@pytest.mark.parametrize(
    "text", ['{"a": 1, "a": 1}', '{"b": {"a": 1, "a": 2}}', '{"b": [{"a": 1, "\\u0061": 2}]}']
)
def test_a_key_named_twice_is_refused(text: str) -> None:
    assert refusal(text) == "names a key twice in one object"


def test_the_same_key_in_two_objects_is_fine() -> None:
    assert read_object('{"b": {"a": 1}, "c": {"a": 2}}') == {"b": {"a": 1}, "c": {"a": 2}}


@pytest.mark.parametrize("word", ["NaN", "Infinity", "-Infinity"])
def test_what_is_not_a_json_number_is_refused(word: str) -> None:
    assert refusal(f'{{"a": {word}}}') == f"holds {word}, which is not a JSON number"


@pytest.mark.parametrize("number", ["1" * 41, "0." + "1" * 39, "1e" + "9" * 39])
def test_a_number_of_more_than_40_characters_is_refused(number: str) -> None:
    assert refusal(f'{{"a": {number}}}') == "holds a number of more than 40 characters"


@pytest.mark.parametrize("number", ["1" * 40, "0." + "1" * 38])
def test_a_number_of_40_characters_is_read(number: str) -> None:
    assert str(read_object(f'{{"a": {number}}}')["a"]) == number


def test_an_exponent_that_no_decimal_holds_is_refused() -> None:
    assert "not valid JSON" in refusal('{"a": 1e99999999999999999999}')


@pytest.mark.parametrize(
    "text",
    [
        "{",
        '{"a": 1,}',
        "{'a': 1}",
        '{"a": 1} {}',
        '{"a": "\x00"}',
        b'{"a": "\xff"}',
        '{"a": "\\ud800"}',
        '{"\\udfff": 1}',
    ],
)
def test_what_is_not_json_in_utf_8_is_refused(text: str | bytes) -> None:
    assert "not valid JSON" in refusal(text)


def test_a_surrogate_pair_is_one_character() -> None:
    assert read_object('{"a": "\\ud83d\\ude00"}') == {"a": "😀"}


@pytest.mark.parametrize("opening", ["[", '{"a":'])
def test_a_body_nested_too_deep_is_refused(opening: str) -> None:
    assert "not valid JSON" in refusal('{"a":' + opening * 20_000)


def padded(size: int, letter: str = "x") -> str:
    frame = '{"a":""}'
    return frame[:-2] + letter * ((size - len(frame)) // len(letter.encode())) + frame[-2:]


def test_a_body_of_the_largest_size_is_read() -> None:
    assert len(padded(MAX_BYTES)) == MAX_BYTES
    assert read_object(padded(MAX_BYTES))


def test_a_body_over_the_largest_size_is_refused() -> None:
    assert str(MAX_BYTES) in refusal(padded(MAX_BYTES + 1))
    assert str(MAX_BYTES) in refusal(padded(MAX_BYTES + 1).encode())


def test_the_size_is_counted_in_bytes() -> None:
    assert str(MAX_BYTES) in refusal(padded(MAX_BYTES + 2, "ü"))


def test_the_refusal_names_the_field_it_is_told() -> None:
    refusal("[]", field="message")


def test_the_refusal_never_quotes_the_body() -> None:
    with pytest.raises(MalformedRequest) as caught:
        read_object('{"email": zephyrine.quillfeather@example.com}')
    assert "zephyrine" not in str(caught.value) + str(caught.value.problem())


def test_a_malformed_request_is_a_400_that_names_the_field() -> None:
    problem = malformed("store", "must be a name").problem()
    assert problem["status"] == 400
    assert problem["errors"] == [{"field": "store", "message": "must be a name"}]


@given(st.text(max_size=60) | st.binary(max_size=60))
def test_any_input_is_an_object_or_refused(text: str | bytes) -> None:
    with suppress(MalformedRequest):
        assert isinstance(read_object(text), dict)


@pytest.mark.parametrize("form", ['{{"a": {}1{}}}', '{{"b": 1, "a": {}1{}}}'])
def test_nesting_is_bounded(form: str) -> None:
    assert read_object(form.format("[" * (MAX_DEPTH - 1), "]" * (MAX_DEPTH - 1)))
    assert str(MAX_DEPTH) in refusal(form.format("[" * MAX_DEPTH, "]" * MAX_DEPTH))
