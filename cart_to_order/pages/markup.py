"""Pure: HTML elements from Python values; every text is escaped."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape

_NEVER_CLOSED = frozenset({"input", "meta"})


class Html(str):
    """A piece of HTML, ready to be put into a page as it is."""

    __slots__ = ()


@dataclass(frozen=True)
class Column:
    """A column of a table: its heading, and whether it has numbers, which stand right-aligned."""

    name: str
    numbers: bool = False

    @property
    def css(self) -> str:
        """Return the class of the column's cells."""
        return f"is-{self.name.lower()} number" if self.numbers else f"is-{self.name.lower()}"


def tag(element: str, /, *children: object, **attributes: object) -> Html:
    """Return one element; `class_` means class, and an attribute that is None is left out."""
    given = [
        f' {name.rstrip("_").replace("_", "-")}="{escape(str(value))}"'
        for name, value in attributes.items()
        if value is not None
    ]
    opened = f"<{element}{''.join(given)}>"
    return Html(opened if element in _NEVER_CLOSED else f"{opened}{join(children)}</{element}>")


def join(children: Iterable[object]) -> Html:
    """Return the children in a row; what is not Html becomes escaped text."""
    parts = [child if isinstance(child, Html) else escape(str(child)) for child in children]
    return Html("".join(parts))


def table(columns: Sequence[Column], rows: Iterable[Iterable[object]]) -> Html:
    """Return a table that scrolls by itself where the window is too narrow for it."""
    headings = [tag("th", column.name, class_=column.css, scope="col") for column in columns]
    lines = [
        tag("tr", *(tag("td", cell, class_=column.css)
                    for column, cell in zip(columns, row, strict=True)))
        for row in rows
    ]  # fmt: skip
    head, body = tag("thead", tag("tr", *headings)), tag("tbody", *lines)
    return tag("div", tag("table", head, body), class_="scroll", tabindex="0")
