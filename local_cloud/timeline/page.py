"""The two pages: the orders of the local cloud, and one order's timeline."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from urllib.parse import quote

from bigcommerce_emulator.page.markup import Html, join, table, tag
from bigcommerce_emulator.page.panels import tile
from bigcommerce_emulator.page.rows import age, pill
from bigcommerce_emulator.page.style import STYLE as STORE_STYLE
from local_cloud.timeline.beside import NOTHING_BESIDE, Beside
from local_cloud.timeline.chart import chart, legend
from local_cloud.timeline.entries import Entry
from local_cloud.timeline.style import STYLE
from local_cloud.timeline.timeline import Timeline
from local_cloud.timeline.words import clock, date, length

POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
ROOT = "/orders"
_TONES = {"placed": "good", "rejected": "bad", "parked": "odd", "submitting": "wait"}


def order_list(entries: Iterable[Entry], calls: Mapping[tuple[str, str], int], now: float,
               refresh: int, beside: Beside = NOTHING_BESIDE) -> str:  # fmt: skip
    """The page of all orders, the newest first; ``refresh`` is in seconds, 0 for never."""
    rows = [_row(entry, calls.get((entry.store, entry.key), 0), now) for entry in entries]
    headings = ("Key", "State", "Order", "#Took", "#Calls", "#Deliveries", "#Age", "Store")
    empty = tag("p", "No orders yet. Send one: ", tag("code", "make up"), " says how.",
                class_="empty")  # fmt: skip
    listed = table(headings, rows) if rows else empty
    head = tag("div", tag("h2", "Orders"), tag("span", f"the newest {len(rows)}"), class_="head")
    section = tag("section", head, listed, class_="list", aria_label="Orders")
    words = tag("p", "What became of each order that this local cloud was sent")
    header = tag("header", tag("h1", "Orders"), words, _again(refresh, ROOT))
    return _document("Orders", refresh, join((header, beside.drawn(), section)))


def order_page(timeline: Timeline, refresh: int, beside: Beside = NOTHING_BESIDE) -> str:
    """The page of one key."""
    entry = timeline.entry
    back = tag("a", "Orders", href=ROOT)
    header = tag("header", tag("h1", entry.key, class_="key-name"),
                 tag("p", f"in store {entry.store} · {date(entry.created_at)} UTC · ", back),
                 _again(refresh, path_of(entry.store, entry.key)))  # fmt: skip
    inner = (header, beside.drawn(), _trouble(entry), _tiles(timeline), _chart(timeline))
    return _document(f"{entry.key} · timeline", refresh, join(inner))


def no_page(words: str) -> str:
    """The page that is shown where there is none."""
    back = tag("p", tag("a", "All orders", href=ROOT))
    return _document("Not here", 0, join((tag("h1", words), back)))


def path_of(store: str, key: str) -> str:
    """Where the page of a key is."""
    return f"{ROOT}/{quote(store, safe='')}/{quote(key, safe='')}"


def _row(entry: Entry, calls: int, now: float) -> list[object]:
    link = tag("a", entry.key, href=path_of(entry.store, entry.key))
    return [link, _state(entry), entry.order_id or "", length(entry.seconds), calls,
            entry.deliveries, age(now - entry.created_at), entry.store]  # fmt: skip


def _state(entry: Entry) -> Html:
    return pill(entry.state, _TONES.get(entry.state, "calm"))


def _trouble(entry: Entry) -> Html:
    if not entry.trouble:
        return Html("")
    words = "Refused" if entry.state == "rejected" else "Last error"
    return tag("p", f"{words}: {entry.trouble}", class_="banner", role="status")


def _tiles(timeline: Timeline) -> Html:
    entry, calls = timeline.entry, timeline.calls
    failed = sum(bar.tone in ("wait", "bad") for bar in calls)
    cold = sum(each.cold for each in timeline.deliveries)
    ended = "until" if entry.settled else "so far, to"
    return tag(
        "div",
        tile("State", _state(entry), "nothing more will happen" if entry.settled else "goes on"),
        tile("Order", entry.order_id or "none", _about_order(entry)),
        tile("Took", length(entry.seconds), f"{ended} {clock(entry.updated_at)} UTC"),
        tile("Store calls", len(calls), f"{failed} failed or refused"),
        tile("Deliveries", len(timeline.deliveries), f"{cold} by a cold start"),
        class_="tiles",
    )


def _about_order(entry: Entry) -> str:
    if entry.order_id:
        return "in the store"
    return "refused" if entry.state == "rejected" else "yet, as far as is known"


def _chart(timeline: Timeline) -> Html:
    head = tag("div", tag("h2", "Timeline"), legend(timeline), class_="head")
    return tag("section", head, chart(timeline), _untold(timeline), class_="chart",
               aria_label="Timeline")  # fmt: skip


def _untold(timeline: Timeline) -> Html:
    if not timeline.untold:
        return Html("")
    words = (
        f"The ledger counts {timeline.entry.deliveries} deliveries; of {timeline.untold} there are "
        "no log lines: they come when a delivery ends, and never if it was killed."
    )
    return tag("p", words, class_="words", role="note")


def _again(refresh: int, path: str) -> Html:
    words = f"Redrawn every {refresh} s · " if refresh else "Stands still · "
    other = tag("a", "pause", href=f"{path}?refresh=0") if refresh else tag(
        "a", "follow", href=f"{path}?refresh=3")  # fmt: skip
    return tag("nav", words, other)


def _document(title: str, refresh: int, main: Html) -> str:
    head = [
        tag("meta", charset="utf-8"),
        tag("meta", name="viewport", content="width=device-width, initial-scale=1"),
        tag("title", title),
        tag("style", Html(STORE_STYLE + STYLE)),
    ]
    if refresh:
        head.append(tag("meta", http_equiv="refresh", content=refresh))
    return f"<!doctype html>{tag('html', tag('head', *head), tag('body', tag('main', main)))}"
