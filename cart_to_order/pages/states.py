"""Pure: what the pages say of each state of a key, and the commands that fit it.

One row for each state; pages, filters and commands read it here.
"""

from __future__ import annotations

import shlex
from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass

from cart_to_order.command_line.usage import COMMANDS

GOES_ON = "goes on by itself"
FINISHED = "nothing more will happen"
PERSON = "a person must look"


@dataclass(frozen=True)
class Command:
    """A command of the command line about one key, or about all of a stack."""

    name: str
    does: str
    line: str
    """With the places {store} and {key}, both quoted for a shell."""

    def for_key(self, store: str, key: str, where: str) -> str:
        """Return the line to type, with the options that name the stack."""
        names = {"store": shlex.quote(store), "key": shlex.quote(key)}
        return f"cart-to-order {self.line.format(**names)} {where}".strip()


_OF_A_KEY = "--store {store} --key {key}"
SHOW = Command("Show", "the ledger and the store's view of this key", f"show {_OF_A_KEY}")
RETRY = Command("Retry", "once the cause is fixed, the order again, same key", f"retry {_OF_A_KEY}")
CANCEL = Command("Cancel", "this key for good: it never becomes an order", f"cancel {_OF_A_KEY}")
CANCEL_ORDER = Command(
    "Cancel",
    "the order, unless somebody moved or paid it",
    f"cancel {_OF_A_KEY} --order",
)
LETTERS = Command("Letters", "which messages wait in the dead-letter queue", "letters")
REDRIVE = Command("Redrive", "every dead letter back to the order queue", "redrive")


@dataclass(frozen=True)
class State:
    """One state: the tone of its name, what comes next, and the commands that fit."""

    tone: str
    next: str
    commands: tuple[Command, ...] = (SHOW,)
    settled: bool = False
    """Whether nothing more happens by itself."""


STATES: Mapping[str, State] = {
    "claimed": State("calm", GOES_ON, (SHOW, CANCEL)),
    "cart": State("calm", GOES_ON, (SHOW, CANCEL)),
    "submitting": State("wait", GOES_ON),
    "finishing": State("wait", GOES_ON),
    "placed": State("good", FINISHED, (SHOW, CANCEL_ORDER), settled=True),
    "rejected": State("bad", "fix the cause, then retry", (SHOW, RETRY, CANCEL), settled=True),
    "cancelled": State("calm", FINISHED, settled=True),
    "parked": State("odd", PERSON, (SHOW, LETTERS, REDRIVE), settled=True),
    "in_doubt": State("wait", GOES_ON),
    "unfinished": State("wait", GOES_ON, (SHOW, LETTERS, REDRIVE)),
    "waiting": State("wait", "goes on when the store's secret or pause is fixed", (SHOW, CANCEL)),
    "retried": State("wait", GOES_ON, (SHOW, CANCEL)),
    "invalid": State("bad", "waits for a corrected request", (SHOW, LETTERS)),
}
_UNKNOWN = State("calm", "not known to this release: update the command line")


def state_of(name: str) -> State:
    """Return the row of a state, also of one that a later release may have."""
    return STATES.get(name, _UNKNOWN)


def settled(name: str) -> bool:
    """Return whether nothing more happens to a key by itself."""
    return state_of(name).settled


def command_lines(
    state: str, name: tuple[str, str], where: str, known: Container[str] = COMMANDS
) -> Iterator[tuple[Command, str]]:
    """Yield the commands that fit a store's key in this state, each with the line to type.

    One that this release does not have is left out.
    """
    for command in state_of(state).commands:
        if command.line.partition(" ")[0] in known:
            yield command, command.for_key(*name, where)
