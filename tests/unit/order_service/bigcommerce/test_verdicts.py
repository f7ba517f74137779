"""The verdict table: every status and every lack of one, for every kind of call."""

from collections.abc import Callable
from typing import Any

import pytest

from order_service.bigcommerce.verdicts import (
    DEFAULT_WAIT,
    LONGEST_WAIT,
    TAX_PROVIDER,
    Answer,
    Blocked,
    Done,
    Forbidden,
    Gone,
    LookFirst,
    NoAnswer,
    NotSent,
    ReadAgain,
    RefreshCredential,
    Refuse,
    RetryNow,
    Throttle,
    Verdict,
    judge,
    wait_of,
)
from order_service.store_steps import Call

DOUBT: dict[Call, Verdict] = {
    Call.READ: RetryNow(),
    Call.REPEATABLE: RetryNow(),
    Call.CONVERGING: ReadAgain(),
    Call.ORDER_WRITE: ReadAgain(),
    Call.CREATE_ORDER: LookFirst(),
}
CONCLUSIVE: dict[int, Verdict] = {
    401: RefreshCredential(),
    403: Forbidden(),
    404: Gone(),
    410: Gone(),
    429: Throttle(DEFAULT_WAIT),
}
DOUBTFUL_4XX = (408, 423, 425, 499)
IN_FRONT = (403, 404, 410)
CONFLICT = 409
BODY = {"data": 1}
QUOTA = {"x-rate-limit-requests-left": "0"}
OWN = "https://developer.bigcommerce.com/api-docs/getting-started/api-status-codes"


def never_sent(call: Call) -> Verdict:
    """An order is read before each write to it, also before one that was never sent."""
    return ReadAgain() if call is Call.ORDER_WRITE else RetryNow()


every_call = pytest.mark.parametrize("call", Call, ids=lambda call: call.name)


Judged = dict[int, Verdict]
"""Verdicts by status: one test for each status took a thousand times as long as its verdict."""


@every_call
def test_a_success_that_reads_is_done(call: Call) -> None:
    judged = {status: judge(call, Answer(status, {}, BODY)) for status in range(200, 300)}
    assert unlike(judged, lambda _: Done(BODY)) == {}


@every_call
def test_a_success_that_does_not_read_is_doubtful(call: Call) -> None:
    judged = {s: judge(call, Answer(s, {}, None, readable=False)) for s in range(200, 300)}
    assert unlike(judged, lambda _: DOUBT[call]) == {}


@every_call
@pytest.mark.parametrize("readable", [True, False])
def test_what_concludes_nothing_is_doubtful(call: Call, readable: bool) -> None:
    statuses = [*range(100, 200), *range(300, 400), *DOUBTFUL_4XX, *range(500, 600)]
    judged = {status: judge(call, Answer(status, {}, BODY, readable)) for status in statuses}
    assert unlike(judged, lambda _: DOUBT[call]) == {}


@every_call
@pytest.mark.parametrize("readable", [True, False])
def test_every_other_4xx_is_conclusive(call: Call, readable: bool) -> None:
    judged: Judged = {}
    for status in range(400, 500):
        if status not in (*DOUBTFUL_4XX, CONFLICT):
            body = {"status": status, "title": "No."} if readable else None
            judged[status] = judge(call, Answer(status, QUOTA, body, readable))

    def expected(status: int) -> Verdict:
        if call is Call.CREATE_ORDER and not readable and status != 429:
            return LookFirst()
        if not readable and status in IN_FRONT:
            return Blocked()
        other = RetryNow() if call is Call.READ else Refuse(status)
        return CONCLUSIVE.get(status, other)

    assert unlike(judged, expected) == {}


def unlike(judged: Judged, expected: Callable[[int], Verdict]) -> Judged:
    return {status: verdict for status, verdict in judged.items() if verdict != expected(status)}


FORBIDDEN = 403
EMPTY = [call for call in Call if call is not Call.CREATE_ORDER]


