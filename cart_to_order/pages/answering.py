"""Answers the requests of a browser with pages about one stack."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Protocol
from urllib.parse import unquote, urlsplit

from cart_to_order.pages.beside import NOTHING_BESIDE, Beside
from cart_to_order.pages.loopback import Page, page_server
from cart_to_order.pages.order_list import Frame, order_list
from cart_to_order.pages.order_page import no_page, order_page
from cart_to_order.pages.parts import HEADERS
from cart_to_order.pages.question import ROOT, Question
from cart_to_order.pages.reading.records import Records, Stores
from cart_to_order.pages.reading.stack import UNREADABLE, Stack, named
from cart_to_order.pages.rows import Listing, Row
from cart_to_order.pages.story import Story
from order_service.keys import KEY, STORE

EVERY_SECONDS = 3
"""A page that shows work in progress is loaded again this often on the local cloud."""


class Known(Protocol):
    """What is known of a stack's orders."""

    @property
    def stack(self) -> Stack:
        """The stack that is read."""
        ...

    def clock(self) -> float:
        """Return the time now."""
        ...

    def stores(self) -> Stores:
        """Return the names of the stores."""
        ...

    def listing(self, question: Question) -> Listing:
        """Return the rows that are asked for."""
        ...

    def calls_of(self, rows: Sequence[Row]) -> Mapping[tuple[str, str], int] | None:
        """Return how many calls each order took, None where that is not counted."""
        ...

    def story(self, store: str, key: str, *, deep: bool = False) -> Story | None:
        """Return what became of a key; None if nothing is known of it."""
        ...


@contextmanager
def order_pages(stack: Stack, beside: Beside = NOTHING_BESIDE, port: int = 0) -> Iterator[str]:
    """Serve the list at /orders, and each key below it, until the block ends; the list's URL."""
    records = Records(stack)

    def page(target: str) -> Page:
        return Page(*answer(records, target, beside), HEADERS)

    with page_server("orders", page, port) as url:
        yield f"{url}{ROOT}"


def answer(known: Known, target: str, beside: Beside = NOTHING_BESIDE) -> tuple[int, str]:
    """Return the HTTP status and the page for the target of a request."""
    parts = urlsplit(target)
    question = Question.read(parts.query)
    try:
        match [unquote(part) for part in parts.path.rstrip("/").split("/")]:
            case [""] | ["", "orders"]:
                return _listed(known, question, beside)
            case ["", "orders", store, key] if STORE.fullmatch(store) and KEY.fullmatch(key):
                return _drawn(known, (store, key), question, beside)
            case _:
                return 404, no_page("There is no such page.")
    except UNREADABLE as error:
        return 502, no_page(
            f"The {known.stack.name} cannot be read ({named(error)}). If its credentials have "
            "expired, get new ones and start this command again."
        )


def _listed(known: Known, question: Question, beside: Beside) -> tuple[int, str]:
    stack, stores = known.stack, known.stores()
    remarks = (stores.remark,) if stores.remark else ()
    frame = Frame(stack.name, stack.reach.usual_view, stores.names, beside, remarks)
    sound = not question.fault()
    listing = known.listing(question) if sound else Listing(stack.reach.usual_view)
    calls = known.calls_of(listing.rows)
    # Someone who reads on, or searches, wants to look at what is there.
    usual = EVERY_SECONDS if stack.reach.counts_calls and question == Question() else 0
    refresh = question.seconds(usual)
    page = order_list(listing, question, frame, known.clock(), calls, refresh)
    return (200 if sound else 400), page


def _drawn(
    known: Known, name: tuple[str, str], question: Question, beside: Beside
) -> tuple[int, str]:
    story = known.story(*name, deep=bool(question.deep))
    if story is None:
        return 404, no_page("The ledger does not know this key.")
    going_on = not story.timeline.entry.settled and known.stack.reach.counts_calls
    refresh = question.seconds(EVERY_SECONDS if going_on else 0)
    page = order_page(story, refresh, beside, known.stack.options)
    return 200, page
