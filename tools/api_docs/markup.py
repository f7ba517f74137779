"""Pure: HTML whose texts are always escaped."""

from collections.abc import Iterable
from html import escape


class Html(str):
    """Text that is HTML already."""

    __slots__ = ()


def tag(name: str, *content: str, **attributes: str) -> Html:
    """Return one element; ``class_`` is the attribute class."""
    words = "".join(f' {key.rstrip("_")}="{escape(value)}"' for key, value in attributes.items())
    return Html(f"<{name}{words}>{joined(content)}</{name}>")


def joined(parts: Iterable[str]) -> Html:
    """Return the parts one after the other, those escaped that are no HTML."""
    return Html("".join(part if isinstance(part, Html) else escape(part) for part in parts))


def table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> Html:
    """Return a table that scrolls by itself where it is too wide."""
    top = tag("tr", *(tag("th", title) for title in head))
    body = joined(tag("tr", *(tag("td", cell) for cell in row)) for row in rows)
    return tag("div", tag("table", tag("thead", top), tag("tbody", body)), class_="scroll")


def spelt(text: str) -> Html:
    """Return a sentence with its `code` marked up."""
    parts = text.split("`")
    return joined(tag("code", part) if place % 2 else part for place, part in enumerate(parts))
