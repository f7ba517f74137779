"""Pure: the page of one order: its state, what to do about it, and its timeline."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator

from cart_to_order.command_line.usage import COMMANDS
from cart_to_order.pages.beside import NOTHING_BESIDE, Beside
from cart_to_order.pages.markup import Html, join, tag
from cart_to_order.pages.parts import document, pill, remark, section, tile
from cart_to_order.pages.question import ROOT, path_of
from cart_to_order.pages.states import Command, command_lines, settled, state_of
from cart_to_order.pages.story import Story
from cart_to_order.pages.timeline.chart import chart, legend
from cart_to_order.pages.timeline.entries import Reason
from cart_to_order.pages.timeline.timeline import Timeline
from cart_to_order.pages.timeline.words import clock, date, length


def order_page(
    story: Story,
    refresh: int = 0,
    beside: Beside = NOTHING_BESIDE,
    options: str = "",
    known: Container[str] = COMMANDS,
) -> str:
    """Return the page of one key.

    ``options`` are those by which commands find its stack; only ``known`` commands are shown.
    """
    entry, noted = story.timeline.entry, story.noted
    back = tag("a", "Orders", href=ROOT)
    header = tag("header", tag("h1", entry.key, class_="key-name"),
                 tag("p", f"in store {entry.store} · {date(entry.created_at)} UTC · ", back),
                 _again(refresh, path_of(entry.store, entry.key)))  # fmt: skip
    state, reason = (noted.state, noted.reason) if noted else (entry.state, entry.reason)
    inner = (
        header,
        beside.drawn(),
        _trouble(entry.state, reason),
        _tiles(story.timeline, state),
        _commands(command_lines(state, (entry.store, entry.key), options, known)),
        _chart(story.timeline, story.remarks),
    )
    return document(f"{entry.key} · timeline", join(inner), refresh)


def no_page(words: str) -> str:
    """Return the page that is shown where there is none."""
    back = tag("p", tag("a", "All orders", href=ROOT))
    return document("Not here", join((tag("h1", words), back)))


def _trouble(state: str, reason: Reason) -> Html:
    if not reason.code:
        return Html("")
    words = "Refused" if state == "rejected" else "Last error"
    cause = f" ({reason.cause.replace('_', ' ')})" if reason.cause else ""
    below = [tag("small", line) for line in _explained(reason)]
    tone = "banner" if state == "rejected" else "banner odd"
    return tag("p", f"{words}: {reason}{cause}", *below, class_=tone, role="status")


def _explained(reason: Reason) -> Iterator[str]:
    if reason.hint:
        yield reason.hint
    if reason.fix:
        yield f"Fix: {reason.fix}."
    if reason.words:
        yield f"The store's words: {reason.words}"


def _tiles(timeline: Timeline, state: str) -> Html:
    entry, calls = timeline.entry, timeline.calls
    failed = sum(bar.tone in ("wait", "bad") for bar in calls)
    cold = sum(each.cold for each in timeline.deliveries)
    ended = "until" if entry.settled else "so far, to"
    figure: tuple[object, str] = (len(calls), f"{failed} failed or refused")
    if not timeline.detailed:
        figure = ("?", "not logged")
    return tag(
        "div",
        tile("State", pill(state.replace("_", " "), state_of(state).tone), state_of(state).next),
        tile("Order", entry.order_id or "none", _about_order(timeline)),
        tile("Took", length(entry.seconds), f"{ended} {clock(entry.updated_at)} UTC"),
        tile("Store calls", *figure),
        tile("Deliveries", max(len(timeline.deliveries), entry.deliveries),
             f"{cold} by a cold start" if timeline.deliveries else "not logged"),
        class_="tiles",
    )  # fmt: skip


def _about_order(timeline: Timeline) -> object:
    entry = timeline.entry
    cart = tag("span", "cart ", tag("code", entry.cart_id[:8]), title=entry.cart_id)
    if entry.order_id:
        return join(("in the store, ", cart)) if entry.cart_id else "in the store"
    if settled(entry.state) and entry.state != "parked":
        return entry.state
    return join(("yet, as far as is known, ", cart)) if entry.cart_id else "yet, as far as is known"


def _commands(lines: Iterable[tuple[Command, str]]) -> Html:
    boxes = [
        tag("details", tag("summary", command.name, " ", tag("span", command.does)),
            tag("code", line))
        for command, line in lines
    ]  # fmt: skip
    aside = "each shows the command to run; nothing here acts"
    return section("What you can do", *boxes, aside=aside, kind="commands")


def _chart(timeline: Timeline, remarks: tuple[str, ...]) -> Html:
    path = path_of(timeline.entry.store, timeline.entry.key)
    further = tag("p", tag("a", "Look further in the logs", href=f"{path}?deep=1"), ", until now.",
                  class_="more")  # fmt: skip
    head = tag("div", tag("h2", "Timeline"), legend(timeline), class_="head")
    notes = [_unlogged(timeline), *map(remark, remarks), further if timeline.entry.settled else ""]
    return tag("section", head, chart(timeline), *notes, class_="chart", aria_label="Timeline")


def _unlogged(timeline: Timeline) -> Html:
    if not timeline.unseen:
        return Html("")
    count = timeline.entry.deliveries
    counted = "1 delivery" if count == 1 else f"{count} deliveries"
    words = (
        f"The ledger counts {counted}; of {timeline.unseen} there are "
        "no log lines: they come when a delivery ends, and never if it was killed."
    )
    return remark(words)


def _again(refresh: int, path: str) -> Html:
    words = f"Redrawn every {refresh} s · " if refresh else "Stands still · "
    other = tag("a", "pause", href=f"{path}?refresh=0") if refresh else tag(
        "a", "follow", href=f"{path}?refresh=3")  # fmt: skip
    return tag("nav", words, other)
