"""What becomes of one call to the store: how long it takes, and what comes back instead."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import Enum, auto

from bigcommerce_emulator.api import checkout_calls
from order_service.bigcommerce.verdicts import Answer
from tests.simulation.plan import Plan, Unkind

CREATE = "create_order"
ORDER_WRITES = ("update_order", "create_b2b_order", "update_b2b_order")
READS = ("read", "list")
"""What the names of calls begin with that change nothing: to send one again changes nothing."""
RARE = (CREATE, "archive_order", "delete_cart", *ORDER_WRITES)
"""Calls that few worlds make: what goes wrong must go wrong with them."""


class Turn(Enum):
    """What goes wrong with a call."""

    NOTHING = auto()
    NOT_SENT = auto()
    REQUEST_LOST = auto()
    ANSWER_LOST = auto()
    INSTEAD = auto()
    """Answered without reaching the store."""
    AFTER = auto()
    """Another answer than the store's, which did what it was asked."""
    HELD = auto()
    """Not answered, and carried out right before the next create-order of its cart, or later."""


_LOSSES = (Turn.NOT_SENT, Turn.REQUEST_LOST, Turn.ANSWER_LOST, Turn.INSTEAD, Turn.AFTER)
CART_WRITES = {
    one.name
    for methods in checkout_calls.ROUTES.values()
    for method, one in methods.items()
    if method != "GET"
} - {CREATE}
UNANSWERED = (Turn.ANSWER_LOST, Turn.AFTER)
"""What the store did, and something on the way may not have heard of."""
UNHEARD = (Turn.REQUEST_LOST, Turn.ANSWER_LOST, Turn.HELD)
"""Of what its sender hears nothing."""
PATIENCE_ON_THE_WAY = 10.0
"""Seconds without an answer after which something on the way may send a request again.

It is a guess, as is after how many the service no longer believes that nothing did: fewer.
"""

_AGAIN_WITHIN = (5.0, 20.0)
"""Seconds in which that happens: while the service still waits, or when it has gone on."""


@dataclass(frozen=True)
class Fate:
    """What becomes of one call."""

    there: float
    back: float
    turn: Turn = Turn.NOTHING
    answer: Answer | None = None
    repeated_after: float = 0.0
    """Seconds after which something on the way, which got no answer, sends the same again; or 0."""


_WINDOW = {"x-rate-limit-time-reset-ms": "7000", "x-rate-limit-requests-quota": "150"}
_FOREIGN = (400, 401, 403, 404, 409, 410, 413, 422, 429)
_OWN = (400, 403, 404, 409, 422)
_FORBIDDEN = Answer(
    403, {"content-type": "application/json"}, {"status": 403, "title": "Insufficient stock."}
)
"""What reads are refused with: words about goods, although a read is about none."""


