"""Pure: what the store's adapter reports to the flow; none of it ever reaches a caller.

Signal
├── Interrupted     a repeatable write may or may not have happened: read, go on
│   └── BrokenOffer a shipping option could not be read
├── CartGone        the store no longer knows the cart
├── CartUnusable    the cart does not hold what this order needs
└── Ambiguous       a create-order may have made an order: look before anything else
"""

from collections.abc import Iterable, Mapping
from typing import Any


class Signal(Exception):
    """Passes between the store's adapter and the flow; never reaches a caller.

    ``why`` has the facts of a problem: the store's words and their cause, where it gave any.
    ``in_flight`` says that the store may carry the call out later still.
    """

    in_flight = True

    def __init__(self, step: str = "", **why: Any) -> None:
        super().__init__(step)
        self.why = why


def unread(field: str) -> Mapping[str, str]:
    """Return the error that names a field which the store's answer lacks, or has otherwise."""
    return {"field": field, "message": "is missing or unreadable in the store's answer"}


class Interrupted(Signal):
    """A repeatable write failed, was doubtful or met another version: read the checkout."""


class BrokenOffer(Interrupted):
    """A shipping option that may be the right one could not be read: it may be the next time."""


class CartGone(Signal):
    """The store answers that the cart or checkout does not exist."""


class CartUnusable(Signal):
    """The cart cannot become this order, and a new one can; ``differs`` names the fields."""

    def __init__(self, differs: Iterable[Mapping[str, str]] = ()) -> None:
        super().__init__()
        self.differs = list(differs)


class Ambiguous(Signal):
    """A create-order was sent and no conclusive answer came back."""