@pytest.mark.parametrize("call", EMPTY)
def test_an_empty_403_comes_from_something_in_front_of_the_store(call: Call) -> None:
    assert judge(call, Answer(FORBIDDEN, {}, None)) == Blocked()
    assert judge(call, Answer(FORBIDDEN, {}, {"message": "Forbidden"})) == Blocked()


@pytest.mark.parametrize("status", [404, 410])
@pytest.mark.parametrize("call", EMPTY)
def test_an_empty_404_is_the_store_s(call: Call, status: int) -> None:
    assert judge(call, Answer(status, {}, None)) == Gone()


@every_call
@pytest.mark.parametrize("status", [400, 404, 409, 422])
def test_the_tax_provider_s_outage_refuses_nothing(call: Call, status: int) -> None:
    body = {"status": status, "title": "No tax.", "type": TAX_PROVIDER}
    assert judge(call, Answer(status, {}, body)) == DOUBT[call]


@every_call
def test_a_conflict_that_says_what_is_short_is_a_refusal_but_of_create_order(call: Call) -> None:
    short = [{"variant_id": 118, "available_quantity": 1}]
    answer = Answer(CONFLICT, {}, {"status": CONFLICT, "title": "Stock."}, shortages=short)
    doubtful = call in (Call.READ, Call.CREATE_ORDER)
    assert judge(call, answer) == (DOUBT[call] if doubtful else Refuse(CONFLICT))


def shapes(status: Any) -> list[Any]:
    """A refusal in every shape that is documented (contract 1.1)."""
    return [
        {"status": status, "title": "No.", "type": OWN, "errors": {"sku": "unknown"}},
        {"status": status, "title": "No."},
        {"status": status, "type": OWN},
        {"status": status, "title": "No.", "errors": [{"code": 1, "message": "No."}]},
        {"errors": [{"status": status, "title": "No.", "type": OWN, "detail": "None."}]},
        {"errors": [{"status": status, "title": "No."}]},
        {"errors": [{"status": status, "type": OWN}]},
        [{"status": status, "message": "No."}],
    ]


@pytest.mark.parametrize("body", shapes(422))
def test_bigcommerce_itself_may_refuse_create_order(body: Any) -> None:
    assert judge(Call.CREATE_ORDER, Answer(422, {}, body)) == Refuse(422)
    assert judge(Call.CREATE_ORDER, Answer(422, {}, body, readable=False)) == LookFirst()


@pytest.mark.parametrize(
    "body",
    [
        *(shape for status in ("422", 422.0, True, 403, None) for shape in shapes(status)),
        *(422, [[]], [None], ["No."], {"errors": []}, {"errors": {}}, {"errors": ["No."]}),
        *({"status": 422}, {"status": 422, "title": None, "type": 5}),
        {"status": 422, "message": "No."},
        [{"status": 422, "title": "No."}],
        [{"status": 422, "message": "No."}, "No."],
    ],
)
def test_a_refused_create_order_of_any_other_shape_is_doubt(body: Any) -> None:
    assert judge(Call.CREATE_ORDER, Answer(422, QUOTA, body)) == LookFirst()


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410, 413, 422, 429])
@pytest.mark.parametrize(
    "body",
    [None, "No.", {}, [], {"message": "No."}, {"title": "No."}],
)
def test_what_stood_in_front_of_the_store_proves_nothing_about_the_order(
    status: int, body: Any
) -> None:
    readable = not isinstance(body, str)
    assert judge(Call.CREATE_ORDER, Answer(status, {}, body, readable)) == LookFirst()


GATEWAYS = [
    {"type": "about:blank", "title": "Unprocessable Entity", "status": 422},
    {"type": "https://gateway.example/blocked", "title": "Blocked", "status": 422, "code": 1020},
    {"type": OWN, "title": "No.", "status": 422},
]
KINDS = ["application/problem+json", "Application/Problem+JSON; charset=utf-8", "text/html", "text"]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("body", GATEWAYS)
def test_a_problem_of_a_gateway_proves_nothing_about_the_order(kind: str, body: Any) -> None:
    answer = Answer(422, {"content-type": kind}, body)
    assert judge(Call.CREATE_ORDER, answer) == LookFirst()


