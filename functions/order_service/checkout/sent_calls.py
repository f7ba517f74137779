"""The writes of one execution that got no answer, and may still change the cart."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from order_service.checkout.steps import AddFees, AddMetafield, RemoveFees, Step
from order_service.clock import ARRIVES_WITHIN
from order_service.errors import NotYet, StoreUnavailable
from order_service.store.checkout_view import CheckoutView
from order_service.store.signals import Interrupted


@dataclass(frozen=True)
class _Lost:
    step: Step
    version: int | None
    """The one that the call names, as it was sent; None where nothing stops it later."""
    why: Mapping[str, Any]


@dataclass
class SentCalls:
    """The writes of one execution that got no answer: they may still change the cart.

    One that arrives after the cart was compared, and right before create-order, would make an order
    that nobody asked for. The version that it names stops it once the cart has got another one.
    """

    _lost: list[_Lost] = field(default_factory=list)
    _uncounted: set[type[Step]] = field(default_factory=set)
    """The kinds of steps that gave the cart no other version."""

    def note(self, step: Step, checkout: CheckoutView, doubt: Interrupted) -> None:
        """Remember a call that may still be carried out; a metafield is only ever made once."""
        if doubt.in_flight and not isinstance(step, AddMetafield):
            takes_none = isinstance(step, AddFees | RemoveFees)
            version = None if takes_none else checkout.version
            self._lost.append(_Lost(step, version, doubt.why))

    def note_accepted(self, step: Step, before: CheckoutView, after: CheckoutView) -> None:
        """Remember whether the store counts such a step as a change of the cart."""
        if before.version == after.version:
            self._uncounted.add(type(step))

    def check(self, due: Step) -> None:
        """Raise StoreUnavailable where a step is due again whose first call nothing stops."""
        for one in self._lost:
            if type(one.step) is type(due) and one.version is None:
                raise _may_arrive(one)

    def check_over(self, checkout: CheckoutView) -> None:
        """Raise StoreUnavailable where a call could still change the cart as it is now."""
        for one in self._lost:
            if one.version is not None and one.version == checkout.version:
                raise _may_arrive(one)

    def delay(self, later: NotYet, checkout: CheckoutView) -> None:
        """Put off the next delivery of the key, of any message, where nothing stops a call.

        A store that does not count such a step as a change of the cart lets it in later too, also
        after its repetition: it may take away the shipping that was chosen since.
        """
        for one in self._lost:
            still_fits = type(one.step) in self._uncounted and one.version == checkout.version
            if one.version is None or still_fits:
                _hold(later)


def _may_arrive(lost: _Lost) -> StoreUnavailable:
    said = "The store may still carry out this step, which it has not confirmed."
    step = lost.step.name
    later = StoreUnavailable(said, step=step, retry_after=ARRIVES_WITHIN, **lost.why)
    _hold(later)
    return later


def _hold(later: NotYet) -> None:
    """Let no delivery begin before the call has arrived, if it does: none knows of it."""
    later.retry_after = max(later.retry_after, ARRIVES_WITHIN)
    later.holds = ARRIVES_WITHIN
