"""The verdict table: every status and every httpx exception, for every kind of call."""

import inspect
from typing import Any

import httpx
import pytest

from order_service.bigcommerce.https import translate
from order_service.bigcommerce.verdicts import (
    DEFAULT_WAIT,
    LONGEST_WAIT,
    Answer,
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
CONFLICT = 409
BODY = {"data": 1}
QUOTA = {"x-rate-limit-requests-left": "0"}

EXCEPTIONS = [
    kind
    for _, kind in inspect.getmembers(httpx, inspect.isclass)
    if issubclass(kind, Exception) and not issubclass(kind, Warning)
]
NEVER_SENT = {"ConnectError", "ConnectTimeout", "PoolTimeout", "UnsupportedProtocol", "InvalidURL"}


def never_sent(call: Call) -> Verdict:
    """An order is read before each write to it, also before one that was never sent."""
    return ReadAgain() if call is Call.ORDER_WRITE else RetryNow()


every_call = pytest.mark.parametrize("call", Call, ids=lambda call: call.name)


@every_call
@pytest.mark.parametrize("status", range(200, 300))
def test_a_success_that_reads_is_done(call: Call, status: int) -> None:
    assert judge(call, Answer(status, {}, BODY)) == Done(BODY)


@every_call
@pytest.mark.parametrize("status", range(200, 300))
def test_a_success_that_does_not_read_is_doubtful(call: Call, status: int) -> None:
    assert judge(call, Answer(status, {}, None, readable=False)) == DOUBT[call]


@every_call
@pytest.mark.parametrize("readable", [True, False])
@pytest.mark.parametrize(
    "status", [*range(100, 200), *range(300, 400), *DOUBTFUL_4XX, *range(500, 600)]
)
def test_what_concludes_nothing_is_doubtful(call: Call, status: int, readable: bool) -> None:
    assert judge(call, Answer(status, {}, BODY, readable)) == DOUBT[call]


@every_call
@pytest.mark.parametrize("readable", [True, False])
@pytest.mark.parametrize(
    "status", [s for s in range(400, 500) if s not in (*DOUBTFUL_4XX, CONFLICT)]
)
def test_every_other_4xx_is_conclusive(call: Call, status: int, readable: bool) -> None:
    other = RetryNow() if call is Call.READ else Refuse(status)
    expected = CONCLUSIVE.get(status, other)
    body = {"status": status, "title": "No."} if call is Call.CREATE_ORDER else BODY
    assert judge(call, Answer(status, QUOTA, body, readable)) == expected


@pytest.mark.parametrize("body", [{"type": "about:blank"}, {"title": "No."}])
def test_bigcommerce_itself_may_refuse_create_order(body: dict[str, str]) -> None:
    assert judge(Call.CREATE_ORDER, Answer(422, {}, body | {"status": 422})) == Refuse(422)
    row = {"status": 422, "message": "No."}
    assert judge(Call.CREATE_ORDER, Answer(422, {}, [row])) == Refuse(422)


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


def test_a_429_counts_by_the_headers_of_the_quota() -> None:
    shaped = {"status": 429, "title": "Too many requests."}
    assert judge(Call.CREATE_ORDER, Answer(429, {}, shaped)) == LookFirst()
    assert judge(Call.CREATE_ORDER, Answer(429, QUOTA, None)) == Throttle(DEFAULT_WAIT)


@every_call
def test_a_conflict_is_doubtful_but_to_a_call_that_has_no_version(call: Call) -> None:
    expected = Refuse(CONFLICT) if call is Call.REPEATABLE else DOUBT[call]
    assert judge(call, Answer(CONFLICT, {}, BODY)) == expected


@every_call
@pytest.mark.parametrize("kind", EXCEPTIONS, ids=lambda kind: kind.__name__)
def test_every_httpx_exception_has_a_verdict(call: Call, kind: type[Exception]) -> None:
    verdict = judge(call, translate(kind.__new__(kind)))
    assert verdict == (never_sent(call) if kind.__name__ in NEVER_SENT else DOUBT[call])


def test_the_walk_meets_the_exceptions_that_matter() -> None:
    names = {kind.__name__ for kind in EXCEPTIONS}
    assert names >= NEVER_SENT | {"ReadTimeout", "WriteTimeout", "ReadError", "WriteError"}
    assert names >= {"RemoteProtocolError", "DecodingError", "TooManyRedirects", "CloseError"}


@pytest.mark.parametrize("kind", [OSError, ValueError, RuntimeError, UnicodeError, KeyError])
def test_an_exception_of_nobody_may_have_had_an_effect(kind: type[Exception]) -> None:
    failure = translate(kind("zephyrine.quillfeather@example.com"))
    assert isinstance(failure, NoAnswer)
    assert str(failure) == kind.__name__


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
