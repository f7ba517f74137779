"""Takes a checkout, step by step, to where it lacks nothing; and ends a cart that is not needed.

Its store has no create-order: code that is handed only this cannot make an order.
"""

import re
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Any

from order_service.checkout.accepted import Accepted
from order_service.checkout.next_step import next_step
from order_service.checkout.ports import Checkouts
from order_service.checkout.sent_calls import SentCalls
from order_service.checkout.shipping import NOT_LISTED
from order_service.checkout.steps import (
    AddMetafield,
    ChooseShipping,
    Reduction,
    RemoveConsignment,
    RemoveFees,
    Step,
)
from order_service.clock import Deadline
from order_service.errors import NoShippingOption, NotYet, StoreRefused, StoreUnavailable
from order_service.request.order import OrderRequest
from order_service.store.checkout_view import CheckoutView
from order_service.store.refusal_causes import OTHER, explained
from order_service.store.signals import BrokenOffer, CartGone, CartUnusable, Interrupted, Signal
from order_service.store_steps import CART

MOST_INTERRUPTIONS = 4
"""How often a write whose answer was lost is looked up and repeated."""
CONFLICT = 409
BACK_OFF = 0.2
"""Seconds before the first repetition; each later one waits twice as long."""
CARRIER_SECONDS = 2.0
"""Wait before a checkout is read once more whose carriers offered nothing: a carrier can be silent
for a moment, and the store then lists no option at all."""


def completed(
    checkout: CheckoutView, order: OrderRequest, store: Checkouts, deadline: Deadline
) -> CheckoutView:
    """Return the checkout after every step that it lacked.

    Raises CartGone, CartUnusable, Refused or NotYet.
    """
    now, sent = _Now(checkout, order, store), SentCalls()
    try:
        return _stepped(now, deadline, sent, most_parts=max(len(order.parts), 1))
    except NotYet as later:
        sent.delay(later, now.checkout)
        raise


def _stepped(now: "_Now", deadline: Deadline, sent: SentCalls, most_parts: int) -> CheckoutView:
    doubts: list[Interrupted] = []
    stale: list[StoreRefused | NoShippingOption] = []
    asked_again = False
    # A write of an earlier execution may land right before its repetition, which is refused then.
    believes = now.checkout.grand_total is None
    # Each choice of an option may give those of all other consignments new ids, and show that one
    # costs more than it was offered for.
    most_stale = (MOST_INTERRUPTIONS + 1) * most_parts
    while len(doubts) <= MOST_INTERRUPTIONS and len(stale) < most_stale:
        try:
            while due := now.due():
                sent.check(due)
                now.take(due, sent)
            sent.check_over(now.checkout)
        except (StoreRefused, NoShippingOption) as refusal:
            if not asked_again and _may_pass(refusal):
                asked_again = True
                deadline.pause(CARRIER_SECONDS, "shipping_option")
            elif not believes and isinstance(refusal, StoreRefused) and refusal.is_the_stores:
                believes = True
            else:
                _raise_unless_stale(refusal, now.accepted, now.fresh)
                stale.append(refusal)
        except Interrupted as doubt:
            doubts.append(doubt)
            deadline.pause(_wait(doubt, len(doubts) - 1), "checkout")
        else:
            return now.checkout
        now.look_again()
    raise (stale[-1] if stale and not doubts else _given_up(doubts))


class _Now:
    """The checkout as far as it is known, and what the store has accepted of it."""

    def __init__(self, checkout: CheckoutView, order: OrderRequest, store: Checkouts) -> None:
        self.checkout = checkout
        self.accepted = Accepted()
        if checkout.grand_total is None:
            # Nobody but the store can have changed a cart by the answer that opens it.
            self.accepted.from_the_start = checkout.cart.manual_discount
        self.fresh = False
        """Whether it was read since the last step."""
        self._has_written = False
        self._is_shown = True
        self._was_looked_over = False
        self._order = order
        self._store = store

    def due(self) -> Step | None:
        """Return the next step, None if there is none.

        Neither the answer to a note nor a refusal shows the checkout, and another answer may leave
        out what somebody else has added: where no other step follows, it is read. What is due after
        that once more is not sent without end.
        """
        while True:
            try:
                step = next_step(self.checkout, self._order, self.accepted)
            except (StoreRefused, CartUnusable) as no:
                if not self._may_be_otherwise(no):
                    raise
                continue
            if step or self._is_shown:
                return step
            self.read()
            if not self._was_looked_over:
                self.accepted.read_afresh()
            self._was_looked_over = True

    def take(self, due: Step, sent: SentCalls) -> None:
        """Let the store carry out this step."""
        after = self.checkout
        is_shown = not isinstance(due, AddMetafield)
        self.accepted.note_sent(due, self.checkout)
        try:
            after = self._store.apply(due, self.checkout)
            self.accepted.note(due, after, self.checkout)
            sent.note_accepted(due, self.checkout, after)
        except (StoreRefused, CartGone, Interrupted) as refused:
            keeps = self.fresh and isinstance(due, RemoveConsignment) and _is_meant(refused)
            if isinstance(refused, Interrupted) and not keeps:
                sent.note(due, self.checkout, refused)
                self._note_lost(due)
                raise
            self.accepted.go_on_after(due, refused)
            is_shown = False
        self._has_written = True
        are_old = isinstance(due, Reduction) and after.has_offers
        lacks = after.lacks_of(_left_by(due, self.checkout))
        self.checkout = after.without_offers() if are_old else after
        self.fresh, self._is_shown = False, is_shown and after.shows_all
        if lacks or are_old:
            # What was there must not be sent again because the answer leaves it out, and no option
            # is chosen that was offered at another price of the goods.
            self.read()

    def _note_lost(self, due: Step) -> None:
        # It may have taken effect.
        self.accepted.note_lost(due)
        if isinstance(due, Reduction):
            self.checkout = self.checkout.without_offers()

    def look_again(self) -> None:
        """Read the checkout, and send again what it does not show."""
        self.accepted.note_broken(self.checkout)
        self.read()
        self.accepted.read_afresh()

    def read(self) -> None:
        """Read the checkout."""
        read = self._store.read_checkout(self.checkout.id)
        self.checkout = read.keeping_offers(self.checkout, asked=True)
        self.fresh = self._is_shown = True

    def _may_be_otherwise(self, no: StoreRefused | CartUnusable) -> bool:
        """Return whether the store may yet have what its last answer does not show.

        The answer to another step may leave it out, so that a read says more: what was accepted
        stays so, and is not sent twice. A coupon that another step has dropped is given once more.
        """
        if isinstance(no, StoreRefused) and no.step == ChooseShipping.name:
            return False
        if not self.fresh and self._has_written:
            self.read()
            return True
        coupon = no.facts.get("coupon_code", "") if isinstance(no, StoreRefused) else ""
        return self.accepted.gives_again(coupon)


