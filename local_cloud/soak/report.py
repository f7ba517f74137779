"""What a soak came to, and whether that is good enough."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from local_cloud.soak.callers import End

FINISHED = ("placed", "rejected", "parked")
CALLS_OF_A_CALM_ORDER = 5
ENOUGH_FOR_TROUBLE = 20
"""With this many orders some calls to the store and to the ledger must have failed."""
PARKED_EACH = 500
"""So many orders may have one more that is parked: both its create-orders came to nothing."""
MOST_ATTEMPTS = 2
"""As the service has it: after so many create-orders of which no order is seen, a key is parked."""


@dataclass(frozen=True)
class Report:
    """The figures of one soak."""

    asked: int
    must_be_refused: int
    phases: Mapping[str, int]
    live: int
    carts_with_duplicates: int
    archived: int
    wrong_order: int
    without_answer: int
    answered_otherwise: int
    requests: int
    throttled: int
    faults: int
    ledger_faults: int
    kills: int
    waiting: int
    parked_rightly: int
    letters_astray: int

    @property
    def lost(self) -> int:
        """Orders asked for that are neither live, nor refused, nor parked, nor on their way."""
        settled = self.live + self.phases.get("rejected", 0) + self.parked
        return self.asked - settled - self.unfinished

    @property
    def unfinished(self) -> int:
        """Orders still on their way: the ledger or a message has them."""
        begun = sum(self.phases.values()) - sum(self.phases.get(phase, 0) for phase in FINISHED)
        not_begun = self.asked - sum(self.phases.values())
        return begun + min(not_begun, self.waiting)

    @property
    def calm(self) -> bool:
        """Whether trouble stayed out where there should have been some: that proves nothing."""
        return self.asked >= ENOUGH_FOR_TROUBLE and not (self.faults and self.ledger_faults)

    @property
    def good(self) -> bool:
        """Whether every order asked for was placed once, refused, or parked for a good reason."""
        wrong = (self.lost, self.unfinished, self.carts_with_duplicates, self.wrong_order)
        answered_wrongly = (self.without_answer, self.answered_otherwise)
        each_key_has_its_own = self.phases.get("placed", 0) == self.live
        return (
            not any((*wrong, *answered_wrongly, self.waiting, self.calm))
            and self.phases.get("rejected", 0) == self.must_be_refused
            and each_key_has_its_own
            and self._parks_as_it_should
        )

    @property
    def parked(self) -> int:
        """Orders that a person has to decide about."""
        return self.phases.get("parked", 0)

    @property
    def _parks_as_it_should(self) -> bool:
        few = self.parked <= 1 + self.asked // PARKED_EACH
        return few and self.parked == self.parked_rightly and not self.letters_astray

    @property
    def verdict(self) -> str:
        """What it comes to, in a sentence."""
        if self.good and self.parked:
            return f"No order lost or doubled; {self.parked} rightly left to a person."
        if self.good:
            return "Every order exactly once."
        if self.unfinished and not self.lost:
            return (
                "NOT FINISHED: nothing settled for too long. Nothing is lost, as far as is known."
            )
        return "NOT GOOD."

    def table(self) -> str:
        """The figures in lines."""
        rows = {
            "orders asked": self.asked,
            "live orders": self.live,
            f"refused (must be {self.must_be_refused})": self.phases.get("rejected", 0),
            "parked": self.parked,
            "of them, both attempts came to nothing": self.parked_rightly,
            "parked without a dead letter, or reverse": self.letters_astray,
            "on their way when the soak ended": self.unfinished,
            "lost": self.lost,
            "duplicates (carts with two live orders)": self.carts_with_duplicates,
            "keys whose order is not the live one": self.wrong_order,
            "keys placed": self.phases.get("placed", 0),
            "HTTP callers without a final answer": self.without_answer,
            "HTTP callers answered otherwise": self.answered_otherwise,
            "messages left in the queue": self.waiting,
            "duplicates archived": self.archived,
            "calls to the store for each order": f"{self.requests / max(self.asked, 1):.1f}",
            "429s": self.throttled,
            "calls to the store that failed on purpose": self.faults,
            "ledger calls that failed on purpose": self.ledger_faults,
            "worker processes killed": self.kills,
        }
        return "\n".join(f"  {name:44} {value:>8}" for name, value in rows.items())


def mismatched(entries: list[dict[str, Any]], orders: list[dict[str, Any]]) -> int:
    """How many placed keys do not name the one live order of their cart."""
    live = {order["id"]: order["cart_id"] for order in orders if not order["is_deleted"]}
    placed = [entry for entry in entries if entry["phase"] == "placed"]
    return sum(live.get(entry["order_id"]) != entry["cart_id"] for entry in placed)


def parked_rightly(entries: list[dict[str, Any]], orders: list[dict[str, Any]]) -> int:
    """How many parked keys declared two create-orders of which the store has made nothing.

    Their workers were killed just before the call, or it did not arrive. Not even an archived
    order is there, and none was refused: the soak refuses no create-order.
    """
    ordered = {order["cart_id"] for order in orders} | {""}
    parked = [entry for entry in entries if entry["phase"] == "parked" and not entry["refused"]]
    return sum(
        entry["attempts"] == MOST_ATTEMPTS and entry["cart_id"] not in ordered for entry in parked
    )


def letters_astray(entries: list[dict[str, Any]], letters: Collection[str]) -> int:
    """How many keys are parked and no person has their message, or have one and are not parked.

    A key that was asked for several times may have several letters. One that is placed after all
    keeps its letter, and counts: in a soak no order shows that late.
    """
    return len({entry["key"] for entry in entries if entry["phase"] == "parked"} ^ set(letters))


def answered_otherwise(entries: list[dict[str, Any]], ends: Mapping[str, End]) -> int:
    """How many callers were answered with another end, or another order, than their key has."""
    known = {entry["key"]: (entry["phase"], entry["order_id"]) for entry in entries}
    return sum(known.get(key) != end for key, end in ends.items())


def phases(entries: list[dict[str, Any]]) -> Counter[str]:
    """How many keys there are in each phase."""
    return Counter(str(entry["phase"]) for entry in entries)
