"""What can go wrong, and what it means for the order.

OrderError                    every error that a caller can get
├── Refused                   final for this key: recorded, replayed, never tried again
│   ├── InvalidRequest        the order breaks a rule of ours; every wrong field is named
│   │   └── MalformedRequest  the message as a whole cannot be read
│   ├── KeyReused             the key already stands for another order (not recorded)
│   │   └── KeyOfAnotherCaller    another caller used the key first (not recorded)
│   ├── StoreRefused          BigCommerce said no, in its own words
│   ├── CustomerUnknown       no account has the e-mail address that was named
│   ├── TotalDiffers          the order would cost another sum than the caller expects
│   ├── NoShippingOption      nothing offered fits the caller's rule; the offers are listed
│   ├── StoreKeepsFailing     the store has answered this order with errors of its own for a day
│   ├── Cancelled             the key was cancelled before there was an order
│   └── PriorRefusal          any of these, repeated from the ledger
├── NotYet                    the same key may be tried again, and will reach one order
│   ├── InProgress            another execution holds the lease
│   ├── CancelPending         a cancellation waits until it is known whether there is an order
│   ├── OutOfTime             the next call could not have ended in time; nothing was sent
│   ├── OutcomeUnknown        the create-order's outcome is not known yet
│   ├── Unfinished            the order exists; what was asked after it is not done yet
│   ├── StoreThrottled        the store's quota is spent
│   ├── StoreUnavailable      the store cannot be reached or answers with errors
│   ├── LedgerUnavailable     the ledger cannot be reached
│   ├── QueueUnavailable      the order queue cannot be reached
│   ├── SecretsUnavailable    the store's secret cannot be read now
│   ├── TooManyRequests       the caller has made all requests that it may make in this minute
│   ├── ServicePaused         an operator has paused the service as a whole
│   ├── VersionMismatch       another version of the service accepted this; it will go on with it
│   ├── InternalError         something failed that nobody expected; its text is left out
│   ├── Curable               a person must fix something first
│   │   ├── CredentialsUnusable   the store's secret is malformed or rejected
│   │   │   └── UnknownStore      there is no secret for a store of this name
│   │   ├── ScopeMissing          the store's token may not make this call
│   │   └── StorePaused           the store's secret says that it is paused
│   └── RetryTooEarly         whether the key has an order is still being found out
├── Parked                    tried as often as is safe; a person decides
├── WaitedTooLong             a message was not placed for as long as the queue keeps one
├── AlreadyPlaced             a cancellation comes too late: the order is in the store
├── NotRefused                a retry was asked for a key that was not refused
├── OrderNotKept              a retry needs the order, which is no longer kept
├── UnknownOrder              nobody has sent this key to this store
└── UnknownPath               the API has no such path or method
"""

from collections.abc import Mapping, Sequence
from typing import Any

from order_service.answers import Fixer, Problem


class OrderError(Exception):
    """Says why there is no order yet, without naming a person or a secret."""

    code: str
    status: int
    title: str
    cause: str
    fixer: Fixer
    retryable: bool = False

    def __init__(self, detail: str, *, step: str | None = None, **facts: Any) -> None:
        super().__init__(f"{self.code}: {detail}")
        self.detail = detail
        self.step = step
        self.facts: Mapping[str, Any] = facts

    def problem(self) -> dict[str, Any]:
        """Return the RFC 9457 problem object, less the correlation id."""
        body: dict[str, Any] = {
            "type": f"urn:cart-to-order:problem:{self.code}",
            "title": self.title,
            "status": self.status,
            "detail": self.detail,
            "code": self.code,
            "retryable": self.retryable,
            "fix": self.fixer,
        }
        body |= {"step": self.step, **self.facts}
        return Problem.model_validate(body).model_dump(mode="json")


class Refused(OrderError):
    """The order is refused for good: the same key will always get this answer."""

    status = 422
    replayed = False


