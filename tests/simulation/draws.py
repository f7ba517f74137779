"""Draws that are the same for the same seed, one stream for each kind of thing that is drawn."""

from collections.abc import Sequence
from hashlib import blake2b
from typing import TypeVar

from bigcommerce_emulator.state.chance import Chance

Choice = TypeVar("Choice")


class Draws:
    """One stream: what is drawn from another one changes nothing in it."""

    def __init__(self, *names: object) -> None:
        digest = blake2b("/".join(map(str, names)).encode(), digest_size=8).digest()
        self._chance = Chance(int.from_bytes(digest, "big"))

    def happens(self, probability: float) -> bool:
        """Return whether something of this probability happens."""
        return self._chance.share() < probability

    def between(self, low: float, high: float) -> float:
        """Return a number from low up to high."""
        return low + (high - low) * self._chance.share()

    def whole(self, low: int, high: int) -> int:
        """Return a whole number from low to high, both included."""
        return low + int(self._chance.share() * (high - low + 1))

    def one_of(self, choices: Sequence[Choice]) -> Choice:
        """Return one of these, each as likely as the others."""
        return choices[int(self._chance.share() * len(choices))]
