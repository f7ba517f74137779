"""Paths are made of names and ids, and of nothing that leads elsewhere."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from order_service.bigcommerce.paths import Value, store_path


def test_segments_and_a_query_make_a_path() -> None:
    assert store_path("v2", "orders", 7) == "/v2/orders/7"
    query: dict[str, Value] = {"email:in": "a+b,&c=d@example.com", "status_id": 0, "x": ("a", "b")}
    assert store_path("v3", "customers", query=query) == (
        "/v3/customers?email:in=a%2Bb%2C%26c%3Dd%40example.com&status_id=0&x=a,b"
    )


@pytest.mark.parametrize(
    "segment",
    [
        *("", ".", "..", "../../../other/v2/orders/1?x=", "a/b", "a?b", "a#b", "a%2Fb", "a b"),
        *("a\n", "a\\b", "a;b", "\u00e4", "\uff0f", "x" * 65, "a:b", "\x00"),
    ],
)
def test_nothing_else_becomes_a_segment(segment: str) -> None:
    with pytest.raises(ValueError, match="segment"):
        store_path("v3", "carts", segment)


@given(st.text(), st.text())
def test_no_text_leaves_its_place(segment: str, value: str) -> None:
    path = store_path("v2", "orders", query={"cart_id": value})
    assert path.startswith("/v2/orders?cart_id=")
    assert path.count("?") == path.count("=") == 1
    assert not set("&#/ \n") & set(path.partition("=")[2])
    try:
        path = store_path("v3", "carts", segment)
    except ValueError:
        return
    assert path == f"/v3/carts/{segment}"
    assert segment.replace("-", "").replace("_", "").isascii()
