"""B2B Edition's answers in the words of the store's own API, and its calls at its own host."""

from typing import Any

import pytest

from order_service.bigcommerce.b2b_answers import as_the_store_says
from order_service.bigcommerce.error_words import store_words
from order_service.bigcommerce.https import STORE_HEADER, by_path, store_of
from order_service.bigcommerce.verdicts import Answer, Done, Forbidden, Gone, Refuse, judge
from order_service.store_steps import Call
from tests.fakes.sends import Recording, ok

MISSING = "Cost centre is a required extra field"


def said(status: int, body: Any, *, readable: bool = True) -> Answer:
    return as_the_store_says(Answer(status, {}, body, readable=readable))


@pytest.mark.parametrize("status", [200, 422])
def test_a_code_counts_wherever_it_stands(status: int) -> None:
    body = {"code": 422, "data": {"errMsg": MISSING}, "meta": {"message": "Not written"}}
    found = said(status, body)
    assert found.status == 422
    assert store_words(found.body) == ["Not written", MISSING]
    assert judge(Call.ORDER_WRITE, found) == Refuse(422)


@pytest.mark.parametrize(
    ("code", "verdict"), [(403, Forbidden()), (404, Gone()), ("404", Gone()), (401, None)]
)
def test_a_code_means_what_the_status_of_the_store_s_api_means(code: Any, verdict: Any) -> None:
    found = judge(Call.READ, said(200, {"code": code, "data": {}, "meta": {"message": "No."}}))
    assert verdict is None or found == verdict


@pytest.mark.parametrize("code", [200, "200", 201])
def test_a_success_is_left_as_it_is(code: Any) -> None:
    body = {"code": code, "data": [], "meta": {"message": "SUCCESS"}}
    found = said(200, body)
    assert (found.status, found.body) == (200, body)
    assert judge(Call.READ, found) == Done(body)


def test_an_error_s_status_stands_where_its_body_says_otherwise() -> None:
    found = said(500, {"code": 200, "data": {}, "meta": {}})
    assert (found.status, found.body) == (500, {"status": 500, "title": "", "detail": ""})


@pytest.mark.parametrize(
    ("status", "body", "readable"),
    [
        (403, None, False),
        (404, [], True),
        (502, {"message": "Bad gateway"}, True),
        (200, {"data": []}, True),
    ],
)
def test_what_is_not_in_its_shape_is_left_as_it_is(status: int, body: Any, readable: bool) -> None:
    found = said(status, body, readable=readable)
    assert (found.status, found.body, found.readable) == (status, body, readable)


@pytest.mark.parametrize("body", [{"code": 404}, {"code": 404, "meta": "x", "data": [1]}])
def test_an_error_without_words_has_none(body: Any) -> None:
    assert store_words(said(404, body).body) == []


def test_each_call_goes_to_its_own_host() -> None:
    store, b2b = Recording(lambda *_: ok()), Recording(lambda *_: ok())
    send = by_path(store, b2b)
    send("GET", "/stores/abc/v2/orders/1", {}, None, 1.0)
    send("GET", "/api/v3/io/orders/1", {}, None, 1.0)
    assert (store.lines, b2b.lines) == (
        ["GET /stores/abc/v2/orders/1"],
        ["GET /api/v3/io/orders/1"],
    )


def test_no_two_stores_share_a_connection_to_b2b_edition() -> None:
    path = "/api/v3/io/orders/extra-fields?limit=200"
    assert store_of(path, {STORE_HEADER: "abc"}) != store_of(path, {STORE_HEADER: "xyz"})
    assert store_of("/stores/abc/v3/carts", {}) == store_of("/stores/abc/v2/orders/1", {})