class InvalidRequest(Refused):
    """The request breaks a rule; ``errors`` lists each field with what to do."""

    code = "invalid_request"
    title = "The order request is not valid"
    cause = "A field is missing, unknown, of the wrong type or out of range."
    fixer = "caller"

    def __init__(self, errors: Sequence[Mapping[str, str]]) -> None:
        fields = ", ".join(error["field"] for error in errors)
        super().__init__(f"Correct and send again: {fields}.", errors=[dict(e) for e in errors])


class MalformedRequest(InvalidRequest):
    """The message as a whole cannot be read: no JSON, no key, no store."""

    code = "malformed_request"
    status = 400
    title = "The request cannot be read"
    cause = "The body is not one JSON object, or the Idempotency-Key or store name is unusable."


class KeyReused(Refused):
    """The key was used before with another order body."""

    code = "key_reused"
    title = "This key already stands for another order"
    cause = "Two different orders were sent with one Idempotency-Key."
    fixer = "caller"


class KeyOfAnotherCaller(KeyReused):
    """Another caller used the key first, and callers are kept apart; nothing more is said of it."""

    code = "key_of_another_caller"
    title = "This key belongs to another caller"
    cause = "Keys belong to callers here, and another caller used this Idempotency-Key first."


class StoreRefused(Refused):
    """BigCommerce refused a step; ``store`` holds its status and words.

    ``is_the_stores`` says that its answer has BigCommerce's own shape.
    """

    is_the_stores = False

    code = "store_refused"
    title = "The store refused the order"
    cause = "The store's rules: stock, options, address, customer, currency or settings."
    fixer = "merchant"


class NoShippingOption(Refused):
    """No shipping option fits the rule; ``offered`` lists what the store had."""

    code = "no_shipping_option"
    title = "No shipping option fits the rule"
    cause = "The store offers no shipping to this address, or none that fits the rule and max_cost."
    fixer = "caller"


class StoreKeepsFailing(Refused):
    """The store has answered this order with its own errors for a day; ``store`` has the last."""

    code = "store_keeps_failing"
    title = "The store fails each time it gets this order"
    cause = "Something in this order makes the store fail; other orders may go through."
    fixer = "merchant"


class CustomerUnknown(Refused):
    """The store has no account with the e-mail address in ``customer``."""

    code = "customer_unknown"
    title = "The store does not know this customer"
    cause = "No account has this e-mail address, and the request asks for an existing one."
    fixer = "caller"


class TotalDiffers(Refused):
    """The store's grand total is not the caller's; it has both, ``expected`` and ``actual``."""

    code = "total_differs"
    title = "The order's total differs from expected_total"
    cause = "Prices, taxes, shipping or discounts are not those that the caller calculated with."
    fixer = "caller"


NEW_KEY = "Use a new Idempotency-Key for a new order."
ONE_MAY_LIVE = "No order was answered and none will be placed; one may live all the same."
LOOK_FOR_IT = (
    "An operator must look for an order of this key before a new one is sent under a new key."
)


class Cancelled(Refused):
    """The key was cancelled: it has no order and gets none, whatever is sent under it."""

    replayed = True

    code = "cancelled"
    status = 409
    title = "This key was cancelled"
    cause = "It was cancelled before there was an order; nothing is placed under it any more."
    fixer = "caller"

    def __init__(
        self,
        detail: str = "No order was placed and none will be.",
        hint: str = NEW_KEY,
        **facts: Any,
    ) -> None:
        super().__init__(detail, hint=hint, **facts)


class PriorRefusal(Refused):
    """The refusal that this key got before, repeated word for word."""

    replayed = True
    title = "The order was refused before"
    cause = "The same key was sent again after a refusal."

    def __init__(self, problem: Mapping[str, Any]) -> None:
        self.code = problem["code"]
        super().__init__(problem["detail"])
        self.status = problem["status"]
        self._problem = dict(problem)

    def problem(self) -> dict[str, Any]:
        """Return the recorded problem object."""
        return self._problem


