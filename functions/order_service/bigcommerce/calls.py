"""Adapter: makes one call to the store until its outcome is known, and names that outcome."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from order_service import __version__
from order_service.bigcommerce import verdicts
from order_service.bigcommerce.b2b_answers import as_the_store_says
from order_service.bigcommerce.credentials import CACHE_SECONDS, Credential, Credentials
from order_service.bigcommerce.error_words import shortages, store_words
from order_service.bigcommerce.failures import fail
from order_service.bigcommerce.https import BEFORE_READING, STORE_HEADER, Send
from order_service.bigcommerce.reading import field_of
from order_service.bigcommerce.verdicts import Answer, NoAnswer, NotSent, judge
from order_service.clock import SUBMIT_SECONDS, Deadline
from order_service.errors import Curable, NotYet, StorePaused
from order_service.store_steps import Api, Call, StoreStep
from order_service.telemetry.observation import Observe, StoreCall, unobserved

READ_SECONDS = 20.0
"""Longest time for any other call: carriers and tax services are asked inside the store's."""
SHORTEST_READ = 2.0
PAUSES = (0.2, 0.4, 0.8)
"""Seconds before each repetition in place."""
SHORT_WAIT = 2.0
"""Longest throttling, in seconds, that is waited for in place; waiting in Lambda is paid for."""


Result = TypeVar("Result")
Reader = Callable[[Any], Result]


@dataclass(frozen=True)
class Operation:
    """One call to make: its row, and what else the request needs."""

    step: StoreStep
    path: str
    body: Any = None


