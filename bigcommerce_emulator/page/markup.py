"""HTML from Python values, with every text escaped."""

from collections.abc import Iterable
from html import escape

_VOID = ("input", "link", "meta")


class Html(str):
    """Text that is HTML already."""

    __slots__ = ()


def tag(name: str, /, *children: object, **attributes: object) -> Html:
    """One element; `class_` is the attribute class, and an attribute of None is left out."""
    words = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{escape(str(value))}"'
        for key, value in attributes.items()
        if value is not None
    )
    if name in _VOID:
        return Html(f"<{name}{words}>")
    return Html(f"<{name}{words}>{join(children)}</{name}>")


def join(children: Iterable[object]) -> Html:
    """The children one after the other; what is not HTML yet is escaped."""
    return Html("".join(_child(child) for child in children))


def table(headings: Iterable[str], rows: Iterable[Iterable[object]]) -> Html:
    """A table whose headings stay in sight; a heading that begins with # is of numbers."""
    names = list(headings)
    kinds = ["number" if name.startswith("#") else None for name in names]
    head = [
        tag("th", name.lstrip("#"), class_=kind, scope="col")
        for name, kind in zip(names, kinds, strict=True)
    ]
    body = [
        tag("tr", *(tag("td", cell, class_=kind) for cell, kind in zip(row, kinds, strict=True)))
        for row in rows
    ]
    inner = (tag("thead", tag("tr", *head)), tag("tbody", *body))
    return tag("div", tag("table", *inner), class_="scroll", tabindex="0")


def _child(child: object) -> str:
    return child if isinstance(child, Html) else escape(str(child))
