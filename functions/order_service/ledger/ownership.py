"""Pure: whom a key belongs to, where callers are kept apart: the caller who used it first.

The key itself is the same for all callers: what two versions, or two settings, of the service find
under it is the same item, so that no order is made twice when the setting changes.
"""

from dataclasses import dataclass

from order_service.callers import Caller
from order_service.ledger.entry import Entry

_OWN = " AND (attribute_not_exists(belongs_to) OR belongs_to = :caller)"
_NOBODYS = " AND attribute_not_exists(belongs_to)"


@dataclass(frozen=True)
class Ownership:
    """The rule of one stack; not ``enforced``, all callers share all keys."""

    enforced: bool = False

    def condition(self, caller: Caller) -> str:
        """Return what a claim of a key that is there asks of it, besides being free.

        Nothing of a message: it carries the order that the key stands for, and gets no answer.
        """
        if not self.enforced or caller.by_message:
            return ""
        return _OWN if caller.id else _NOBODYS

    def admits(self, caller: Caller, entry: Entry) -> bool:
        """Return whether the caller may learn anything of a key, or use it.

        A key without an owner is from before callers were noted: it is shared as it was then.
        """
        return not self.enforced or entry.belongs_to in ("", caller.id)

    def placed(self, caller: Caller, entry: Entry) -> bool:
        """Return whether the caller is the one who used the key first, or nobody has to be."""
        return not self.enforced or (caller.id != "" and entry.belongs_to == caller.id)


SHARED = Ownership()
