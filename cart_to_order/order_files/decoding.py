"""Pure: the characters of a file, whatever program wrote it."""

import codecs
import re
from dataclasses import dataclass

from cart_to_order.problems import Unreadable

WINDOWS = "cp1252"
_MARKS = {
    codecs.BOM_UTF8: "utf-8",
    codecs.BOM_UTF16_LE: "utf-16-le",
    codecs.BOM_UTF16_BE: "utf-16-be",
}
"""Marks of the byte order that stand before the first character."""
_PUNCTUATED = re.compile(rb"[\xc6-\xdf][\x82\x84\x85\x8b\x91-\x97\x9b\xa0\xab\xbb]")
"""A letter before a quotation mark, a dash or a blank in Windows-1252: in UTF-8 each is a letter
of Greek, Russian or Arabic, which seldom come without others."""


@dataclass(frozen=True)
class Decoded:
    """A file's text, and what had to be guessed to read it."""

    text: str
    guess: str = ""


def decoded(content: bytes, name: str, encoding: str | None = None) -> Decoded:
    """Return the text of a file; raises Unreadable if it is none, or not in this encoding."""
    marked = next((mark for mark in _MARKS if content.startswith(mark)), b"")
    body = content.removeprefix(marked)
    if encoding:
        return Decoded(_read(body, name, _known(encoding)))
    if marked:
        return Decoded(_read(body, name, _MARKS[marked]))
    if wide := _unmarked_utf16(body):
        return Decoded(_read(body, name, wide), f"read as {wide.upper()}")
    try:
        return Decoded(body.decode("utf-8"))
    except UnicodeDecodeError as error:
        _refuse_mixed(body, name, error.start)
        guess = "not UTF-8, so read as Windows-1252: check a name that has accents"
        return Decoded(_read(body, name, WINDOWS), guess)


def _unmarked_utf16(content: bytes) -> str:
    """Plain letters are every other byte in UTF-16, and zeros between them."""
    start = content[:200]
    if len(start) > 1 and not any(start[1::2]):
        return "utf-16-le"
    return "utf-16-be" if len(start) > 1 and not any(start[::2]) else ""


def _refuse_mixed(content: bytes, name: str, first: int) -> None:
    """Raise Unreadable for a file in two encodings; read as one, it has other names and keys.

    Windows-1252 has hardly a text that UTF-8 has too, but it may: then the mapping must say so.
    """
    if _PUNCTUATED.sub(b"", content).decode("utf-8", errors="ignore").isascii():
        return
    line = len(content[: first + 1].splitlines())
    raise Unreadable(
        f"{name} is partly UTF-8, partly another encoding: line {line} is not UTF-8. Save all of "
        "it as UTF-8. Only if all of it is in one other encoding, name that in the mapping, like "
        f'encoding = "{WINDOWS}".'
    )


def _known(encoding: str) -> str:
    try:
        return codecs.lookup(encoding).name
    except LookupError:
        raise Unreadable(
            f"The mapping's encoding '{encoding}' is unknown. Write it like cp1250."
        ) from None


def _read(content: bytes, name: str, encoding: str) -> str:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError:
        said = "neither UTF-8 nor Windows-1252" if encoding == WINDOWS else f"not in {encoding}"
        raise Unreadable(
            f"{name} is {said}: save it as UTF-8, or name its encoding in the mapping."
        ) from None
