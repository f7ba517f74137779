"""Pure: who sends an order or asks about one, as far as an entry point can say."""

import re
from dataclasses import dataclass

_UNIQUE = re.compile(r"A[A-Z0-9]{15,127}|[0-9]{12}")
"""Of a role (AROA...), a user (AIDA...), or an account for its root user."""


@dataclass(frozen=True)
class Caller:
    """One caller, by an id that names no person; without an id nobody can say who it is.

    ``by_message`` is for the queue, where a sender gets no answer.
    """

    id: str = ""
    by_message: bool = False


UNKNOWN = Caller()


def unique_id(principal: str) -> str:
    """Return the unique id of a role, a user or an account, "" if this is another name.

    It is without its session, which may be named by a person's e-mail address.
    """
    unique, _, session = principal.partition(":")
    known = _UNIQUE.fullmatch(unique) and not (unique.isdecimal() and session)
    return unique if known else ""
