"""What all pages of the store have in common."""

from collections.abc import Mapping

from bigcommerce_emulator.page.markup import Html, join, tag
from bigcommerce_emulator.page.style import STYLE


def document(title: str, main: Html, refresh: int = 0) -> str:
    """A whole page, redrawn after some seconds if there are any."""
    head = [
        tag("meta", charset="utf-8"),
        tag("meta", name="viewport", content="width=device-width, initial-scale=1"),
        tag("title", title),
        tag("style", Html(STYLE)),
    ]
    if refresh:
        head.append(tag("meta", http_equiv="refresh", content=refresh))
    page = tag("html", tag("head", *head), tag("body", tag("main", main)), lang="en")
    return f"<!doctype html>{page}"


def headers(*, forms: bool = False) -> Mapping[str, str]:
    """The headers of a page: no script runs in it, and only its own forms are sent."""
    target = "'self'" if forms else "'none'"
    policy = (
        "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; frame-ancestors 'none';"
        f" form-action {target}"
    )
    return {"Content-Security-Policy": policy, "Cache-Control": "no-store"}


def section(name: str, content: Html, note: str = "", kind: str | None = None) -> Html:
    """A part of a page under its name."""
    head = tag("div", tag("h2", name), tag("span", note), class_="head")
    return tag("section", join((head, content)), class_=kind, aria_label=name)
