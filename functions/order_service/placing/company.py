"""The purchase order number and extra fields of a company's order, once it exists.

They stand in B2B Edition's record of the order, which it makes by itself some time after the order
of a company's buyer. Within seconds of the order a call may make it, number included; otherwise it
is waited for, a bounded time. The record is read before each write. Where a number is asked for,
one that is there is left alone with all else: a person may have typed it in.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from order_service.answers import NotApplied
from order_service.checkout.completion import BACK_OFF, MOST_INTERRUPTIONS
from order_service.clock import Deadline
from order_service.errors import (
    CredentialsUnusable,
    Curable,
    StorePaused,
    StoreRefused,
    StoreUnavailable,
)
from order_service.placing.ports import Store
from order_service.placing.reasons import refused
from order_service.request.b2b import B2b
from order_service.request.order import OrderRequest
from order_service.request.spelling import loose
from order_service.store.company_order import CompanyOrder
from order_service.store.order_view import OrderRow
from order_service.store.signals import CartGone, Interrupted
from order_service.store_steps import COMPANY_FIELDS, COMPANY_ORDER

NEW_SECONDS = 8.0
"""How young an order must be for a call to make its record: BigCommerce allows 10 seconds."""
RECORD_SECONDS = 300.0
"""How long a record is waited for: nothing says how late B2B Edition makes it, or that it does."""
LOOK_AFTER = (1.0, 2.0, 4.0)
"""Seconds before each further look inside one execution; then the queue goes on."""
COME_BACK = 15.0
NUMBER, EXTRA_FIELDS = "b2b.po_number", "b2b.extra_fields"
_MOST_NAMES = 10
_NO_RECORD = (
    "B2B Edition has no record of the order: its customer buys for no company there, or the store "
    "has no B2B Edition."
)
_NO_BUYER = "B2B Edition says that the order's customer buys for no company."
_ABOUT_USER = re.compile(r"\buser\b", re.IGNORECASE)
_ANOTHER_CART = "B2B Edition shows this order with another cart; nothing was written."
MAY_BE_THERE = "An earlier try may have written it all the same: look at the order in B2B Edition."


class NotWritten(Exception):
    """Why nothing was written to the record, in words for the caller."""


@dataclass(frozen=True)
class Written:
    """What the record has of what was asked for, and what it lacks with the reason."""

    applied: list[str]
    not_applied: list[NotApplied]


def company_fields(
    order: OrderRequest,
    row: OrderRow,
    since: float,
    store: Store,
    deadline: Deadline,
    *,
    again: bool = False,
) -> Written:
    """Return what was written to the record of an order that exists since then.

    ``again`` is whether an earlier execution may have written to it.
    Raises NotYet when B2B Edition cannot be asked now or has no record yet. What it refuses for
    good, a missing scope and a token that it does not take become reasons beside the order.
    """
    asked = order.b2b
    if asked is None:
        return Written([], [])
    writing = _Writing(asked, row, since, store, deadline, again)
    try:
        record = writing.record()
    except (StoreRefused, Curable) as refusal:
        if _was_not_asked(refusal):
            raise
        words = _words(refusal, order)
        return without(asked, f"{words.rstrip('.')}. {MAY_BE_THERE}" if writing.unread else words)
    except NotWritten as reason:
        return without(asked, str(reason))
    if writing.refusal is not None:
        return _compared(asked, record, _words(writing.refusal, order))
    return _compared(asked, record)


def _was_not_asked(refusal: StoreRefused | Curable) -> bool:
    """Return whether nothing was sent: the store is paused, or its secret cannot be read now.

    The order was made with that secret a moment ago: it is about to be put back.
    """
    return isinstance(refusal, StorePaused) or (isinstance(refusal, Curable) and refusal.unsent)


def _words(refusal: StoreRefused | Curable, order: OrderRequest) -> str:
    if isinstance(refusal, StoreRefused):
        return refused(refusal, order)
    return f"{refusal.code}: {refusal.detail}"


def without(asked: B2b | None, reason: str) -> Written:
    """Return that nothing of it was written, and why."""
    return Written([], [NotApplied(field=name, reason=reason) for name in _names(asked)])


def _names(asked: B2b | None) -> list[str]:
    if asked is None:
        return []
    number = [NUMBER] if asked.po_number is not None else []
    return number + ([EXTRA_FIELDS] if asked.extra_fields else [])


@dataclass
class _Writing:
    """One delivery's tries to bring the record to where it shows what was asked."""

    asked: B2b
    row: OrderRow
    since: float
    store: Store
    deadline: Deadline
    again: bool = False
    may_make: bool = True
    doubts: int = 0
    in_flight: bool = False
    """Whether a write whose answer was lost may still arrive."""
    seen: bool = False
    asked_at: float = 0
    """When the last read began: an absence is as old as that, however long its answer takes."""
    rotated: bool = False
    """Whether a write met a token that was not taken: its secret has been read anew since."""
    unread: bool = False
    """Whether the record cannot be read to which an earlier execution may have written."""
    refusal: StoreRefused | Curable | None = None
    """What a write was answered; something in front of B2B Edition may say so after it is done."""

    def record(self) -> CompanyOrder:
        """Return the record as it is in the end, also after a refusal; raises NotWritten."""
        looks = list(LOOK_AFTER)
        while True:
            record = self._read()
            if self.refusal is not None and record is None:
                raise self.refusal
            try:
                if written := self._written(record):
                    return written
                self._wait(looks)
            except (StoreRefused, Curable) as refusal:
                if _was_not_asked(refusal):
                    raise
                self._refused(refusal)
            except (Interrupted, CartGone) as doubt:
                self._doubted(doubt)

    def _refused(self, refusal: StoreRefused | Curable) -> None:
        """Believe a refusal, unless an earlier write may arrive or the token was just changed."""
        if self.in_flight:
            raise _failing(**refusal.facts) from refusal
        if isinstance(refusal, CredentialsUnusable) and not self.rotated:
            self.rotated = True
        else:
            self.refusal = refusal

    def _read(self) -> CompanyOrder | None:
        """Return the record; what was sent to it may be there although it cannot be read now."""
        self.asked_at = self.deadline.clock.now()
        try:
            record = self.store.read_company_order(self.row.id)
        except Curable as refusal:
            # A scope that is missing for good must not hold the order up for long.
            before = self.again and self._age_asked <= RECORD_SECONDS
            written = before or self.doubts or self.rotated or self.refusal is not None
            if written and not _was_not_asked(refusal):
                raise _failing(**refusal.facts) from refusal
            self.unread = self.again
            raise
        if record is None and self.seen:
            raise _failing()
        self.seen = record is not None
        return record

    def _written(self, record: CompanyOrder | None) -> CompanyOrder | None:
        if record is not None:
            settled = self.refusal is not None or self._is_settled(record)
            return record if settled else self._updated()
        return self._made() if self.may_make and self._age <= NEW_SECONDS else None

    def _doubted(self, doubt: Interrupted | CartGone) -> None:
        if self.doubts == MOST_INTERRUPTIONS:
            raise _failing(**doubt.why) from None
        self.in_flight = self.in_flight or doubt.in_flight
        self.deadline.pause(BACK_OFF * 2**self.doubts, COMPANY_FIELDS.name)
        self.doubts += 1

    def _is_settled(self, record: CompanyOrder) -> bool:
        """Return whether nothing is to be written: it is there, or somebody else wrote."""
        if record.cart_id is not None and record.cart_id != self.row.cart_id:
            raise NotWritten(_ANOTHER_CART)
        has_number = self.asked.po_number is not None and bool(loose(record.po_number))
        return has_number or not any(_lacking(self.asked, record))

    def _updated(self) -> CompanyOrder:
        return self.store.update_company_order(self.row.id, self.asked)

    def _made(self) -> CompanyOrder:
        try:
            customer_id = self.row.customer_id or 0
            return self.store.new_company_order(self.row.id, customer_id, self.asked)
        except StoreRefused:
            # It has a record by now, or is too old for one: both are looked for.
            self.may_make = False
            refused = Interrupted(COMPANY_FIELDS.name)
            refused.in_flight = False
            raise refused from None
        except CartGone as gone:
            self.may_make = False
            if _ABOUT_USER.search(" ".join(gone.why.get("store", {}).get("words", ()))):
                raise NotWritten(_NO_BUYER) from None
            # An order that is not known there yet.
            raise

    def _wait(self, looks: list[float]) -> None:
        looked_again = len(looks) < len(LOOK_AFTER)
        if self._age_asked > RECORD_SECONDS and looked_again:
            # Something in front of B2B Edition may have answered the first look.
            raise NotWritten(_NO_RECORD)
        if not looks:
            said = "B2B Edition has no record of the order yet."
            raise StoreUnavailable(said, step=COMPANY_ORDER.name, retry_after=COME_BACK)
        self.deadline.pause(looks.pop(0), COMPANY_ORDER.name)

    @property
    def _age(self) -> float:
        return self.deadline.clock.now() - self.since

    @property
    def _age_asked(self) -> float:
        return self.asked_at - self.since


