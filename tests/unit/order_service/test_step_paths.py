"""Paths are made of names and ids, and of nothing that leads elsewhere."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from order_service.store_steps import (
    CUSTOMER,
    DELETE_CART,
    ONE_ORDER,
    ORDERS_OF_CART,
    STEPS,
    StoreStep,
)


def test_ids_and_values_make_a_path() -> None:
    assert ONE_ORDER.at(order=7) == "/v2/orders/7"
    assert CUSTOMER.at(email="a+b,&c=d@example.com", page=2) == (
        "/v3/customers?email:in=a%2Bb%2C%26c%3Dd%40example.com&limit=250&page=2"
    )


@pytest.mark.parametrize("step", STEPS, ids=lambda step: step.name)
def test_no_step_s_path_is_left_by_an_id(step: StoreStep) -> None:
    names = re.findall(r"\{(\w+)\}", step.path)
    kept = step.at(**dict.fromkeys(names, "x"))
    within = "{" in step.path.partition("?")[0]
    try:
        assert (
            step.at(**dict.fromkeys(names, "../y?z=")).partition("?")[0] == kept.partition("?")[0]
        )
    except ValueError:
        assert within
    else:
        assert not within


@pytest.mark.parametrize(
    "segment",
    [
        *("", ".", "..", "../../../other/v2/orders/1?x=", "a/b", "a?b", "a#b", "a%2Fb", "a b"),
        *("a\n", "a\\b", "a;b", "\u00e4", "\uff0f", "x" * 65, "a:b", "\x00", "{order}"),
    ],
)
def test_nothing_else_becomes_a_segment(segment: str) -> None:
    with pytest.raises(ValueError, match="no id"):
        DELETE_CART.at(cart=segment)


@given(st.text(), st.text())
def test_no_text_leaves_its_place(segment: str, value: str) -> None:
    path = ORDERS_OF_CART.at(cart=value)
    assert path.startswith("/v2/orders?cart_id=")
    assert path.count("?") == path.count("=") == 1
    assert not set("&#/ \n") & set(path.partition("=")[2])
    try:
        path = DELETE_CART.at(cart=segment)
    except ValueError:
        return
    assert path == f"/v3/carts/{segment}"
    assert segment.replace("-", "").replace("_", "").isascii()
