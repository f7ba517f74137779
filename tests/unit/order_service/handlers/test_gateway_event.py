"""Whatever the function is handed is read as a request, and no part of it surprises later."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from order_service.handlers.gateway_event import sanitised, sent_values, url_of
from tests.fakes.lambda_events import api_event

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=9),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=9), inner),
    max_leaves=9,
)
PARTS = st.sampled_from([*api_event("GET", "/stores/acme/orders"), "Records"])


def test_a_real_event_stays_as_it_is() -> None:
    event = api_event("POST", "/stores/acme/orders", "{}", Idempotency_Key="k")
    read = sanitised(event)
    assert {name: part for name, part in read.items() if part not in ({}, None)} == {
        name: part for name, part in event.items() if part is not None
    }


@pytest.mark.parametrize("event", [None, [], "text", 5, {}, {"Records": []}])
def test_what_is_no_request_asks_for_a_path_that_does_not_exist(event: Any) -> None:
    read = sanitised(event)
    assert (read["httpMethod"], read["path"], read["headers"]) == ("NONE", "/", {})


@given(st.dictionaries(PARTS, JSON) | JSON)
def test_every_part_has_its_type(event: Any) -> None:
    read = sanitised(event)
    assert all(isinstance(read[name], str) for name in ("httpMethod", "path", "resource"))
    for name in ("headers", "pathParameters", "queryStringParameters", "stageVariables"):
        assert all(isinstance(text, str) for text in read[name].values())
    assert isinstance(read["requestContext"], dict)
    assert isinstance(read["isBase64Encoded"], bool)


def test_the_values_of_a_header_are_counted_in_any_letter_case() -> None:
    event = sanitised({"multiValueHeaders": {"A-Key": ["1", "2"], "a-key": ["2", 5], "b": ["3"]}})
    assert sent_values(event, "a-key") == {"1", "2"}


@pytest.mark.parametrize(
    ("resource", "names", "path"),
    [
        ("/stores/{store}/orders", {"store": "acme"}, "/stores/acme/orders"),
        ("/stores/{store}/orders/{key}", {"store": "a", "key": "b/c"}, "/stores/a/orders/b%2Fc"),
        ("/docs", {}, "/docs"),
        ("/stores/{store}/orders", {}, "/base/stores/acme/orders"),
        ("/", {}, "/base/stores/acme/orders"),
    ],
)
def test_a_base_path_of_a_domain_is_no_part_of_the_route(
    resource: str, names: dict[str, str], path: str
) -> None:
    event = {"resource": resource, "pathParameters": names, "path": "/base/stores/acme/orders"}
    assert sanitised(event)["path"] == path


@pytest.mark.parametrize(
    ("context", "url"),
    [
        ({"domainName": "api.example.com", "path": "/base/stores/acme/orders"},
         "https://api.example.com/base/stores/acme/orders/k"),
        ({"domainName": "a.amazonaws.com", "path": "/live/stores/acme/orders/"},
         "https://a.amazonaws.com/live/stores/acme/orders/k"),
        ({"path": "/live/stores/acme/orders"}, "/live/stores/acme/orders/k"),
        ({"domainName": 5}, "/stores/acme/orders/k"),
    ],
)  # fmt: skip
def test_a_location_is_absolute_where_the_domain_is_known(
    context: dict[str, Any], url: str
) -> None:
    event = sanitised(api_event("POST", "/stores/acme/orders") | {"requestContext": context})
    assert url_of(event, "k") == url
