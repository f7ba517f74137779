"""Pure: which orders need attention now, as far as list and ledger together know, and the filter.

A row is written before the ledger and may be left behind, so the ledger's phase decides.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated, Any

from pydantic import Field

from order_service.answers import Answer, Fixer, optional
from order_service.errors import MalformedRequest, WaitedTooLong
from order_service.keys import KEY
from order_service.ledger.attention_row import Attention, AttentionRow, facts_of
from order_service.ledger.entry import GIVEN_UP, Entry, Phase

MOST_ORDERS = 100
USUAL_ORDERS = 50
_WORD = re.compile(r"[a-z0-9_]{1,64}")
_SECONDS = re.compile(r"[0-9]{1,10}(\.[0-9]{1,6})?")


class ListedOrder(Answer):
    """One order that needs attention; ``since`` in seconds since 1970."""

    key: Annotated[str, Field(json_schema_extra={"pattern": f"^{KEY.pattern}$"})]
    state: Annotated[str, Field(json_schema_extra={"enum": [one.value for one in Attention]})]
    since: Annotated[float, Field(description="Since when, in seconds since 1970 (UTC).")]
    code: str
    cause: Annotated[
        str | None, optional(description="What the store's words mean, where they are understood.")
    ] = None
    step: Annotated[str | None, optional()] = None
    hint: Annotated[str | None, optional()] = None
    fix: Annotated[Fixer, Field(description="Who can fix it.")]
    words: Annotated[
        str | None, optional(description="The store's words, without the order's customer.")
    ] = None
    order_id: Annotated[int | None, optional(description="The order, not finished yet.")] = None


class OrderList(Answer):
    """A page of the orders of one store that need attention, in the order of their keys."""

    orders: list[ListedOrder]
    next: Annotated[
        str | None, Field(description="The cursor of the next page; null on the last one.")
    ] = None


@dataclass(frozen=True)
class Wanted:
    """Which orders are asked for; an empty part asks for all."""

    states: frozenset[str] = frozenset()
    codes: frozenset[str] = frozenset()
    causes: frozenset[str] = frozenset()
    since: float = 0.0
    limit: int = USUAL_ORDERS
    cursor: str = ""

    def has(self, order: ListedOrder) -> bool:
        """Return whether an order is one of those."""
        return (
            (not self.states or order.state in self.states)
            and (not self.codes or order.code in self.codes)
            and (not self.causes or order.cause in self.causes)
            and order.since >= self.since
        )


def listed(row: AttentionRow, entry: Entry | None) -> ListedOrder | None:
    """Return the order of a row as the ledger knows it; None if it needs no attention now."""
    state = _state(row, entry)
    if state is None:
        return None
    refused = state in (Attention.REJECTED, Attention.INVALID) and entry is not None
    facts = facts_of(entry.refusal().problem()) if refused and entry else _facts(row)
    if _is_given_up(entry):
        facts |= {"code": WaitedTooLong.code, "fix": WaitedTooLong.fixer}
    since = (entry.since(entry.phase) if entry and entry.phase in _BY_PHASE else 0) or row.since
    known = {name: text for name, text in facts.items() if text}
    order_id = entry.order_id if entry else 0
    order = {"key": row.key.key, "state": state.value, "since": since, **known}
    return ListedOrder.model_validate(order | ({"order_id": order_id} if order_id else {}))


def _facts(row: AttentionRow) -> dict[str, str]:
    return {name: getattr(row, name) for name in ("code", "fix", "cause", "step", "hint", "words")}


_BY_PHASE: Mapping[Phase, Attention] = {
    Phase.REJECTED: Attention.REJECTED,
    Phase.PARKED: Attention.PARKED,
    Phase.SUBMITTING: Attention.IN_DOUBT,
    Phase.FINISHING: Attention.UNFINISHED,
}


def _state(row: AttentionRow, entry: Entry | None) -> Attention | None:
    if entry is None:
        return row.state if row.state is Attention.INVALID else None
    if entry.correctable:
        return Attention.INVALID
    if _is_given_up(entry):
        return Attention.PARKED
    if entry.phase not in (Phase.CLAIMED, Phase.CART) or entry.in_doubt:
        return _BY_PHASE.get(entry.phase, Attention.IN_DOUBT if entry.in_doubt else None)
    if row.state is Attention.WAITING:
        return row.state
    return Attention.RETRIED if entry.sent_again else None


def _is_given_up(entry: Entry | None) -> bool:
    return entry is not None and entry.queued == GIVEN_UP and not entry.finished


def wanted(parameters: Mapping[str, str]) -> Wanted:
    """Return what a query asks for; raises MalformedRequest naming every wrong parameter."""
    wrong: list[dict[str, str]] = []
    read: dict[str, Any] = {}
    for name, text in parameters.items():
        reader = _READERS.get(name)
        if reader is None:
            choices = ", ".join(_READERS)
            wrong.append(
                {"field": _shown(name), "message": f"is no parameter; there are {choices}"}
            )
            continue
        field, parse, message = reader
        try:
            read[field] = parse(text)
        except ValueError:
            wrong.append({"field": name, "message": message})
    if wrong:
        raise MalformedRequest(wrong)
    return Wanted(**read)


def _shown(name: str) -> str:
    return name if _WORD.fullmatch(name) else "[unreadable name]"


def _states(text: str) -> frozenset[str]:
    return frozenset(Attention(one).value for one in text.split(","))


def _words(text: str) -> frozenset[str]:
    words = text.split(",")
    if not all(map(_WORD.fullmatch, words)):
        raise ValueError(text)
    return frozenset(words)


def _limit(text: str) -> int:
    number = int(text) if text.isascii() and text.isdecimal() else 0
    if not 1 <= number <= MOST_ORDERS:
        raise ValueError(text)
    return number


def _cursor(text: str) -> str:
    if not KEY.fullmatch(text):
        raise ValueError(text)
    return text


def _since(text: str) -> float:
    if _SECONDS.fullmatch(text):
        return float(text)
    moment = datetime.fromisoformat(text)
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()


_CHOICES = ", ".join(one.value for one in Attention)
_READERS: Mapping[str, tuple[str, Any, str]] = {
    "state": ("states", _states, f"must be some of {_CHOICES}, with commas between"),
    "code": ("codes", _words, "must be codes of problems, with commas between"),
    "cause": ("causes", _words, "must be causes of refusals, with commas between"),
    "since": ("since", _since, "must be a time like 2026-11-28T08:00:00Z, or seconds since 1970"),
    "limit": ("limit", _limit, f"must be a whole number from 1 to {MOST_ORDERS}"),
    "cursor": ("cursor", _cursor, "must be the next of an earlier page"),
}
PARAMETERS: Mapping[str, str] = {name: message for name, (_, _, message) in _READERS.items()}
"""Every parameter of the list, and what its value must be."""
