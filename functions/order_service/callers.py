"""Pure: who sends an order or asks about one, as far as an entry point can say."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Caller:
    """One caller, by an id that names no person; without an id nobody can say who it is.

    ``by_message`` is for the queue, where a sender gets no answer.
    """

    id: str = ""
    by_message: bool = False


UNKNOWN = Caller()
