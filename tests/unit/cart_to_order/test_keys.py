import pytest
from hypothesis import given
from hypothesis import strategies as st

from cart_to_order.keys import chosen_key, key_of
from order_service.keys import read_key

NUMBERS = st.text(min_size=1, max_size=200)


@pytest.mark.parametrize("number", ["po-1001", "2026.11~7", "A:b@c_d"])
def test_a_number_that_can_be_a_key_is_the_key(number: str) -> None:
    assert key_of(number) == number


def test_another_number_gives_a_key_that_a_person_recognises() -> None:
    assert key_of("PO 1001/7").startswith("PO-1001-7~")


@given(NUMBERS)
def test_every_number_gives_a_usable_key_and_always_the_same(number: str) -> None:
    assert read_key("x", key_of(number)).key == key_of(number) == key_of(number)


@pytest.mark.parametrize(
    ("one", "other"),
    [("PO 1", "PO-1"), ("PO 1", "PO/1"), ("PO 1", "PO 1 "), ("é", "è"), ("x" * 200, "x" * 201)],
)
def test_different_numbers_give_different_keys(one: str, other: str) -> None:
    assert key_of(one) != key_of(other)


def test_a_given_key_is_taken_as_it_is() -> None:
    assert chosen_key("po 1", None) == "po 1"
    assert chosen_key(None, 1001) == "1001"


@pytest.mark.parametrize(("key", "number"), [(None, None), ("po-1", "1")])
def test_no_key_is_ever_made_up(key: str | None, number: str | None) -> None:
    with pytest.raises(ValueError, match="Give a key or your order number"):
        chosen_key(key, number)
