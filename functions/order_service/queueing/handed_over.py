"""What a key's state says after a message was sent for it."""

from contextlib import suppress

from order_service.errors import LedgerUnavailable
from order_service.ledger.entry import GIVEN_UP, Entry, Phase
from order_service.ledger.ledger import Ledger


def note_queued(entry: Entry, ledger: Ledger) -> None:
    """Note that a message was just sent for a key whose entry does not say so, or denies it.

    The entry is as it was before: the message may have come since. One that was only accepted is
    not worth the write: nothing in it is untrue. If the write fails, the state stays vague until
    the message comes.
    """
    is_denied = entry.queued == GIVEN_UP or entry.phase is Phase.PARKED or entry.last_error
    if is_denied and entry.queued <= 0:
        with suppress(LedgerUnavailable):
            ledger.queued_again(entry)