class StoreCalls:
    """Calls one store about one order: one token, one correlation id, one deadline."""

    def __init__(
        self,
        send: Send,
        credentials: Credentials,
        store: str,
        correlation_id: str,
        deadline: Deadline,
        observe: Observe = unobserved,
    ) -> None:
        self._send = send
        self._credentials = credentials
        self.store = store
        self._correlation_id = correlation_id
        self._deadline = deadline
        self._observe = observe

    @property
    def omits_variant(self) -> bool:
        """Return whether the store is sent no variant_id beside option_selections."""
        return self._credentials.get(self.store).omit_variant

    def now(self) -> float:
        """Return the time by the clock of the deadline."""
        return self._deadline.clock.now()

    def within(self, seconds: float) -> "StoreCalls":
        """Return the same way to the store, for calls that must end within that many seconds."""
        at = min(self._deadline.at, self.now() + seconds)
        deadline = Deadline(self._deadline.clock, at)
        parts = (self._send, self._credentials, self.store, self._correlation_id)
        return StoreCalls(*parts, deadline, self._observe)

    def make(self, operation: Operation, reader: Reader[Result]) -> Result:
        """Return what reader makes of a success; raises the error or Signal of anything else.

        Repeats in place only what the verdict table says may be repeated.
        """
        pauses = list(PAUSES)
        refreshed = False
        while True:
            outcome = self._attempt(operation, reader)
            match judge(operation.step.call, outcome):
                case verdicts.Done(result):
                    done: Result = result
                    return done
                case verdicts.RefreshCredential() as rejected if not refreshed:
                    if not operation.step.call.repeats_an_answer:
                        self._refresh_for_the_next()
                        fail(rejected, operation.step, outcome)
                    self._credentials.refresh(self.store)
                    refreshed = True
                case verdicts.RetryNow() if pauses:
                    self._deadline.pause(pauses.pop(0), operation.step.name)
                case verdicts.Throttle(wait) if self._waits_for(operation, wait) and pauses:
                    self._deadline.pause(pauses.pop(0) + wait, operation.step.name)
                case verdicts.Refuse() if _was_made_before(operation, refreshed, pauses):
                    # What was answered before may have been said in front of the store, after it
                    # was done: that it cannot be done twice is no refusal.
                    fail(verdicts.ReadAgain(), operation.step, outcome)
                case verdict:
                    fail(verdict, operation.step, outcome)

    def _refresh_for_the_next(self) -> None:
        """Read the secret again; the call was answered, so an error of that is not its outcome."""
        with suppress(NotYet):
            self._credentials.refresh(self.store)

    def _waits_for(self, operation: Operation, wait: float) -> bool:
        return wait <= SHORT_WAIT and operation.step.call.repeats_an_answer

    def _attempt(self, operation: Operation, reader: Reader[Any]) -> Answer | NotSent | NoAnswer:
        creates = operation.step.call is Call.CREATE_ORDER
        credential = self._credential()
        if credential.paused:
            raise StorePaused(
                "Nothing was sent; it goes on when the store is resumed.",
                step=operation.step.name, retry_after=CACHE_SECONDS,
            )  # fmt: skip
        headers = self._headers(credential, operation)
        path = operation.path
        if operation.step.api is Api.STORE:
            path = f"/stores/{credential.store_hash}{path}"
        needed = SUBMIT_SECONDS if creates else SHORTEST_READ + BEFORE_READING
        self._deadline.require(needed, operation.step.name)
        left = SUBMIT_SECONDS if creates else min(self._deadline.remaining(), READ_SECONDS)
        wait = left - BEFORE_READING
        began = self.now()
        outcome: Answer | NotSent | NoAnswer
        try:
            outcome = self._send(operation.step.method, path, headers, operation.body, wait)
        except (NotSent, NoAnswer) as failure:
            outcome = failure
        if operation.step.api is Api.B2B and isinstance(outcome, Answer):
            outcome = as_the_store_says(outcome)
        seconds = self.now() - began
        self._observe(_seen(outcome, self.store, operation, began, seconds))
        return _understood(outcome, reader) if isinstance(outcome, Answer) else outcome

    def _credential(self) -> Credential:
        """Return the credential for a call; an error of it says that the call was not sent."""
        try:
            return self._credentials.get(self.store)
        except Curable as error:
            error.unsent = True
            raise

    def _headers(self, credential: Credential, operation: Operation) -> Mapping[str, str]:
        headers = {
            "Accept": "application/json",
            "X-Auth-Token": credential.access_token,
            "User-Agent": f"cart-to-order/{__version__}",
            "X-Correlation-Id": self._correlation_id,
        }
        if operation.step.api is Api.B2B:
            headers[STORE_HEADER] = credential.store_hash
        if operation.body is not None:
            headers["Content-Type"] = "application/json"
        return headers


def _seen(
    outcome: Answer | NotSent | NoAnswer,
    store: str,
    operation: Operation,
    began: float,
    seconds: float,
) -> StoreCall:
    step = operation.step
    spends = step.api is Api.STORE
    known = (store, step.name, step.method, began, seconds)
    if isinstance(outcome, Answer):
        came = (outcome.status, None, outcome.headers)
        return StoreCall(*known, *came, spends_quota=spends)
    return StoreCall(*known, error=str(outcome), spends_quota=spends)


def _was_made_before(operation: Operation, refreshed: bool, pauses: Sequence[float]) -> bool:
    """Return whether a write to a cart was made again in place."""
    again = refreshed or len(pauses) < len(PAUSES)
    return again and operation.step.call is Call.CONVERGING


def _understood(answer: Answer, reader: Callable[[Any], Any]) -> Answer:
    """Return the answer with what the call promises in place of its body, or with its words.

    The one place where reading may fail, in whatever way: a success that lacks what it promises,
    or an error whose words cannot be read, is as doubtful as one that is not JSON.
    """
    if not answer.readable:
        return answer
    try:
        if 200 <= answer.status < 300:
            return replace(answer, body=reader(answer.body))
        said, short = store_words(answer.body), shortages(answer.body)
        return replace(answer, words=said, shortages=short)
    except Exception as error:
        field = field_of(error)
        return Answer(answer.status, answer.headers, None, readable=False, unread=field)
