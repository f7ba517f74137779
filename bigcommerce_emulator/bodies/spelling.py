"""Suggests the word that was meant, so that a misspelt one costs no search in a manual."""

from collections.abc import Iterable
from difflib import get_close_matches


def did_you_mean(word: object, known: Iterable[object]) -> str:
    """Return `; did you mean 'this'?` for the closest known word, or nothing if none is close."""
    found = get_close_matches(str(word), [str(entry) for entry in known], n=1)
    return f"; did you mean {found[0]!r}?" if found else ""
