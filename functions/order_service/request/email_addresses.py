"""Pure: e-mail addresses, checked for what can be sent to and passed on exactly as they came.

An address is opaque: a store keeps an internationalised domain as it was sent, so that another
spelling of it is another customer. Mailboxes exist that break the rules of RFC 5321, such as
those with dots in a row or before the @ that Japanese carriers gave out.
"""

import re
import unicodedata
from contextlib import suppress
from typing import Annotated

from pydantic import AfterValidator, Field, PlainSerializer, SerializationInfo
from pydantic_core import PydanticCustomError

LONGEST = 254
COMPARED = "compared"
"""The context in which an order is written to be compared with another, not to be sent."""

_MAILBOX = r"[^\s\x00-\x1f\x7f@,;:<>()\[\]\\\"]{1,64}"
_LETTER = r"(?:[A-Za-z0-9_]|[^\x00-\x7f\s])"
_LABEL = rf"{_LETTER}(?:(?:{_LETTER}|-){{0,61}}{_LETTER})?"
_PUNYCODE = "xn--"
"""Begins a label of a domain that stands for one in other letters (RFC 5890)."""
_ADDRESS = re.compile(rf"{_MAILBOX}@(?:{_LABEL}\.)+(?!\d+$){_LABEL}")


def _checked(text: str) -> str:
    if len(text) <= LONGEST and _ADDRESS.fullmatch(text):
        return text
    raise PydanticCustomError(
        "email",
        "must be one e-mail address with a domain, like name@example.com: "
        "a store takes no order without one",
    )


def _written(text: str, info: SerializationInfo) -> str:
    """Write one spelling of all that are the same address, to compare, as release 0.1 did."""
    if info.context != COMPARED:
        return text
    mailbox, _, domain = text.rpartition("@")
    labels = ".".join(map(_in_unicode, domain.lower().split(".")))
    return unicodedata.normalize("NFC", f"{mailbox}@{labels}")


def _in_unicode(label: str) -> str:
    if label.startswith(_PUNYCODE):
        with suppress(UnicodeError):
            return label.removeprefix(_PUNYCODE).encode("ascii").decode("punycode")
    return label


Email = Annotated[
    str,
    Field(json_schema_extra={"format": "email"}),
    AfterValidator(_checked),
    PlainSerializer(_written),
]
"""An e-mail address, exactly as it was sent."""
