"""Pure: the page with the list of orders: what needs attention, or a part of the ledger."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from cart_to_order.pages.beside import NOTHING_BESIDE, Beside
from cart_to_order.pages.list_form import form, views
from cart_to_order.pages.markup import Column, Html, join, table, tag
from cart_to_order.pages.parts import age, document, pill, remark, section
from cart_to_order.pages.question import ATTENTION, Question, path_of
from cart_to_order.pages.rows import Listing, Row
from cart_to_order.pages.states import state_of
from cart_to_order.pages.timeline.words import length

MOST_ROWS = 600
"""In one page: more than these are not read by anyone."""
Calls = Mapping[tuple[str, str], int] | None


@dataclass(frozen=True)
class Frame:
    """What is the same in every list of one stack."""

    stack: str
    usual_view: str
    stores: Sequence[str] = ()
    beside: Beside = NOTHING_BESIDE
    remarks: tuple[str, ...] = ()


def order_list(
    listing: Listing, question: Question, frame: Frame, now: float, calls: Calls = None,
    refresh: int = 0,
) -> str:  # fmt: skip
    """Return the page; ``refresh`` is in seconds, 0 for never."""
    rows = listing.rows[:MOST_ROWS]
    parts = [
        _table(rows, listing.source, now, calls) if rows else _empty(listing, question, frame),
        *_more(listing, question),
        *map(remark, (*listing.remarks, *frame.remarks)),
    ]
    fault = question.fault()
    inner = (
        tag("header", tag("h1", "Orders"), tag("p", frame.stack), _again(refresh, question)),
        frame.beside.drawn(),
        views(question, frame.usual_view),
        tag("p", fault, class_="banner", role="alert") if fault else "",
        section("Search", form(question, frame.stores)),
        section(_title(listing), *parts, aside=_counted(listing), kind=f"list {listing.source}"),
    )
    return document("Orders", join(inner), refresh)


def _table(rows: Iterable[Row], source: str, now: float, calls: Calls) -> Html:
    columns = [Column("Key"), Column("State"), Column("Reason")]
    if source == ATTENTION:
        columns += [Column("Fix"), Column("Order"), Column("Age", numbers=True), Column("Store")]
        lines = [[*_start(row), row.reason.fix, _order(row), *_end(row, now)] for row in rows]
        return table(columns, lines)
    columns += [Column("Order"), Column("Took", numbers=True)]
    columns += [Column("Calls", numbers=True)] if calls is not None else []
    columns += [Column("Deliveries", numbers=True), Column("Age", numbers=True), Column("Store")]
    return table(columns, [[*_start(row), *_figures(row, calls), *_end(row, now)] for row in rows])


def _start(row: Row) -> list[object]:
    link = tag("a", row.key, href=path_of(row.store, row.key), title=row.key)
    return [link, pill(row.state.replace("_", " "), state_of(row.state).tone), _reason(row)]


def _reason(row: Row) -> Html:
    """The cause in front, for it says most; code, step and hint below."""
    why = row.reason
    first = why.cause or why.code
    where = f"{why.code} at {why.step}" if why.cause and why.step else why.step and f"at {why.step}"
    below = ". ".join(words for words in (where, why.hint) if words)
    return join((first.replace("_", " "), tag("small", below) if below else ""))


def _figures(row: Row, calls: Calls) -> list[object]:
    entry = row.entry
    if entry is None:
        return [""] * (3 if calls is None else 4)
    counted = [] if calls is None else [calls.get((row.store, row.key), 0)]
    return [_order(row), length(entry.seconds), *counted, entry.deliveries]


def _order(row: Row) -> object:
    return (row.entry and row.entry.order_id) or ""


def _end(row: Row, now: float) -> list[object]:
    return [age(now - row.since), row.store]


def _title(listing: Listing) -> str:
    return "Needs attention" if listing.source == ATTENTION else "Orders in the ledger"


def _counted(listing: Listing) -> str:
    """How much is shown of how much that was read: nobody should take a part for the whole."""
    shown = min(len(listing.rows), MOST_ROWS)
    count = f"{shown:,} shown" if shown == len(listing.rows) else (
        f"the newest {shown:,} of {len(listing.rows):,} that fit")  # fmt: skip
    rest = ", of a part" if listing.after or listing.further else ""
    return f"{count}, {listing.read:,} read{rest}"


def _more(listing: Listing, question: Question) -> Iterable[Html]:
    if listing.after:
        order = "of the keys" if listing.source == ATTENTION else "that is not that of time"
        link = tag("a", "Read on", href=question.path(view=listing.source, after=listing.after))
        words = f" from here: this part is {listing.read:,} items, in an order {order}."
        yield tag("p", link, words, class_="more")
    for store, after in listing.further.items():
        path = question.path(view=listing.source, store=store, after=after)
        yield tag("p", tag("a", f"More of {store}", href=path), class_="more")


def _empty(listing: Listing, question: Question, frame: Frame) -> Html:
    if listing.after:
        return tag("p", "None in this part.", class_="empty")
    if question.filters:
        deeper = tag("a", "Search more of the logs", href=question.path(deep="1"))
        ledger = tag("a", "Look through the ledger", href=question.path(view="ledger"))
        logs = (deeper, " or choose a day. ") if question.search and not question.deep else ()
        return tag("p", "None that fits. ", *logs, ledger, ", part by part.", class_="empty")
    if listing.source == ATTENTION:
        return tag("p", _calm(listing, frame), class_="empty")
    how = (tag("code", "make up"), " and the README say how.")
    return tag("p", "No orders yet. Send one: ", *how, class_="empty")


def _calm(listing: Listing, frame: Frame) -> str:
    if listing.remarks:
        return "Nothing could be read here."
    return "Nothing needs attention." if frame.stores else "Type a store's name above."


def _again(refresh: int, question: Question) -> Html:
    words = f"Redrawn every {refresh} s · " if refresh else "Stands still · "
    name, seconds = ("pause", "0") if refresh else ("follow", "3")
    return tag("nav", words, tag("a", name, href=question.path(refresh=seconds)))
