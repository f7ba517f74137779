"""What one world is like: everything in it follows from its seed and its number."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import Enum
from functools import cache
from hashlib import blake2b
from struct import unpack
from typing import Any, Literal, TypeVar, get_args, get_origin, get_type_hints

from bigcommerce_emulator.state.settings import TURNABLE, Settings

START = 1_800_000_000.0
CALM_AFTER = (300.0, 1500.0)
"""Between these seconds the trouble ends: nothing fails any more, and every key must end."""
LASTS = (10_000.0, 10_000.0, 100_000.0, 300_000.0)
"""For about so many seconds trouble goes on where it lasts: past the limits of an hour, a day and
three days, and less than the five days after which a message has come back too often."""
SETTLE_SECONDS = (60.0, 300.0)


OTHER_SWITCHES: Mapping[str, tuple[Any, ...]] = {
    "cart_passes_over": ("customer_id", "channel_id", "currency", "sku list_price", "quantity"),
    "cart_days": (None, 1),
    "backorder_limit": (1, 5),
    "b2b_record_delay_seconds": (0.0, 60.0, 250.0, 600.0),
    "metafield_conflict_delay_seconds": (0.0, 10.0, 100.0),
}
"""The switches with any text or number for a value, and what they are turned to."""

Choice = TypeVar("Choice")


class Draws:
    """One stream: what is drawn from another one changes nothing in it."""

    def __init__(self, *names: object) -> None:
        self._seed = "/".join(map(str, names)).encode()
        self._blocks = 0
        self._shares: list[float] = []

    def _share(self) -> float:
        if not self._shares:
            # Eight numbers from each digest: a world draws some hundreds.
            digest = blake2b(self._seed, salt=self._blocks.to_bytes(8, "big")).digest()
            self._blocks += 1
            self._shares = [(word >> 11) / (1 << 53) for word in unpack(">8Q", digest)]
        return self._shares.pop()

    def happens(self, probability: float) -> bool:
        """Return whether something of this probability happens."""
        return self._share() < probability

    def between(self, low: float, high: float) -> float:
        """Return a number from low up to high."""
        return low + (high - low) * self._share()

    def whole(self, low: int, high: int) -> int:
        """Return a whole number from low to high, both included."""
        return low + int(self._share() * (high - low + 1))

    def one_of(self, choices: Sequence[Choice]) -> Choice:
        """Return one of these, each as likely as the others."""
        return choices[int(self._share() * len(choices))]


class Unkind(Enum):
    """One kind of trouble; a world has about half of them, and can be replayed without one."""

    SLOW = "calls take long, create-order longer than the service waits"
    LATE = "lists and checkouts show an order late, up to the settle time"
    LOST = "requests and answers get lost, are cut off, or are answered by 5xx and 429"
    FOREIGN = "something in front of the store answers 4xx, also when the order was made"
    REFUSALS = "the store refuses calls in its own words, create-order also when it made the order"
    DEATHS = "executions die at any call"
    FREEZES = "executions stand still at any call, also for longer than their lease"
    SKEW = "the clocks of executions differ"
    LEDGER = "the ledger throttles, loses answers, and lets stalled writes land late"
    QUEUE = "the queue delivers twice, and fails"
    MERCHANT = "merchants move, pay, cancel and archive orders"
    CARTS = "somebody changes and deletes carts"
    ROTATION = "the store's token changes, its secret later or sooner"
    SWITCHES = "the store answers otherwise what is unknown of BigCommerce"
    REUSE = "the key is used for another order"
    VERSIONS = "two versions of the service are at work"
    CALLERS = "callers are kept apart by some environments, and a stranger knows key and order"
    RETRIES = "operators send the refused order again, as it was or corrected"
    CANCELS = "callers cancel the key, or its order too, at any moment"
    SHOPPERS = "shoppers go on with a cart, before or after it has become an order, and pay it"
    CREDENTIALS = (
        "the secret is missing, unreadable or paused, the token loses a scope, for a while"
    )
    OUTAGES = "the store is closed, or out of reach, for a while after a cart or an order is made"
    REDRIVES = "operators send dead letters back at any moment"
    LASTING = "all trouble lasts for hours or days, and what is closed stays so for as long"
    OTHERS = "the store has orders of other carts, and its list does not always leave them out"
    PRICES = "the store's taxes change, and what it costs to ship"
    PAUSES = "an operator pauses the service for a while"


_OF_THEIR_OWN = (
    Unkind.CALLERS,
    Unkind.RETRIES,
    Unkind.CANCELS,
    Unkind.SHOPPERS,
    Unkind.CREDENTIALS,
    Unkind.OUTAGES,
    Unkind.REDRIVES,
    Unkind.LASTING,
    Unkind.OTHERS,
    Unkind.PRICES,
    Unkind.PAUSES,
)
"""Drawn from streams of their own: the worlds that there were before them stay as they were."""
_RARELY = {Unkind.LASTING: 0.0005, Unkind.OTHERS: 0.5}
"""In how many worlds instead: one with days of messages takes as long as a hundred others."""
_IN_SPELLS = (Unkind.QUEUE, Unkind.LEDGER, Unkind.DEATHS, Unkind.FREEZES)
"""Trouble that doubles messages: if it lasted for days, there would be thousands of them."""
_SPELL_EVERY = 21_600.0
"""Seconds after which it comes again where trouble lasts: when what takes whole days ends."""
_NO_WAY_OF_A_STORE = ("order_filter",)
"""Switches that belong to a kind of trouble of their own: it ends."""


@dataclass(frozen=True)
class Plan:
    """One world before it begins."""

    seed: int
    number: int
    unkind: frozenset[Unkind]
    settle_seconds: float
    calm_at: float
    shown_after: float
    """Seconds for which an order may be missing in lists and checkouts."""
    settings: Settings
    lasts: float = 0.0
    """For how many seconds more than in other worlds there is trouble."""

    @property
    def calm_seconds(self) -> float:
        """Return for how long there is trouble."""
        return self.calm_at - START

    def draws(self, *names: object) -> Draws:
        """Return a stream of draws of its own."""
        return Draws(self.seed, self.number, *names)

    def has(self, kind: Unkind) -> bool:
        """Return whether the world is unkind in this way."""
        return kind in self.unkind

    def troubled(self, kind: Unkind, now: float) -> bool:
        """Return whether the world is unkind in this way at this time."""
        in_spells = self.lasts and kind in _IN_SPELLS
        pauses = in_spells and (now - START) % _SPELL_EVERY >= self.calm_seconds - self.lasts
        return kind in self.unkind and now < self.calm_at and not pauses


def plan_of(seed: int, number: int, without: frozenset[Unkind] = frozenset()) -> Plan:
    """Return the world of that number, less some of its trouble."""
    draws = Draws(seed, number, "plan")
    share = draws.between(0.2, 0.7)
    drawn = frozenset(
        kind for kind in Unkind if kind not in _OF_THEIR_OWN and draws.happens(share)
    ) | frozenset(
        kind
        for kind in _OF_THEIR_OWN
        if Draws(seed, number, kind.name).happens(share * _RARELY.get(kind, 1))
    )
    settle = draws.one_of(SETTLE_SECONDS)
    calm = START + draws.between(*CALM_AFTER)
    shown = _shown_after(draws, settle)
    unkind = drawn - without
    shown = shown if Unkind.LATE in unkind else 0.0
    plan = Plan(seed, number, unkind, settle, calm, shown, Settings())
    if Unkind.LASTING in unkind:
        plan = lasting(plan)
    return replace(plan, settings=_settings(plan))


def lasting(plan: Plan) -> Plan:
    """Return a plan whose trouble goes on for hours or days."""
    draws = plan.draws("lasting")
    lasts = draws.between(0.9, 1) * draws.one_of(LASTS)
    unkind = plan.unkind | {Unkind.LASTING}
    return replace(plan, unkind=unkind, calm_at=plan.calm_at + lasts, lasts=lasts)


def _shown_after(draws: Draws, settle: float) -> float:
    near, anywhere = draws.between(settle - 20, settle), draws.between(0, settle)
    return near if draws.happens(0.5) else anywhere


def _settings(plan: Plan) -> Settings:
    draws = plan.draws("settings")
    changes: dict[str, Any] = {}
    for name, choices in worded_switches():
        turned, choice = draws.happens(0.15), draws.one_of(choices)
        if turned and plan.has(Unkind.SWITCHES):
            changes[name] = choice
    others = plan.draws("other settings")
    for name, numbers in OTHER_SWITCHES.items():
        turned, choice = others.happens(0.15), others.one_of(numbers)
        if turned and plan.has(Unkind.SWITCHES):
            changes[name] = choice
    if plan.has(Unkind.LATE):
        # Where the checkout names the order, the list matters less.
        changes["checkout_order_id"] = draws.one_of(("set", "first", "never", "never"))
    if plan.has(Unkind.OTHERS) and plan.draws("hints").happens(0.7):
        changes["checkout_order_id"] = "never"
    return replace(
        Settings(),
        **changes,
        order_list_delay_seconds=plan.shown_after,
        id_seed=draws.whole(1, 1 << 30),
    )


@cache
def worded_switches() -> list[tuple[str, tuple[str, ...]]]:
    """Return the switches with words for values, and those words."""
    hints = get_type_hints(Settings)
    choices = [(name, hints[name]) for name in TURNABLE if name not in _NO_WAY_OF_A_STORE]
    return [(name, get_args(hint)) for name, hint in choices if get_origin(hint) is Literal]
