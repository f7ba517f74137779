"""What stands on every page of timelines: links to the other pages, and what is special here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from cart_to_order.pages.markup import Html, join, tag


@dataclass(frozen=True)
class Beside:
    """Other pages by their names, and the settle time where it is shorter than on AWS."""

    links: Mapping[str, str] = field(default_factory=dict)
    settle_seconds: int | None = None

    def drawn(self) -> Html:
        """One line of each, or nothing."""
        links = [tag("a", name, href=url) for name, url in self.links.items()]
        parts = [part for link in links for part in (" · ", link)][1:]
        shown = tag("nav", *parts, class_="beside") if links else Html("")
        if self.settle_seconds is None:
            return shown
        words = (
            f"SettleSeconds is {self.settle_seconds} here, and 300 on AWS unless you change it: so"
            " long after a lost answer the service looks for the order before it tries again."
        )
        return join((shown, tag("p", words, class_="words", role="note")))


NOTHING_BESIDE = Beside()