class NotYet(OrderError):
    """There is no order yet; trying the same key again is safe and useful."""

    status = 503
    fixer: Fixer = "nobody"
    retryable = True
    backs_off = False
    """Whether each further try should come later than the one before."""
    holds: float = 0.0
    """Seconds for which no other execution may begin: a call of this one may still arrive."""

    def __init__(
        self, detail: str, *, retry_after: float, step: str | None = None, **facts: Any
    ) -> None:
        super().__init__(detail, step=step, **facts)
        self.retry_after = retry_after


class InProgress(NotYet):
    """Another execution is working on this key; ``retry_after`` is when its lease ends."""

    code = "in_progress"
    status = 409
    title = "This order is being placed right now"
    cause = "The same key was sent twice at nearly the same time."


class CancelPending(NotYet):
    """Whether there is an order to cancel is not known; ``retry_after`` is when to ask again."""

    code = "cancel_pending"
    status = 409
    title = "The cancellation waits until it is known whether there is an order"
    cause = "The order is being placed right now, or the outcome of its create-order is not known."


class OutOfTime(NotYet):
    """The next call might not have ended before the invocation; it was not sent."""

    backs_off = True

    code = "out_of_time"
    title = "The order needs more time than this request has"
    cause = "The store answers slowly."


class OutcomeUnknown(NotYet):
    """A create-order was sent, and whether it made an order is not known yet."""

    code = "outcome_unknown"
    status = 202
    title = "It is not known yet whether the order was made"
    cause = "The store's answer to create-order was lost, unreadable or an error."


class Unfinished(NotYet):
    """The order exists, and its status, its fields or the end of its cart are still to come."""

    code = "unfinished"
    status = 202
    title = "The order is made; the steps after it are not done yet"
    cause = "The store or the ledger failed right after the order was made."


class StoreThrottled(NotYet):
    """The store's quota is spent; ``retry_after`` is when the store says to come back."""

    backs_off = True

    code = "store_throttled"
    title = "The store's request quota is spent"
    cause = "All apps of the store share one quota, and it is used up for this window."


class StoreUnavailable(NotYet):
    """The store cannot be reached or keeps answering with server errors."""

    backs_off = True

    code = "store_unavailable"
    title = "The store does not answer as it should"
    cause = "Maintenance, an outage or the network between us and the store."


class LedgerUnavailable(NotYet):
    """The ledger table cannot be read or written now."""

    backs_off = True

    code = "ledger_unavailable"
    title = "The order ledger cannot be reached"
    cause = "DynamoDB throttles, or the function may not use the table."
    fixer = "operator"


class QueueUnavailable(NotYet):
    """The order queue or its dead-letter queue cannot be reached now."""

    code = "queue_unavailable"
    title = "The order queue cannot be reached"
    cause = "SQS throttles, or the function may not use it."
    fixer = "operator"


class SecretsUnavailable(NotYet):
    """The store's secret cannot be read now, and no token of it is known that may still be used."""

    backs_off = True

    code = "secrets_unavailable"
    title = "The store's secret cannot be read now"
    cause = "Secrets Manager throttles, fails or does not answer."


class TooManyRequests(NotYet):
    """One caller sends more than its share; ``retry_after`` is when the minute ends."""

    code = "too_many_requests"
    status = 429
    title = "This caller sends too many requests"
    cause = "The caller made more requests in this minute than CallerRequestsPerMinute allows."
    fixer = "caller"


class ServicePaused(NotYet):
    """An operator has paused the service: no store is called until the pause ends."""

    code = "service_paused"
    title = "The service is paused"
    cause = "An operator paused it; orders are placed again when the pause ends."
    fixer = "operator"


class VersionMismatch(NotYet):
    """Another version of the service accepted this order, and this one cannot read all of it."""

    backs_off = True

    code = "version_mismatch"
    title = "Another version of the service is working on this order"
    cause = "A deployment or a rollback is under way, and two versions run side by side."

    def __init__(
        self, detail: str, *, retry_after: float = 60, step: str | None = None, **facts: Any
    ) -> None:
        super().__init__(detail, retry_after=retry_after, step=step, **facts)


