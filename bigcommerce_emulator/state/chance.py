"""Numbers that look random and are the same for the same seed."""

from hashlib import blake2b


class Chance:
    """A repeatable sequence of draws."""

    def __init__(self, seed: int) -> None:
        self._seed = seed
        self._drawn = 0

    def bits(self, count: int) -> int:
        """A number of up to `count` bits; at most 512."""
        self._drawn += 1
        digest = blake2b(f"{self._seed}/{self._drawn}".encode()).digest()
        return int.from_bytes(digest, "big") >> (512 - count)

    def share(self) -> float:
        """A number from 0 up to, not including, 1."""
        return self.bits(53) / (1 << 53)
