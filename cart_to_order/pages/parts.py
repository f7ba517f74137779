"""Pure: what several pages show: figures, short words on a coloured ground, the page around all."""

from __future__ import annotations

from collections.abc import Mapping

from cart_to_order.pages.chart_style import CHART_STYLE
from cart_to_order.pages.markup import Html, tag
from cart_to_order.pages.style import STYLE

POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; frame-ancestors 'none'; "
    "form-action 'self'"
)
HEADERS: Mapping[str, str] = {
    "Content-Type": "text/html; charset=utf-8",
    "Content-Security-Policy": POLICY,
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}
_UNITS = (("d", 86_400), ("h", 3600), ("min", 60), ("s", 1))


def document(title: str, main: Html, refresh: int = 0) -> str:
    """Return a whole page; with `refresh` it is loaded again after so many seconds."""
    again = [tag("meta", http_equiv="refresh", content=refresh)] if refresh else []
    head = tag(
        "head",
        tag("meta", charset="utf-8"),
        tag("meta", name="viewport", content="width=device-width, initial-scale=1"),
        tag("title", title),
        tag("style", Html(STYLE + CHART_STYLE)),
        *again,
    )
    return f"<!doctype html>{tag('html', head, tag('body', tag('main', main)), lang='en')}"


def section(name: str, *content: object, aside: object = "", kind: str | None = None) -> Html:
    """Return a part of a page under its heading."""
    head = tag("div", tag("h2", name), tag("span", aside) if aside else "", class_="head")
    return tag("section", head, *content, class_=kind, aria_label=name)


def tile(name: str, figure: object, below: object = "") -> Html:
    """Return one figure with its name above it and a remark below it."""
    words = (tag("span", name), tag("strong", figure), tag("span", below))
    return tag("div", *words, class_="tile")


def pill(words: object, tone: str) -> Html:
    """Return a short word on a ground of this tone: good, wait, bad, odd or calm."""
    return tag("span", words, class_=f"pill {tone}")


def remark(words: object) -> Html:
    """Return a sentence about what is shown."""
    return tag("p", words, class_="words", role="note")


def age(seconds: float) -> str:
    """Return how long ago something was, in the largest unit that it fills."""
    for unit, length in _UNITS:
        if seconds >= length:
            return f"{int(seconds // length)} {unit}"
    return "now"