def _failing(**why: Any) -> StoreUnavailable:
    said = "B2B Edition keeps failing this step."
    return StoreUnavailable(said, step=COMPANY_FIELDS.name, retry_after=5, **why)


def _compared(asked: B2b, record: CompanyOrder, why: str = "") -> Written:
    lacking = list(_lacking(asked, record))
    reasons: dict[str, str] = {}
    if NUMBER in lacking:
        reasons[NUMBER] = (
            "B2B Edition shows another number, which somebody else wrote; it was left alone."
            if loose(record.po_number)
            else "B2B Edition took it and shows none."
        )
    names = [name for name in lacking if name != NUMBER]
    if names:
        listed = ", ".join(names[:_MOST_NAMES])
        reasons[EXTRA_FIELDS] = f"B2B Edition shows another value, or none, for: {listed}"
    reasons = {name: why or reason for name, reason in reasons.items()}
    applied = [name for name in _names(asked) if name not in reasons]
    return Written(applied, [NotApplied(field=n, reason=why) for n, why in reasons.items()])


def _lacking(asked: B2b, record: CompanyOrder) -> Iterator[str]:
    """Yield what the record does not show: the number, and each extra field by its name."""
    if asked.po_number is not None and loose(record.po_number) != loose(asked.po_number):
        yield NUMBER
    shown = {field.name: field.value for field in record.extra_fields}
    for field in asked.extra_fields:
        if not _same(shown.get(field.name), field.value):
            yield field.name


def _same(shown: str | None, asked: str) -> bool:
    if loose(shown) == loose(asked):
        return True
    try:
        return shown is not None and Decimal(shown) == Decimal(asked)
    except InvalidOperation:
        return False