def _left_by(step: Step, checkout: CheckoutView) -> CheckoutView:
    """Return the checkout without what the step takes away."""
    match step:
        case RemoveFees(ids):
            left = tuple(fee for fee in checkout.fees if fee.id not in ids)
            return checkout.model_copy(update={"fees": left})
        case RemoveConsignment(consignment_id):
            others = tuple(row for row in checkout.consignments if row.id != consignment_id)
            return checkout.model_copy(update={"consignments": others})
        case _:
            return checkout


def _wait(doubt: Interrupted, times: int) -> float:
    return CARRIER_SECONDS if isinstance(doubt, BrokenOffer) else BACK_OFF * 2**times


def _given_up(doubts: Sequence[Interrupted]) -> StoreRefused | StoreUnavailable:
    """Return what the same step failing at every try means, in the store's words.

    Each try began with a fresh look, so that a 409 which comes every time and speaks of no
    conflict is not about our version of the cart: the store means it.
    """
    step, why = str(doubts[-1]), doubts[-1].why
    same = {str(doubt) for doubt in doubts} == {step}
    if same and all(_conflicts(doubt) for doubt in doubts) and _is_meant(doubts[-1]):
        facts = explained(OTHER) | why
        return StoreRefused("The store refused this step at every try.", step=step, **facts)
    return StoreUnavailable("The store keeps failing this step.", step=step, retry_after=5, **why)


def _conflicts(no: Exception) -> bool:
    return _answer(no).get("status") == CONFLICT


def _is_meant(no: Exception) -> bool:
    """Return whether this is a 409 that speaks of something else than a conflict."""
    said = " ".join(_answer(no).get("words", ())).casefold()
    return _conflicts(no) and bool(said) and not re.search(r"conflict|version", said)


def _answer(no: Exception) -> Mapping[str, Any]:
    answer: Mapping[str, Any] = no.why.get("store", {}) if isinstance(no, Interrupted) else {}
    return answer


def _may_pass(refusal: StoreRefused | NoShippingOption) -> bool:
    """Return whether carriers were silent, or left something out, as they do for a moment."""
    if not isinstance(refusal, NoShippingOption):
        return False
    why = {offer["left_out"] for offer in refusal.facts["offered"]}
    return "errors" in refusal.facts or why <= NOT_LISTED


def _raise_unless_stale(
    refusal: StoreRefused | NoShippingOption, accepted: Accepted, fresh: bool
) -> None:
    """Raise the refusal, unless it is about shipping options that were read before the last choice.

    One consignment's choice may have given the options of another new ids, and have shown that an
    option costs more than it was offered for.
    """
    chosen = isinstance(refusal, StoreRefused) or accepted.has_chosen_shipping
    if fresh or not chosen or refusal.step != ChooseShipping.name:
        raise refusal


def discard(cart_id: str, store: Checkouts) -> bool:
    """Delete a cart that will not become an order, if the store lets us: no mail about it.

    Returns whether the store says that it was there until now, and so became nobody's order.
    """
    with suppress(NotYet, StoreRefused, Signal):
        return bool(cart_id) and store.delete_cart(cart_id)
    return False


def refusal(said: str, signal: CartGone | CartUnusable) -> StoreRefused:
    """Return why a cart that a new one did not help is refused, and in which fields it differs.

    For a cart that the store does not find it has the store's words and the step that found it
    gone: they may be about what the step asked for.
    """
    if isinstance(signal, CartUnusable):
        differs = {"errors": signal.differs} if signal.differs else {}
        return StoreRefused(said, step=CART.name, **differs)
    said = "The store does not find the cart, or what this step asks for."
    return StoreRefused(said, step=str(signal) or CART.name, **(explained(OTHER) | signal.why))
