"""One call is made until its outcome is known, and repeated only where that is safe."""

from dataclasses import replace
from typing import Any

import pytest

from order_service import __version__
from order_service.bigcommerce.calls import Operation, StoreCalls
from order_service.bigcommerce.verdicts import Answer, NoAnswer, NotSent
from order_service.errors import (
    CredentialsUnusable,
    Curable,
    NotYet,
    OrderError,
    OutOfTime,
    ScopeMissing,
    SecretsUnavailable,
    StorePaused,
    StoreRefused,
    StoreThrottled,
    StoreUnavailable,
    UnknownStore,
)
from order_service.store.signals import Ambiguous, CartGone, Interrupted, Signal
from order_service.store_steps import CART, Call
from order_service.telemetry.observation import StoreCall
from tests.fakes.clock import FakeClock
from tests.fakes.sends import Outcome, Recording, failing, ok, scripted
from tests.fakes.store import FakeCredentials, deadline_in

LOST = NoAnswer("ReadTimeout")
UNSENT = NotSent("ConnectError")
GARBLED = Answer(200, {}, None, readable=False)


class Harness:
    def __init__(self, *outcomes: Outcome, seconds: float = 60) -> None:
        self.clock = FakeClock()
        self.started = self.clock.now()
        self.send: Recording = scripted(*outcomes)
        self.credentials = FakeCredentials("old-s3cret")
        self.credentials.next_token = "new-s3cret"
        self.seen: list[StoreCall] = []
        self.calls = StoreCalls(
            self.send,
            self.credentials,
            "acme",
            "c-id",
            deadline_in(seconds, self.clock),
            self.seen.append,
        )

    def make(self, call: Call = Call.REPEATABLE, body: Any = None) -> Any:
        operation = Operation(replace(CART, call=call), "/v3/thing", body)
        return self.calls.make(operation, lambda found: found["data"])

    @property
    def waited(self) -> float:
        return self.clock.now() - self.started


DONE = ok({"data": 5})
every_call = pytest.mark.parametrize("call", Call, ids=lambda call: call.name)
repeated = pytest.mark.parametrize(
    "call", [call for call in Call if call.repeats_an_answer], ids=lambda call: call.name
)
unsent_is_repeated = pytest.mark.parametrize(
    "call", [call for call in Call if call is not Call.ORDER_WRITE], ids=lambda call: call.name
)


@every_call
def test_a_success_is_read(call: Call) -> None:
    assert Harness(DONE).make(call) == 5


def test_a_call_says_who_asks_and_about_what() -> None:
    harness = Harness(DONE)
    harness.make(body={"a": 1})
    (sent,) = harness.send.sent
    assert sent.line == "POST /stores/sandbox/v3/thing"
    assert sent.body == {"a": 1}
    assert sent.headers == {
        "Accept": "application/json",
        "Content-Type": "application/json",
        "X-Auth-Token": "old-s3cret",
        "User-Agent": f"cart-to-order/{__version__}",
        "X-Correlation-Id": "c-id",
    }


@every_call
def test_a_paused_store_is_not_called(call: Call) -> None:
    harness = Harness()
    harness.credentials.pause()
    with pytest.raises(StorePaused) as caught:
        harness.make(call)
    assert (harness.send.sent, harness.seen) == ([], [])
    assert (caught.value.step, caught.value.retry_after, caught.value.backs_off) == (
        "cart",
        300,
        True,
    )


@every_call
@pytest.mark.parametrize("error", [CredentialsUnusable, SecretsUnavailable, UnknownStore])
def test_an_error_with_the_secret_says_that_the_call_was_not_sent(
    call: Call, error: type[NotYet]
) -> None:
    harness = Harness()
    harness.credentials.get_errors = [error("No.", retry_after=5)]
    with pytest.raises(error) as caught:
        harness.make(call)
    assert (harness.send.sent, harness.seen) == ([], [])
    if isinstance(caught.value, Curable):
        assert caught.value.unsent


def test_a_call_without_body_names_no_content_type() -> None:
    harness = Harness(DONE)
    harness.make()
    assert "Content-Type" not in harness.send.sent[0].headers


@repeated
def test_a_rejected_token_is_read_again_once(call: Call) -> None:
    harness = Harness(failing(401), DONE)
    assert harness.make(call) == 5
    assert [sent.headers["X-Auth-Token"] for sent in harness.send.sent] == [
        "old-s3cret",
        "new-s3cret",
    ]
    assert harness.credentials.refreshed == 1


@repeated
def test_a_token_that_is_rejected_twice_is_unusable(call: Call) -> None:
    harness = Harness(failing(401), failing(401))
    with pytest.raises(CredentialsUnusable):
        harness.make(call)
    assert harness.credentials.refreshed == 1


