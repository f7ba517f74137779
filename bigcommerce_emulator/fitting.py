"""Pure: breaks texts into lines that fit a terminal; words stay whole."""

import textwrap

WIDTH = 80
COMMAND = "bigcommerce-emulator --"
"""What a line begins with that is copied into a shell, and so stays whole."""


def fitted(text: str) -> str:
    """The text, whose own lines stay, each broken where a terminal ends and indented further."""
    return "\n".join(part for line in text.split("\n") for part in _parts(line))


def _parts(line: str) -> list[str]:
    if len(line) <= WIDTH or line.strip().startswith(COMMAND):
        return [line]
    indent = " " * (len(line) - len(line.lstrip(" ")) + 4)
    return textwrap.wrap(
        line, WIDTH, subsequent_indent=indent, break_on_hyphens=False, break_long_words=False
    )