@pytest.mark.parametrize("kind", ["application/json", "Application/JSON ; charset=utf-8", ""])
def test_a_refusal_of_create_order_is_the_store_s_as_plain_json(kind: str) -> None:
    headers = {"content-type": kind}
    blank, _, own = GATEWAYS
    assert judge(Call.CREATE_ORDER, Answer(422, headers, own)) == Refuse(422)
    assert judge(Call.CREATE_ORDER, Answer(422, headers, blank)) == LookFirst()
    assert judge(Call.CREATE_ORDER, Answer(422, headers, {"errors": [blank]})) == LookFirst()


@pytest.mark.parametrize("call", EMPTY)
def test_a_403_that_is_a_gateway_s_problem_names_no_missing_scope(call: Call) -> None:
    body = {"type": OWN, "title": "Access denied", "status": FORBIDDEN}
    answer = Answer(FORBIDDEN, {"content-type": "application/problem+json"}, body)
    assert judge(call, answer) == Blocked()


def test_a_429_counts_by_the_headers_of_the_quota() -> None:
    shaped = {"status": 429, "title": "Too many requests."}
    assert judge(Call.CREATE_ORDER, Answer(429, {}, shaped)) == LookFirst()
    assert judge(Call.CREATE_ORDER, Answer(429, QUOTA, None)) == Throttle(DEFAULT_WAIT)


@every_call
def test_a_conflict_is_doubtful_but_to_a_call_that_has_no_version(call: Call) -> None:
    expected = Refuse(CONFLICT) if call is Call.REPEATABLE else DOUBT[call]
    assert judge(call, Answer(CONFLICT, {}, BODY)) == expected


@every_call
def test_what_may_have_had_an_effect_is_doubtful(call: Call) -> None:
    assert judge(call, NoAnswer("TimeoutError")) == DOUBT[call]


@every_call
def test_what_was_never_sent_is_sent_again_but_for_a_write_to_an_order(call: Call) -> None:
    assert judge(call, NotSent("ConnectError")) == never_sent(call)


@pytest.mark.parametrize(
    ("headers", "wait"),
    [
        ({}, DEFAULT_WAIT),
        ({"x-rate-limit-time-reset-ms": "1500"}, 1.5),
        ({"x-retry-after": "7"}, 7.0),
        ({"x-rate-limit-time-reset-ms": "9000", "x-retry-after": "7"}, 9.0),
        ({"x-rate-limit-time-reset-ms": "1000", "x-retry-after": "7"}, 7.0),
        ({"x-rate-limit-time-reset-ms": "0"}, 0.0),
        ({"x-retry-after": " 3 "}, 3.0),
        ({"retry-after": "60"}, DEFAULT_WAIT),
        ({"x-retry-after": "soon"}, DEFAULT_WAIT),
        ({"x-retry-after": ""}, DEFAULT_WAIT),
        ({"x-retry-after": "-5"}, DEFAULT_WAIT),
        ({"x-retry-after": "1.5"}, DEFAULT_WAIT),
        ({"x-retry-after": "Wed, 21 Oct 2026 07:28:00 GMT"}, DEFAULT_WAIT),
        ({"x-rate-limit-time-reset-ms": "soon", "x-retry-after": "7"}, 7.0),
        ({"x-retry-after": "901"}, LONGEST_WAIT),
        ({"x-retry-after": "9" * 400}, LONGEST_WAIT),
    ],
)
def test_the_longer_of_the_store_s_two_waits_counts(headers: dict[str, str], wait: float) -> None:
    assert wait_of(headers) == wait
    assert judge(Call.CREATE_ORDER, Answer(429, QUOTA | headers, None)) == Throttle(wait)