@pytest.mark.parametrize("call", [Call.ORDER_WRITE, Call.CREATE_ORDER])
@pytest.mark.parametrize(
    ("answer", "error"),
    [(failing(401), CredentialsUnusable), (failing(429, x_retry_after="1"), StoreThrottled)],
)
def test_what_was_answered_is_not_repeated_in_place_where_somebody_must_look_first(
    call: Call, answer: Outcome, error: type[Exception]
) -> None:
    harness = Harness(answer)
    with pytest.raises(error):
        harness.make(call)
    assert harness.waited == 0
    assert harness.credentials.refreshed == (1 if error is CredentialsUnusable else 0)


@pytest.mark.parametrize("call", [Call.ORDER_WRITE, Call.CREATE_ORDER])
@pytest.mark.parametrize("unread", [SecretsUnavailable, CredentialsUnusable, UnknownStore])
def test_a_rejected_token_is_what_is_said_although_its_secret_cannot_be_read(
    call: Call, unread: type[NotYet]
) -> None:
    harness = Harness(failing(401))
    harness.credentials.refresh_errors = [unread("No.", retry_after=5)]
    with pytest.raises(CredentialsUnusable) as caught:
        harness.make(call)
    assert caught.value.detail == "The store rejects the token in its secret."
    assert not caught.value.unsent


@repeated
def test_a_short_throttling_is_waited_for(call: Call) -> None:
    harness = Harness(failing(429, x_retry_after="2"), DONE)
    assert harness.make(call) == 5
    assert harness.waited >= 2


@every_call
def test_a_long_throttling_is_told_and_not_waited_for(call: Call) -> None:
    harness = Harness(failing(429, x_retry_after="3"))
    with pytest.raises(StoreThrottled) as caught:
        harness.make(call)
    assert caught.value.retry_after == 3
    assert harness.waited == 0


def test_throttling_without_end_is_told() -> None:
    harness = Harness(*[failing(429, x_retry_after="1")] * 4)
    with pytest.raises(StoreThrottled):
        harness.make()
    assert len(harness.send.sent) == 4


@unsent_is_repeated
def test_what_was_never_sent_is_sent_again(call: Call) -> None:
    harness = Harness(UNSENT, UNSENT, UNSENT, DONE)
    assert harness.make(call) == 5
    assert harness.waited == pytest.approx(1.4)


def test_a_write_to_an_order_that_was_never_sent_is_not_sent_without_a_look() -> None:
    with pytest.raises(Interrupted):
        Harness(UNSENT).make(Call.ORDER_WRITE)


@unsent_is_repeated
def test_what_can_never_be_sent_is_told(call: Call) -> None:
    harness = Harness(*[UNSENT] * 4)
    with pytest.raises(StoreUnavailable, match="could not be reached"):
        harness.make(call)


@pytest.mark.parametrize("call", [Call.READ, Call.REPEATABLE])
@pytest.mark.parametrize("doubt", [LOST, GARBLED, failing(500), failing(423), ok({"other": 1})])
def test_doubt_about_a_repeatable_call_repeats_it(doubt: Outcome, call: Call) -> None:
    assert Harness(doubt, doubt, doubt, DONE).make(call) == 5
    harness = Harness(*[doubt] * 4)
    with pytest.raises(StoreUnavailable):
        harness.make(call)


@pytest.mark.parametrize("status", [400, 405, 406, 409, 422])
def test_no_answer_to_a_read_is_a_refusal(status: int) -> None:
    with pytest.raises(StoreUnavailable):
        Harness(*[failing(status)] * 4).make(Call.READ)


@pytest.mark.parametrize("doubt", [LOST, GARBLED, failing(500), failing(409), ok({"other": 1})])
def test_doubt_about_a_cart_s_write_is_never_repeated_blindly(doubt: Outcome) -> None:
    harness = Harness(doubt)
    with pytest.raises(Interrupted):
        harness.make(Call.CONVERGING)


@pytest.mark.parametrize(
    "doubt",
    [
        *(LOST, GARBLED, ok(None), ok({}), ok([]), ok({"other": 1})),
        *(failing(status) for status in (302, 408, 409, 423, 500, 502, 503, 504)),
    ],
)
def test_a_create_order_in_doubt_is_never_repeated(doubt: Outcome) -> None:
    for before in ([], [UNSENT]):
        harness = Harness(*before, doubt)
        with pytest.raises(Ambiguous):
            harness.make(Call.CREATE_ORDER)
        assert len(harness.send.sent) == len(before) + 1


@every_call
@pytest.mark.parametrize(
    ("status", "error"),
    [(403, ScopeMissing), (404, CartGone), (410, CartGone)],
)
def test_a_conclusive_no_is_named(call: Call, status: int, error: type[Exception]) -> None:
    with pytest.raises(error):
        Harness(failing(status)).make(call)


