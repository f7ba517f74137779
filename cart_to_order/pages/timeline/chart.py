"""Draws a timeline: a lane for each delivery, a row for each call, write and wait."""

from __future__ import annotations

from itertools import zip_longest

from cart_to_order.pages.markup import Html, join, tag
from cart_to_order.pages.parts import pill
from cart_to_order.pages.timeline.axis import Axis
from cart_to_order.pages.timeline.deliveries import Bar, Delivery, said, until_next
from cart_to_order.pages.timeline.lines import Note
from cart_to_order.pages.timeline.timeline import Timeline
from cart_to_order.pages.timeline.words import clock, date, length, offset

_GAPS = "min(var(--cut), {room:.4g}%)"
_MOST_ROOM = 45
_TONES = {
    "order placed": "good",
    "order replayed": "good",
    "order refused": "bad",
    "refusal replayed": "bad",
    "order not placed": "bad",
    "unexpected error": "bad",
    "order parked": "odd",
}


def chart(timeline: Timeline) -> Html:
    """The whole drawing."""
    axis = timeline.axis
    lanes = [_lane(axis, each, after) for each, after
             in zip_longest(timeline.deliveries, timeline.deliveries[1:])]  # fmt: skip
    width = _GAPS.format(room=_MOST_ROOM / max(len(axis.cuts), 1))
    inner = (_under(timeline), _times(axis), _phases(timeline), *lanes)
    return tag("div", *inner, class_="plot", style=f"--gap: {width}")


def legend(timeline: Timeline) -> Html:
    """What the colours mean, and how much time each took."""
    failed = sum(bar.tone in ("wait", "bad") for bar in timeline.calls)
    if not timeline.detailed:
        return tag("span", "from the ledger and events: calls and writes are not logged")
    shown = [
        ("call", "store calls", length(_sum(timeline.calls))),
        ("failed", "failed or refused", str(failed)),
        ("write", "ledger writes", length(_sum(timeline.writes))),
        ("pause", "waiting and own work", length(timeline.waited)),
    ]
    keys = [
        tag("li", tag("i", class_=f"key {kind}"), f"{words} ", tag("b", figure))
        for kind, words, figure in shown
    ]
    return tag("ul", *keys, class_="legend")


def _under(timeline: Timeline) -> Html:
    """What runs through all lanes: the cuts, and a line where the ledger was written."""
    axis = timeline.axis
    cuts = [tag("i", class_="cut", style=_stretch(axis, *cut)) for cut in axis.cuts]
    marks = [
        tag("i", class_=f"mark {_class(moment.what)}", style=_from(axis, moment.at))
        for moment in timeline.moments
    ]
    return tag("div", *cuts, *marks, class_="under")


def _times(axis: Axis) -> Html:
    ticks = [
        tag("span", offset(tick), class_="tick second" if count % 2 else "tick",
            style=_from(axis, axis.start + tick), title=f"{clock(axis.start + tick)} UTC")
        for count, tick in enumerate(axis.ticks())
    ]  # fmt: skip
    cuts = [
        tag("span", length(ended - began), class_="cutlabel", style=_stretch(axis, began, ended),
            title=f"{length(ended - began)} cut short")
        for began, ended in axis.cuts
    ]  # fmt: skip
    first = tag("span", clock(axis.start), " UTC", class_="label", title=date(axis.start))
    return _row("axis", first, [*ticks, *cuts], tag("span", clock(axis.end), class_="figure"))


def _phases(timeline: Timeline) -> Html:
    axis = timeline.axis
    pieces = []
    for phase in timeline.phases:
        # The last state goes on.
        last = phase is timeline.phases[-1]
        style = _stretch(axis, phase.began, None if last else phase.ended)
        title = f"{phase.name} at {clock(phase.began)} UTC, {offset(phase.began - axis.start)}"
        kind = f"phase {_class(phase.name)}"
        pieces.append(tag("span", phase.name, class_=kind, style=style, title=title))
    return _row("phases", tag("span", "Ledger", class_="label"), pieces, _figure(""))


