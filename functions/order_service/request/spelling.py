"""Pure: whether two texts are the same but for how a store writes them down."""

import html
import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache

_WORDS = re.compile(r"[^\W\d_]+|\d+")
_BLANKS = re.compile(r"(?<!\d) | (?!\d)")
"""Those that are not between two numbers."""
_TAGS = re.compile(r"</?[a-z][^<>]*>")
_LONGEST_ABBREVIATION = 3
_TYPED = str.maketrans("\u2018\u2019\u201c\u201d\u2013\u2014", "''\"\"--", "?\ufffd")
"""Quotation marks and dashes as on a typewriter, and no marks in the place of a letter."""
_LAST_OF_THE_PLANE = "\uffff"
REMEMBERED = 1024
"""Texts whose spelling is remembered: an order's are compared after each step of its checkout."""
_INVISIBLE = "\u200b\u2060\ufeff"
"""Characters without width that are no blanks to Unicode: zero-width space, joiner, byte order."""


def trimmed(text: str) -> str:
    """Return the text without blanks around it, no-break and zero-width ones included.

    Tables and web pages leave them there, where nobody sees them.
    """
    while text != (text := text.strip().strip(_INVISIBLE)):
        pass
    return text


def loose(text: object) -> str:
    """Return the text without what a store changes: entities, Unicode form, case and blanks."""
    return _loose("" if text is None else str(text))


@lru_cache(maxsize=REMEMBERED)
def _loose(plain: str) -> str:
    if not plain.isascii() or "&" in plain:
        plain = unicodedata.normalize("NFKC", html.unescape(plain))
    return " ".join(plain.casefold().split())


def bare(text: object) -> str:
    """Return a text without what some stores cannot keep: tags, emoji, quotation marks, dashes."""
    return in_words(_TAGS.sub(" ", loose(text)))


def kept(text: object) -> str:
    """Return what every store keeps of a text that it does not understand, with signs and points.

    Some databases have no emoji, some no accents; some forms take tags out.
    """
    plain = _TAGS.sub("", loose(text)).translate(_TYPED)
    return loose("".join(one for one in _without_accents(plain) if one <= _LAST_OF_THE_PLANE))


def letters(text: object) -> str:
    """Return the letters and digits of a text, without case and accents."""
    return "".join(words(text))


def in_words(text: object) -> str:
    """Return the letters and digits of a text, with a blank between two numbers: 12 3, not 1 23."""
    return _BLANKS.sub("", " ".join(words(text)))


def words(text: object) -> list[str]:
    """Return the words and the numbers of a text, without case and accents."""
    return [*_words(loose(text))]


@lru_cache(maxsize=REMEMBERED)
def _words(plain: str) -> tuple[str, ...]:
    return tuple(_WORDS.findall(plain if plain.isascii() else _without_accents(plain)))


def _without_accents(text: str) -> str:
    parts = unicodedata.normalize("NFKD", text)
    return "".join(part for part in parts if not unicodedata.combining(part))


def abbreviates(one: str, other: str) -> bool:
    """Return whether two texts are the same when words of either may be abbreviated.

    Numbers must be the same: 1 Oak Street is 1 Oak St, and neither 2 Oak Street nor 1 Elm Street.
    """
    if one == other:
        return True
    ours, theirs = words(one), words(other)
    if in_words(one) == in_words(other):
        return True
    return len(ours) == len(theirs) and all(map(_is_short_for, ours, theirs))


def _is_short_for(one: str, other: str) -> bool:
    short, long = sorted((one, other), key=len)
    if short == long:
        return True
    if short.isdecimal() or long.isdecimal() or short[0] != long[0]:
        return False
    brief = len(short) <= max(_LONGEST_ABBREVIATION, len(long) // 2)
    return brief and _in_order(short, long)


def _in_order(short: Sequence[str], long: Sequence[str]) -> bool:
    rest = iter(long)
    return all(letter in rest for letter in short)
