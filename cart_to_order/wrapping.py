"""Pure: breaks a text into lines that fit a terminal; everything that is printed passes here."""

import textwrap

WIDTH = 80


def wrapped(text: str, *, whole_words: bool = False) -> list[str]:
    """Return a text in lines that fit a terminal, all but the first indented further.

    A word that is longer than a line, like a path, is broken unless ``whole_words``.
    """
    if len(text) <= WIDTH:
        return [text]
    indent = " " * (len(text) - len(text.lstrip(" ")) + 4)
    return textwrap.wrap(
        text,
        WIDTH,
        subsequent_indent=indent,
        break_on_hyphens=False,
        break_long_words=not whole_words,
    )


def fitted(text: str) -> str:
    """Return a text of several lines, each broken where a terminal ends.

    A line that begins with ``$ `` is a command to copy, and stays whole.
    """
    return "\n".join(part for line in text.split("\n") for part in _parts(line))


def _parts(line: str) -> list[str]:
    return [line] if line.lstrip().startswith("$ ") else wrapped(line, whole_words=True)
