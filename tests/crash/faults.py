"""What can go wrong with one call, to the store or to the ledger."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from typing import Any

from botocore.exceptions import ClientError, ReadTimeoutError

from order_service.bigcommerce.verdicts import Answer, NoAnswer, NotSent
from order_service.errors import SecretsUnavailable


class Died(BaseException):
    """The process is gone: nothing after this line runs."""


class Fault(Enum):
    """One way for one call to fail."""

    DIES_BEFORE = "the process dies before the effect"
    ANSWER_LOST = "the effect happens and the answer is lost"
    DIES_AFTER = "the effect happens and the process dies"
    NOT_SENT = "no connection"
    UNREAD = "the secret cannot be read, so the call is not sent"
    THROTTLED = "429 with headers"
    THROTTLED_BARE = "429 without headers"
    FAILS_500 = "500 before the effect"
    FAILS_502 = "502 before the effect"
    FAILS_503 = "503 before the effect"
    FAILS_504 = "504 before the effect"
    DONE_500 = "500 after the effect"
    DONE_502 = "502 after the effect"
    DONE_503 = "503 after the effect"
    DONE_504 = "504 after the effect"
    TRUNCATED = "a truncated 200"
    NOT_JSON = "a 200 that is not JSON"
    ODD_400 = "a 400 to a read"
    REFUSED_DONE = "a page with 400 after the effect"
    STRANGERS = "a list that ignores its filter"
    LEDGER_THROTTLED = "the ledger throttles"
    LEDGER_LOST = "the ledger's write lands and its answer is lost"


READS = (Fault.ODD_400, Fault.STRANGERS)
FOLLOWING = (Fault.REFUSED_DONE,)
"""Of writes that follow the order. Before it, a refusal in any shape is one: no order was made."""
BOTH = (Fault.DIES_BEFORE, Fault.DIES_AFTER)
STORE = tuple(f for f in Fault if f.value.find("ledger") < 0 and f not in READS + FOLLOWING)
LEDGER = (*BOTH, Fault.LEDGER_THROTTLED, Fault.LEDGER_LOST)
KINDS_APART = (
    *BOTH,
    Fault.ANSWER_LOST,
    Fault.NOT_SENT,
    Fault.THROTTLED,
    Fault.THROTTLED_BARE,
    Fault.FAILS_500,
    Fault.DONE_503,
    Fault.TRUNCATED,
)
"""One store fault of each kind that the service tells apart.

Left out are those that it handles alike by construction: every 5xx gets one verdict (the verdict
tests walk them all), and a truncated 200 and one that is not JSON are the same unreadable answer.
"""


@dataclass(frozen=True)
class Breadth:
    """How many faults, and pairs of them, are tried."""

    kinds: tuple[Fault, ...]
    one_of: int
    """In stores other than the likeliest, one of so many pairs."""
    of_the_full_order: int
    """Of an order that uses every step, one of so many: of its faults in stores other than the
    likeliest, where each has another part of them, and of its pairs."""


_RESET = {"x-rate-limit-time-reset-ms": "7000", "x-retry-after": "3"}


def failing_store(fault: Fault, effect: Callable[[], Answer]) -> Answer:
    """Return or raise what a caller of the store sees, the effect having happened or not."""
    before, after = _STATUS_BEFORE.get(fault), _STATUS_AFTER.get(fault)
    if before:
        return before
    if fault is Fault.NOT_SENT:
        raise NotSent("ConnectError")
    if fault is Fault.UNREAD:
        raise SecretsUnavailable("No answer.", retry_after=5, step="credentials")
    if fault is Fault.DIES_BEFORE:
        raise Died
    answer = effect()
    if fault is Fault.DIES_AFTER:
        raise Died
    if fault is Fault.ANSWER_LOST:
        raise NoAnswer("ReadTimeout")
    return after or _garbled(answer)


def failing_ledger(fault: Fault, effect: Callable[[], Any]) -> Any:
    """Return or raise what a caller of DynamoDB sees."""
    if fault is Fault.LEDGER_THROTTLED:
        raise ClientError({"Error": {"Code": "ThrottlingException", "Message": ""}}, "UpdateItem")
    if fault is Fault.DIES_BEFORE:
        raise Died
    answer = effect()
    if fault is Fault.DIES_AFTER:
        raise Died
    if fault is Fault.LEDGER_LOST:
        raise ReadTimeoutError(endpoint_url="ledger")
    return answer


def _garbled(answer: Answer) -> Answer:
    return Answer(200 if answer.status < 300 else answer.status, {}, None, readable=False)


_STATUS_BEFORE = {
    Fault.ODD_400: Answer(400, {}, None),
    Fault.THROTTLED: Answer(429, _RESET, None),
    Fault.THROTTLED_BARE: Answer(429, {}, None),
    Fault.FAILS_500: Answer(500, {}, None),
    Fault.FAILS_502: Answer(502, {}, None),
    Fault.FAILS_503: Answer(503, {}, None),
    Fault.FAILS_504: Answer(504, {}, None),
}
_STATUS_AFTER = {
    Fault.DONE_500: Answer(500, {}, None),
    Fault.DONE_502: Answer(502, {}, None),
    Fault.DONE_503: Answer(503, {}, None),
    Fault.DONE_504: Answer(504, {}, None),
    Fault.REFUSED_DONE: Answer(400, {"content-type": "text/html"}, None, readable=False),
}
