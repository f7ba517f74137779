"""Pure: which of several orders of one cart stays, for the service and for who advises a person."""

from typing import Protocol


class Compared(Protocol):
    """An order, as far as it matters here."""

    @property
    def id(self) -> int:
        """Its number."""
        ...

    @property
    def is_deleted(self) -> bool:
        """Whether it is archived."""
        ...

    @property
    def ended(self) -> bool:
        """Whether it was cancelled, declined or refunded."""
        ...

    @property
    def untouched(self) -> bool:
        """Whether nobody has paid or moved it."""
        ...

    @property
    def made_by_create_order(self) -> bool:
        """Whether it is not a shopper's own."""
        ...


def rank(
    order: Compared, *, of_a_changed_cart: bool = False
) -> tuple[bool, bool, bool, bool, bool, int]:
    """Return what orders are sorted by: the first one stays.

    An order that somebody moved or paid goes before an untouched one, one of ours before a
    shopper's, then the lowest id, so that every execution chooses the same one; what a shopper made
    of a changed cart goes after these, one that was ended then, an archived one last.
    """
    changed, made = of_a_changed_cart, order.made_by_create_order
    return order.is_deleted, order.ended, changed, order.untouched, not made, order.id