def _lane(axis: Axis, delivery: Delivery, after: Delivery | None) -> Html:
    extent = tag("i", class_="extent", style=_stretch(axis, delivery.began, delivery.ended))
    rows = [(bar.began, _bar(axis, bar)) for bar in delivery.bars]
    rows += [(event.at, _event(axis, event)) for event in delivery.events]
    lane = tag(
        "div",
        tag("div", extent, class_="under"),
        _head(axis, delivery),
        *(row for _, row in sorted(rows, key=lambda row: row[0])),
        class_="lane",
        role="group",
        aria_label=f"Delivery {delivery.number}",
    )
    return join((lane, _between(axis, delivery, after)))


def _head(axis: Axis, delivery: Delivery) -> Html:
    began = f"{clock(delivery.began)} UTC, {offset(delivery.began - axis.start)}"
    attempt = f", attempt {delivery.attempt}" if delivery.attempt > 1 else ""
    cold = " · cold start" if delivery.cold else ""
    lasted = f" · {length(delivery.ended - delivery.began)}" if delivery.bars else ""
    words = f"{began}{lasted}{cold}"
    name = tag("strong", f"Delivery {delivery.number}")
    entry_point = tag("span", f"by {delivery.entry_point}{attempt}", class_="soft")
    outcome = Html("")
    if delivery.outcome:
        tone = _TONES.get(delivery.outcome.event, "wait")
        outcome = pill(said(delivery.outcome), tone)
    return tag(
        "div", name, " ", entry_point, tag("span", words, class_="soft"), outcome, class_="lanehead"
    )


def _bar(axis: Axis, bar: Bar) -> Html:
    ledger = tag("span", "ledger ", class_="soft") if bar.kind == "write" else ""
    words = (ledger, tag("b", bar.name), " ", tag("span", bar.note, class_="soft"))
    label = tag("span", *words, class_="label", title=f"{bar.name} {bar.note}".strip())
    shown = (bar.name, bar.note, bar.result, length(bar.seconds), f"{clock(bar.began)} UTC")
    title = ", ".join(word for word in shown if word)
    style = _stretch(axis, bar.began, bar.ended)
    broken = " broken" if bar.kind != "wait" and axis.cuts_short(bar.began, bar.ended) else ""
    drawn = tag("i", class_=f"bar-{bar.kind} {bar.tone}{broken}", style=style, title=title)
    result = pill(bar.result, bar.tone) if bar.kind == "call" or bar.tone == "bad" else Html("")
    figure = _figure(result, tag("span", length(bar.seconds), class_="ms"))
    return _row(f"is-{bar.kind}", label, [drawn], figure)


def _event(axis: Axis, event: Note) -> Html:
    label = tag("span", tag("b", said(event)), class_="label")
    dot = tag("i", class_="event", style=_from(axis, event.at), title=f"{clock(event.at)} UTC")
    return _row("is-event", label, [dot], _figure(offset(event.at - axis.start)))


def _between(axis: Axis, delivery: Delivery, after: Delivery | None) -> Html:
    if after is None or after.began <= delivery.ended:
        return Html("")
    label = tag("span", until_next(delivery), class_="label soft")
    style = _stretch(axis, delivery.ended, after.began)
    drawn = tag("i", class_="bar-wait", style=style)
    figure = _figure(tag("span", length(after.began - delivery.ended), class_="ms"))
    return _row("between", label, [drawn], figure)


def _row(kind: str, label: Html, drawn: list[Html], figure: Html) -> Html:
    return tag("div", label, tag("span", *drawn, class_="track"), figure, class_=f"row {kind}")


def _figure(*words: object) -> Html:
    return tag("span", *words, class_="figure")


def _from(axis: Axis, at: float) -> str:
    place = axis.place(at)
    return f"left: {_css(axis, place.share, place.cuts)}"


def _stretch(axis: Axis, began: float, ended: float | None) -> str:
    first = axis.place(began)
    last = axis.last() if ended is None else axis.place(ended)
    width = _css(axis, last.share - first.share, last.cuts - first.cuts)
    return f"left: {_css(axis, first.share, first.cuts)}; width: {width}"


def _css(axis: Axis, share: float, cuts: float) -> str:
    """To scale is what the cuts, each as wide as the style says, leave of the width."""
    gaps = cuts - share * len(axis.cuts)
    return f"calc({100 * share:.3f}% + {gaps:.3f} * var(--gap))"


def _class(name: str) -> str:
    return f"is-{name}" if name.replace("-", "").isalpha() else "is-other"


def _sum(bars: list[Bar]) -> float:
    return sum(bar.seconds for bar in bars)
