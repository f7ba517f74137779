"""Questions about B2B Edition, asked where a customer is named who buys for a company."""

from collections.abc import Callable, Mapping

from bigcommerce_emulator.verify.checks.b2b import (
    FIELDS,
    NOWHERE,
    ORDERS,
    buyer,
    code_of,
    order_of,
)
from bigcommerce_emulator.verify.checks.orders import PATIENCE_SECONDS, STEP_SECONDS
from bigcommerce_emulator.verify.shopping.asking import Answer
from bigcommerce_emulator.verify.shopping.shopping import Shopping, UndecidedError

_AT_LEAST = 5.0


def b2b_edition(shopping: Shopping) -> tuple[str, str]:
    """Whether the store has B2B Edition, and the token its scope; and what it says of a quota."""
    buyer(shopping)
    answer = shopping.ask("GET", FIELDS, None, {"limit": "1"})
    words = f"extra fields: {code_of(answer)}; {_quota(answer)}"
    return ("on" if code_of(answer) == 200 else "off"), words


def b2b_errors(shopping: Shopping) -> tuple[str, str]:
    """Where the code of an error stands."""
    buyer(shopping)
    answer = shopping.ask("GET", NOWHERE)
    if code_of(answer) < 400:
        raise UndecidedError("an order that does not exist has a record")
    place = "code" if answer.status < 400 else "status"
    return place, f"{answer.status}, and {code_of(answer)} in the body"


def b2b_record(shopping: Shopping) -> tuple[str, str]:
    """Of which orders there is a record without a call, the Incomplete ones of this run."""
    seconds = _seconds_until_recorded(shopping, buyer(shopping))
    if seconds is None:
        return "never", f"no record of a buyer's order within {PATIENCE_SECONDS:g} s"
    guests = _seconds_until_recorded(shopping, 0, 2 * seconds + _AT_LEAST)
    return ("companies" if guests is None else "every_order"), f"a buyer's after {seconds:g} s"


def b2b_record_delay_seconds(shopping: Shopping) -> tuple[str, str]:
    """How long after the order its record is there."""
    seconds = _seconds_until_recorded(shopping, buyer(shopping))
    if seconds is None:
        raise UndecidedError(f"no record within {PATIENCE_SECONDS:g} s")
    return str(seconds), f"asked every {STEP_SECONDS:g} s"


def _seconds_until_recorded(
    shopping: Shopping, customer_id: int, patience: float = PATIENCE_SECONDS
) -> float | None:
    number, waited = order_of(shopping, customer_id), 0.0
    while code_of(shopping.ask("GET", f"{ORDERS}/{number}")) != 200:
        if waited >= patience:
            return None
        shopping.pause(STEP_SECONDS)
        waited += STEP_SECONDS
    return waited


def _quota(answer: Answer) -> str:
    """The limits of calls that an answer shows: how many this host takes is not documented."""
    shown = {name: value for name, value in answer.headers.items() if "ratelimit" in _plain(name)}
    said = ", ".join(f"{name} {value}" for name, value in sorted(shown.items()))
    return said or "no limit of calls is shown"


def _plain(name: str) -> str:
    return name.lower().replace("-", "")


QUESTIONS: Mapping[str, Callable[[Shopping], tuple[str, str]]] = {
    "b2b_edition": b2b_edition,
    "b2b_errors": b2b_errors,
    "b2b_record": b2b_record,
    "b2b_record_delay_seconds": b2b_record_delay_seconds,
}