class Fates:
    """Draws the fate of each of a store's calls."""

    def __init__(self, plan: Plan, broken: Callable[[], str] = str) -> None:
        self._plan = plan
        self._broken = broken
        self._draws = plan.draws("fates")
        self._answers = plan.draws("answers")
        self._share = self._draws.one_of((0.02, 0.06, 0.2))
        self._create_share = self._draws.one_of((0.4, 0.8, 1.0))
        self._of_orders = self._draws.one_of((1, 1, 2, 4))
        self._repeats = plan.draws("repeats")
        self._other_repeats = plan.draws("repeats of other writes")
        self._doubled = self._other_repeats.one_of((0.0, 0.05, 0.3))
        self._next_creates = _lost_then_refused(plan)
        self._throttled = plan.draws("throttled create-orders")
        self._held = plan.draws("held back")
        self._holds = self._held.one_of((0.0, 0.05, 0.2))

    def of(self, operation: str, now: float) -> Fate:
        """Return the fate of the next call; in calm times it only takes a little time."""
        if operation == self._broken():
            return Fate(0.1, 0.1, Turn.INSTEAD, Answer(500, {}, None))
        if self._is_held(operation, now):
            return Fate(0.1, 0.1, Turn.HELD)
        fate = self._once(operation, now)
        unanswered = fate.turn in UNANSWERED or fate.there + fate.back > PATIENCE_ON_THE_WAY
        lost = self._plan.troubled(Unkind.LOST, now)
        if operation.startswith(READS) or not lost:
            return fate
        if operation != CREATE:
            return replace(fate, repeated_after=self._again(unanswered=unanswered))
        if not (unanswered and self._repeats.happens(0.5)):
            return fate
        return replace(fate, repeated_after=self._repeats.between(0.3, 5.0))

    def _is_held(self, operation: str, now: float) -> bool:
        lost = operation in CART_WRITES and self._plan.troubled(Unkind.LOST, now)
        return lost and self._held.happens(self._holds)

    def _again(self, *, unanswered: bool) -> float:
        """Return when another write than create-order comes again, more often than may be.

        Most do no harm twice, so that few worlds would see one that does. Something near to the
        store may get no answer although the service gets one.
        """
        draws = self._other_repeats
        happens = draws.happens(0.8 if unanswered else self._doubled)
        return draws.between(0.3, draws.one_of(_AGAIN_WITHIN)) if happens else 0.0

    def _once(self, operation: str, now: float) -> Fate:
        draws = self._draws
        there, back = draws.between(0.02, 0.2), draws.between(0.02, 0.4)
        if now >= self._plan.calm_at:
            return Fate(there, back)
        if operation == CREATE and self._next_creates:
            return self._next_creates.pop(0)
        create = operation == CREATE and self._of_orders > 0
        if create:
            self._of_orders -= 1
        share = self._create_share if create or operation in RARE[1:] else self._share
        if self._plan.has(Unkind.SLOW) and draws.happens(share):
            there, back = self._slow(create=create, there=there, back=back)
        if not draws.happens(share):
            return Fate(there, back)
        return self._troubled(operation, there, back)

    def _slow(self, *, create: bool, there: float, back: float) -> tuple[float, float]:
        longest = self._draws.one_of((3.0, 12.0, 40.0))
        slow = self._draws.between(0.5, longest)
        if create and self._draws.happens(0.5):
            slow = self._draws.between(8, 25)
        return (slow, back) if self._draws.happens(0.7) else (there, slow)

    def _troubled(self, operation: str, there: float, back: float) -> Fate:
        kinds = [kind for kind in _TROUBLES if self._plan.has(kind)]
        kind = self._draws.one_of(kinds or [None])
        if kind is None or (kind is not Unkind.LOST and self._spared(operation)):
            return Fate(there, back)
        if kind is Unkind.LOST:
            return self._lost(there, back)
        if kind is Unkind.FOREIGN:
            turn = self._draws.one_of((Turn.INSTEAD, Turn.AFTER))
            return Fate(there, back, turn, self._foreign())
        reads = operation.startswith(READS)
        own = _own(self._draws.one_of(_OWN))
        made = operation == CREATE and self._answers.happens(0.4)
        if operation == CREATE and self._throttled.happens(0.3):
            own = _THROTTLED
        turn = Turn.AFTER if made else Turn.INSTEAD
        return Fate(there, back, turn, _FORBIDDEN if reads else own)

    def _spared(self, operation: str) -> bool:
        """A refusal of a call before the order ends most worlds before they begin."""
        return operation not in RARE and self._draws.happens(0.9)

    def _lost(self, there: float, back: float) -> Fate:
        turn = self._draws.one_of(_LOSSES)
        if turn not in (Turn.INSTEAD, Turn.AFTER):
            return Fate(there, back, turn)
        status = self._draws.one_of((500, 502, 503, 504, 408, 423, 200, 429))
        if status == 429:
            return Fate(there, back, Turn.INSTEAD, _THROTTLED)
        if turn is Turn.INSTEAD and status == 200:
            status = 503
        return Fate(there, back, turn, Answer(status, {}, None, readable=status != 200))

    def _foreign(self) -> Answer:
        page = self._draws.happens(0.6)
        status = self._draws.one_of(_FOREIGN)
        if not page and self._answers.happens(0.5):
            return _problem(status)
        kind = {"content-type": "text/html"} if page else {}
        return Answer(status, kind, None, readable=not page)


def _lost_then_refused(plan: Plan) -> list[Fate]:
    """Return the fates of two create-orders of which the second makes the order, refused as it is.

    That order may have either total if what the store asks has changed between them. Drawn one by
    one, few worlds have both in this order.
    """
    draws = plan.draws("create-orders at other prices")
    if not (plan.has(Unkind.PRICES) and plan.has(Unkind.REFUSALS) and draws.happens(0.6)):
        return []
    refused = _own(draws.one_of((400, 422)))
    return [Fate(0.1, 0.1, Turn.REQUEST_LOST), Fate(0.1, 0.1, Turn.AFTER, refused)]


_TROUBLES = (Unkind.LOST, Unkind.FOREIGN, Unkind.REFUSALS)
_TYPE = {
    "title": "The store says no.",
    "type": "https://developer.bigcommerce.com/api-docs/getting-started/api-status-codes",
}


_THROTTLED = Answer(429, _WINDOW, {"status": 429, **_TYPE})


def _own(status: int) -> Answer:
    return Answer(status, {"content-type": "application/json"}, {"status": status, **_TYPE})


def _problem(status: int) -> Answer:
    """What a gateway says in the words of RFC 9457, which are nearly BigCommerce's."""
    kind = {"content-type": "application/problem+json"}
    return Answer(status, kind, {"status": status, "title": "No.", "type": "about:blank"})


def conclusive(answer: Answer) -> bool:
    """Return whether an answer to create-order settles what became of it."""
    if 200 <= answer.status < 300:
        return answer.readable and isinstance(answer.body, dict)
    return _is_own(answer) and answer.status in (400, 401, 409, 422, 429)


def denied(answer: Answer) -> bool:
    """Return whether an answer to create-order settles it once no order has shown in time."""
    return _is_own(answer) and answer.status == 403


def _is_own(answer: Answer) -> bool:
    plain = "problem" not in answer.headers.get("content-type", "")
    return plain and isinstance(answer.body, dict) and {"status", "title"} <= answer.body.keys()