class InternalError(NotYet):
    """Something failed that nobody expected; whether an order was made is found out again."""

    code = "internal_error"
    status = 500
    title = "Something failed inside the service"
    cause = "A defect of the service: the function's log says where."
    fixer = "operator"


class Curable(NotYet):
    """A person must fix something; then the same key can be tried again.

    ``unsent`` says that nothing was sent: the call was stopped before the store could answer it.
    """

    backs_off = True
    unsent = False


class CredentialsUnusable(Curable):
    """The store's secret is malformed, or its token is rejected."""

    code = "credentials_unusable"
    title = "The store's credentials do not work"
    cause = "The secret is not the documented JSON, or holds a wrong or revoked token."
    fixer: Fixer = "operator"


class UnknownStore(CredentialsUnusable):
    """There is no secret for the store: its name is misspelt, or it is not set up yet."""

    code = "unknown_store"
    status = 404
    title = "There is no such store here"
    cause = "The store's name is misspelt, or nobody has put its secret in place yet."
    fixer = "caller"


class ScopeMissing(Curable):
    """The store's token lacks a scope that the step needs."""

    code = "scope_missing"
    title = "The store's token may not do this"
    cause = (
        "The API account lacks a scope. Each order needs Carts, Checkouts and Orders (modify); "
        "some need Customers, Products (both read-only) or Create payments, too."
    )
    fixer = "operator"


class StorePaused(Curable):
    """An operator has paused the store: it is not called until its secret says otherwise."""

    code = "store_paused"
    status = 202
    title = "The store is paused"
    cause = "The store's secret pauses it; the order waits in the queue until the pause ends."
    fixer = "operator"


class RetryTooEarly(NotYet):
    """It is not proven yet that this key has no order; ``retry_after`` is when it may be."""

    code = "retry_too_early"
    status = 409
    title = "It is not known yet whether this key has an order"
    cause = "A retry was asked for before the second look, or while the order is being placed."


SECOND_LOOK = "second_look"
"""The step of a key whose answer is known: its store is searched for an order once more."""


class Parked(OrderError):
    """No further create-order is safe and no order was seen; a person decides.

    ``again`` is true if the key was parked before, so that a person knows of it.
    """

    again = False

    code = "parked"
    status = 202
    title = "The order waits for a person"
    cause = (
        "It is not known whether the order exists: every safe attempt was made, or the store "
        "could not be searched for it."
    )
    fixer = "operator"


class WaitedTooLong(OrderError):
    """A message waited for as long as the queue keeps one, or came back as often as is allowed."""

    code = "waited_too_long"
    status = 202
    title = "The message waited too long for its order"
    cause = "Its message waited for 13 days, or came back as often as `MaxReceiveCount` allows."
    fixer = "operator"


class AlreadyPlaced(OrderError):
    """The order is in the store: ``order_id`` says which; its key cannot be cancelled any more."""

    code = "already_placed"
    status = 409
    title = "The order is in the store already"
    cause = "The cancellation came after the order was made."
    fixer = "caller"


class NotRefused(OrderError):
    """A retry was asked for a key that has an order, or that a person must decide about."""

    code = "not_refused"
    status = 409
    title = "This key was not refused"
    cause = "Only a refused order can be sent again; any other could become a second order."
    fixer = "operator"


class OrderNotKept(OrderError):
    """A retry was asked for, and the order itself is not kept, or cannot be read any more."""

    code = "order_not_kept"
    status = 422
    title = "The order of this key is not kept"
    cause = "KeepRefusedDays is 0 or has passed, or the key was refused by an earlier release."
    fixer = "caller"


class UnknownOrder(OrderError):
    """The ledger has never seen this key, or has forgotten it after its time to live."""

    code = "unknown_order"
    status = 404
    title = "No order was sent under this key"
    cause = "The key or store name is misspelt, or the ledger's time to live has passed."
    fixer = "caller"


class UnknownPath(OrderError):
    """The API has no such path, or not with this method."""

    code = "unknown_path"
    status = 404
    title = "There is no such path"
    cause = "The path or its method is misspelt."
    fixer = "caller"