@pytest.mark.parametrize("call", [call for call in Call if call is not Call.READ])
def test_a_refusal_of_anything_but_a_read_is_told(call: Call) -> None:
    with pytest.raises(StoreRefused):
        Harness(failing(400)).make(call)


def test_a_refusal_holds_the_store_s_words() -> None:
    with pytest.raises(StoreRefused) as caught:
        Harness(failing(422, {"title": "Out of stock"})).make()
    assert caught.value.step == "cart"
    assert caught.value.problem()["store"] == {"status": 422, "words": ["Out of stock"]}


def test_no_call_starts_that_could_be_cut_off() -> None:
    harness = Harness(seconds=6.9)
    with pytest.raises(OutOfTime):
        harness.make()
    create = Harness(seconds=14.9)
    with pytest.raises(OutOfTime):
        create.make(Call.CREATE_ORDER)
    assert harness.send.sent == create.send.sent == []


def test_the_deadline_is_looked_at_before_each_repetition() -> None:
    harness = Harness(UNSENT, seconds=7.1)
    with pytest.raises(OutOfTime):
        harness.make()
    create = Harness(UNSENT, seconds=15.1)
    with pytest.raises(OutOfTime):
        create.make(Call.CREATE_ORDER)
    assert len(harness.send.sent) == len(create.send.sent) == 1


@pytest.mark.parametrize(
    ("call", "seconds", "wait"),
    [
        (Call.REPEATABLE, 60, 15),
        (Call.CONVERGING, 10, 5),
        (Call.CREATE_ORDER, 60, 10),
        (Call.CREATE_ORDER, 16, 10),
    ],
)
def test_an_answer_is_waited_for_within_the_deadline(
    call: Call, seconds: float, wait: float
) -> None:
    harness = Harness(DONE, seconds=seconds)
    harness.make(call)
    assert harness.send.sent[0].read_seconds == pytest.approx(wait)


@every_call
def test_the_token_is_in_no_error(call: Call) -> None:
    outcomes: list[Outcome] = [LOST, UNSENT, GARBLED, *map(failing, range(100, 600))]
    for outcome in outcomes:
        with pytest.raises((OrderError, Signal)) as caught:
            Harness(*[outcome] * 5).make(call)
        error = caught.value
        said = repr(error) + repr(error.__dict__)
        said += str(error.problem() if isinstance(error, OrderError) else "")
        assert "s3cret" not in said


def test_every_attempt_is_observed_with_its_outcome_and_without_what_was_sent() -> None:
    harness = Harness(UNSENT, failing(429, x_rate_limit_time_reset_ms="300"), DONE)
    harness.make(body={"email": "zephyrine.quillfeather@example.com"})
    assert [(call.status, call.error) for call in harness.seen] == [
        (None, "ConnectError"),
        (429, None),
        (200, None),
    ]
    assert harness.seen[1].headers == {"x-rate-limit-time-reset-ms": "300"}
    assert {(call.store, call.step, call.method) for call in harness.seen} == {
        ("acme", "cart", "POST")
    }
    assert [call.began for call in harness.seen] == sorted(call.began for call in harness.seen)
    assert not any("zephyrine" in repr(call) or "s3cret" in repr(call) for call in harness.seen)


@pytest.mark.parametrize(
    ("status", "body", "cause", "fixer"),
    [
        (422, {"title": "Soap is out of stock"}, "out_of_stock", "merchant"),
        (422, {"title": "The moon is too full"}, "not_recognised", "merchant"),
        (403, {"status": 403, "title": "Soap is out of stock"}, "out_of_stock", "merchant"),
        (403, {"status": 403, "title": "No."}, "scope_missing_carts", "operator"),
        (403, {"status": 403, "title": "No scope for stock"}, "scope_missing_carts", "operator"),
        (403, {"message": "Forbidden"}, "blocked_on_the_way", "operator"),
    ],
)
def test_a_refusal_tells_its_cause_and_who_mends_it(
    status: int, body: Any, cause: str, fixer: str
) -> None:
    harness = Harness(failing(status, body))
    with pytest.raises(OrderError) as caught:
        harness.make()
    problem = caught.value.problem()
    assert (problem["cause"], problem["fix"]) == (cause, fixer)
    assert problem["hint"]


def test_a_store_in_maintenance_is_told_apart_from_one_that_fails() -> None:
    causes = []
    for status in (503, 500):
        harness = Harness(*[failing(status, {"title": "out of stock"})] * 4)
        with pytest.raises(StoreUnavailable) as caught:
            harness.make()
        causes.append(caught.value.problem().get("cause"))
    assert causes == ["store_down_or_suspended", None]
