"""Pure: the steps that the owner of a key may write down."""

import json
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any, Protocol

from order_service.answers import Finishing, OrderDraft
from order_service.errors import NotYet, OrderError
from order_service.ledger.entry import Entry, Phase
from order_service.request.iso_codes import rounded

EXPLAINED = ("cause", "hint", "store", "shortages", "errors")
"""The facts of an error that are kept for callers who ask about the key, its customer masked."""


_MOST_WRITES = 1000
"""More than one look at a finished key writes."""

NOTED = "noted"
"""Among the changes of a write: its note in the history, where that is not the phase's."""


class CancelAsked(Exception):
    """Nothing was written: somebody has asked to cancel since the entry was read."""

    def __init__(self, wish: str) -> None:
        super().__init__(wish)
        self.wish = wish


class Write(Protocol):
    """Writes one step of a lease."""

    def __call__(
        self,
        entry: Entry,
        changes: Mapping[str, Any],
        *,
        gives_back: bool,
        heeds: bool,
        holds: float,
    ) -> Entry:
        """Return the entry as written; ``gives_back`` ends the lease with the write.

        Where it ``holds``, it ends so many seconds later.

        One that ``heeds`` raises CancelAsked where more is asked to be cancelled than the entry
        says.
        """
        ...


class Lease:
    """The right to work on one key; ``entry`` is the item as last written.

    Each method writes one step and raises InProgress when the lease has gone to another. Those
    after which it is too late to cancel raise CancelAsked for a wish that the entry does not have
    yet: nothing is written then, and the entry has it.
    """

    def __init__(self, entry: Entry, write: Write) -> None:
        self.entry = entry
        self.untried_for = entry.untried_for
        self._write = write
        self._revision = entry.revision
        self._listed_since = 0.0
        self._total: Decimal | None = None

    def listed(self, since: float) -> None:
        """Mark the entry, by the next write, as one that is listed among those for attention.

        The list is written first: the mark says that there may be a row to remove.
        """
        self._listed_since = since

    def cart_opened(
        self, cart_id: str, redirect_urls: Mapping[str, Any], customer: int | None = None
    ) -> None:
        """Save the cart, so that a later delivery goes on with it.

        ``customer`` is the one that was looked up for it, 0 for a guest, None if none was.
        """
        there: dict[str, Any] = {"cart_gone_at": 0} if self.entry.cart_gone_at else {}
        if customer is not None:
            there["cart_customer"] = customer
        self._save(
            phase=Phase.CART,
            cart_id=cart_id,
            redirect_urls=json.dumps(dict(redirect_urls)),
            carts=self.entry.carts + 1,
            **there,
        )

    def cart_gone(self, now: float) -> None:
        """Save when the cart was first seen to be gone before any create-order was sent.

        A version that does not know this leaves what was saved of an earlier cart.
        """
        first = self.entry.cart_gone_at
        if not first or first < self.entry.since(Phase.CART):
            self._save(cart_gone_at=now)

    def cart_there(self) -> None:
        """Forget that the cart seemed to be gone: a shopper may pay it from now on."""
        if self.entry.cart_gone_at:
            self._save(cart_gone_at=0)

    def submitting(self, draft: OrderDraft, now: float) -> None:
        """Save the intent to create the order: durable before the call is made.

        The lease outlives its execution, so its end is when the call can be sent at the latest.
        """
        self._check_wish()
        earlier = self._drafts_before() if self.entry.creates else {}
        doubt_begins = not self.entry.creates or self.entry.phase is Phase.PARKED
        if self.entry.failing_since and doubt_begins:
            # What failed before this doubt says nothing of how long it lasts.
            earlier["failing_since"] = 0
        self._save(
            heeds=True,
            **earlier,
            phase=Phase.SUBMITTING,
            attempts=self.entry.attempts + 1,
            submitted_at=now,
            sends_until=self.entry.lease_until,
            redirect_urls="",
            draft=draft.model_dump_json(),
        )

    def not_submitted(self, before: Entry, *, answered: bool = False, found: bool = False) -> None:
        """Take the intent back: the call was not sent, or the store ``answered`` that it refuses.

        What was answered is believed, and counted: it is looked at once more later. Its draft
        stays, for that look may find its order. So does that of a call which was not sent because
        an order was ``found``: a shopper may have made it of the cart as it is now.
        """
        drafts = self._after_refusal(before) if answered else {"draft": before.draft}
        if found:
            drafts["earlier_draft"] = self.entry.draft
        self._save(
            phase=before.phase,
            attempts=before.attempts,
            submitted_at=before.submitted_at,
            sends_until=before.sends_until,
            redirect_urls=before.redirect_urls,
            **drafts,
            concluded=before.concluded + answered,
        )

    def denied(self, before: Entry) -> None:
        """Keep the intent until the settle time has passed, and count no attempt.

        The token may not create orders: that is believed only when no order has shown by then.
        """
        drafts = self._after_refusal(before)
        self._save(attempts=before.attempts, **drafts, concluded=before.concluded + 1)

    def exhausted(self, attempts: int, problem: Mapping[str, Any], now: float) -> None:
        """Save that no create-order may follow, and why; the settle time begins anew."""
        self._save(
            attempts=attempts,
            submitted_at=now,
            sends_until=self.entry.lease_until,
            problem=json.dumps(problem),
        )

    def found(self, total: Decimal | None) -> None:
        """Note the total that the store shows of the order that was found, None if it shows none.

        It shows which of two attempts made the order, whose totals and shipping callers are given.
        """
        self._total = total

    def asked_for(self, total: Decimal) -> bool:
        """Return whether an order of this total was to be made, as far as that was kept."""
        drafts = [one for one in (self.entry.draft, self.entry.earlier_draft) if one]
        drafts += self._refused_drafts()
        return not drafts or any(_costs(kept, total) for kept in drafts)

    def made(self, order_id: int) -> None:
        """Save the order that a second attempt made, before it is known to be the only one.

        Should the write fail, the next one carries the order's id.
        """
        self.entry = replace(self.entry, order_id=order_id)
        self._save(order_id=order_id)

    def seen(self, order_id: int) -> None:
        """Save the order that was found, before anything else is said of the key.

        Should the write fail, the next one carries the order's id.
        """
        self._keep(order_id)
        self._save(**self._kept())

    def finishing(self, order_id: int, look_at: float = 0, *, noted: str = Phase.FINISHING) -> None:
        """Save the order that this key stands for, with something left to do about it.

        ``noted`` is what the history says: ``finishing``, or why it writes no field yet.
        ``look_at`` as in ``placed``: the execution that finishes the order sees that it is needed.
        Should the write fail, the next one carries the order's id, so that it is never forgotten.
        """
        self._keep(order_id)
        due: dict[str, Any] = {"look_at": look_at} if look_at else {}
        due |= {NOTED: noted} if noted != Phase.FINISHING else {}
        self._save(phase=Phase.FINISHING, **self._kept(), **due)

    def placed(self, order_id: int, finishing: Finishing | None = None, look_at: float = 0) -> None:
        """Save the order that this key stands for from now on.

        ``look_at`` is when the store is searched for a duplicate once more, 0 if never.
        """
        self._keep(order_id)
        done: dict[str, Any] = {"finishing": finishing.model_dump_json()} if finishing else {}
        taken = self.entry.phase in (Phase.FINISHING, Phase.PARKED) and self.entry.look_at
        due: dict[str, Any] = {"look_at": look_at} if look_at or taken else {}
        self._end(heeds=True, phase=Phase.PLACED, **self._kept(), **done, **due)

    def rejected(self, problem: Mapping[str, Any], look_at: float = 0) -> None:
        """Save the refusal that this key gets from now on; ``look_at`` as in ``placed``."""
        self._check_wish()
        due: dict[str, Any] = {"look_at": look_at} if look_at else {"disputed": 0}
        self._end(heeds=True, phase=Phase.REJECTED, problem=json.dumps(problem), **due)

    def cancelling(self, lands_until: float) -> None:
        """Save until when the store may carry out the write that cancels the order.

        It is durable before the write is sent, so that nothing is concluded from an order that
        somebody acted on while the write may still arrive.
        """
        self._save(cancel_lands_until=lands_until)

    def cancelled(self, look_at: float = 0, *, disputed: bool = False) -> None:
        """Save that this key has no order and gets none; ``look_at`` as in ``placed``.

        ``disputed`` says that one may live all the same, which a person knows.
        """
        self._end(phase=Phase.CANCELLED, look_at=look_at, disputed=int(disputed))

    def given_back(self) -> None:
        """Give the lease back with nothing else written."""
        self._end()

    def archiving(self, order_id: int, until: float, kept: int) -> None:
        """Save that a call archives a duplicate for ``kept``, and ``until`` when it can be sent.

        Its answer may be lost, and it may arrive after somebody has acted on that order. No list
        has an archived order, so only this record shows that there was one; and a list that is late
        may show the kept one no more.
        """
        sent = self.entry.archive_calls()
        sent[order_id] = max(until, sent.get(order_id, 0))
        calls = " ".join(f"{one}@{when:.1f}" for one, when in sent.items())
        self._save(archiving=calls, kept=kept)

    def looked_again(self, *, disputed: bool = False) -> None:
        """Save that the second look at a finished key has been taken.

        ``disputed`` says that it was left to a person: no retry may follow. Of two looks at the
        same time it is the one that counts, in whichever order they are written.
        """
        if disputed:
            # A finished key has no lease of its own: both looks begin with the same revision, and
            # write once more for each duplicate.
            self._revision += _MOST_WRITES
        self._save(look_at=0, disputed=int(disputed))

    def parked(self) -> None:
        """Save that a person decides from here, who has the message too."""
        self._end(phase=Phase.PARKED, queued=0)

    def released(self, reason: OrderError, failing_since: float = 0) -> None:
        """Give the lease back with the reason, so that the next delivery need not wait for it.

        One that holds the key keeps every other execution away until then.
        ``failing_since`` is when the store began to fail on this order, 0 if it does not.
        """
        error = {"code": reason.code, "step": reason.step, "detail": reason.detail}
        error |= {name: reason.facts[name] for name in EXPLAINED if name in reason.facts}
        known = self._kept() if self.entry.order_id else {}
        if failing_since != self.entry.failing_since:
            known["failing_since"] = failing_since
        holds = reason.holds if isinstance(reason, NotYet) else 0.0
        self._end(holds=holds, last_error=json.dumps(error), **known)

    def _keep(self, order_id: int) -> None:
        """Keep, of the attempts' drafts, the one that led to the order that stays.

        It is the one with the order's total; where none has it, the order's id decides. Of two, the
        other one is kept beside it: another order may have to stay later.
        """
        entry = self.entry
        drafts = [entry.draft, entry.earlier_draft or entry.draft]
        if entry.order_id not in (0, order_id):
            drafts.reverse()
        drafts += self._refused_drafts()
        total = self._total
        if total is not None and entry.earlier_draft:
            drafts.sort(key=lambda draft: not _costs(draft, total))
        kept, earlier = drafts[0], entry.earlier_draft
        other = entry.draft if earlier and kept != entry.draft else earlier
        self.entry = replace(entry, order_id=order_id, draft=kept, earlier_draft=other)

    def _refused_drafts(self) -> list[str]:
        """Return the draft of a refused attempt, if it is this cart's.

        Another version that lets a refused key begin anew leaves that of its earlier cart.
        """
        kept, cart_id = self.entry.refused_draft, self.entry.cart_id
        return [kept] if kept and OrderDraft.model_validate_json(kept).cart_id == cart_id else []

    def _drafts_before(self) -> dict[str, Any]:
        """Return the drafts of the attempts before the one that begins.

        Of an attempt that was refused after one in doubt the order may show yet, whatever is sent
        now.
        """
        entry = self.entry
        refused = entry.earlier_draft if entry.earlier_draft != entry.draft else ""
        kept = {"refused_draft": refused} if refused else {}
        return {"earlier_draft": entry.draft, **kept}

    def _after_refusal(self, before: Entry) -> dict[str, Any]:
        """Return the drafts after a create-order that was refused.

        An order that shows is rather that of an earlier attempt whose outcome is not known.
        """
        if not before.attempts:
            return {"draft": self.entry.draft}
        return {"draft": before.draft, "earlier_draft": self.entry.draft}

    def _kept(self) -> dict[str, Any]:
        entry = self.entry
        earlier = {"earlier_draft": entry.earlier_draft} if entry.earlier_draft else {}
        return {"order_id": entry.order_id, "draft": entry.draft, **earlier}

    def _check_wish(self) -> None:
        """Raise CancelAsked where it is known: nothing but a cancellation may follow."""
        if self.entry.cancel_asked:
            raise CancelAsked(self.entry.cancel_asked)

    def _end(self, *, heeds: bool = False, holds: float = 0.0, **changes: Any) -> None:
        self._save(gives_back=True, heeds=heeds, holds=holds, **changes)

    def _save(
        self, *, gives_back: bool = False, heeds: bool = False, holds: float = 0.0, **changes: Any
    ) -> None:
        # Counted by attempts: one that failed may still land, and must not after a later one.
        self._revision += 1
        changes["revision"] = self._revision
        if self._listed_since and not self.entry.attention:
            changes["attention"] = self._listed_since
        try:
            self.entry = self._write(
                self.entry, changes, gives_back=gives_back, heeds=heeds, holds=holds
            )
        except CancelAsked as asked:
            self.entry = replace(self.entry, cancel_asked=asked.wish)
            raise


def _costs(draft: str, total: Decimal) -> bool:
    totals = OrderDraft.model_validate_json(draft).totals
    return rounded(total, totals.currency) == totals.grand_total
