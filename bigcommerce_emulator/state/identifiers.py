"""Identifiers in the forms BigCommerce gives them."""

import secrets
from hashlib import blake2b

from bigcommerce_emulator.state.chance import Chance

# What every single-use token begins with, so that tests can look for links where none may be.
LINK_MARK = "5ec2e70fca27"


class Identifiers:
    """New identifiers, unpredictable by default and repeatable when seeded."""

    def __init__(self, seed: int | None = None) -> None:
        self._bits = secrets.randbits if seed is None else Chance(seed).bits

    def uuid(self) -> str:
        """An identifier of a cart or line item."""
        text = f"{self._bits(128):032x}"
        return f"{text[:8]}-{text[8:12]}-4{text[13:16]}-a{text[17:20]}-{text[20:]}"

    def short(self) -> str:
        """An identifier of an address or consignment: 13 hexadecimal digits."""
        return f"{self._bits(52):013x}"

    def token(self) -> str:
        """A single-use token of a redirect URL: 64 hexadecimal digits."""
        return f"{LINK_MARK}{self._bits(208):052x}"


def option_id(consignment_id: str, place: int) -> str:
    """The identifier of one quoted shipping option, the same each time it is quoted."""
    return blake2b(f"{consignment_id}/{place}".encode(), digest_size=16).hexdigest()
