"""Pure: the form above the list of orders; it asks for another list and does nothing else."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from cart_to_order.pages.markup import Html, join, tag
from cart_to_order.pages.question import ATTENTION, LEDGER, ROOT, Question
from cart_to_order.pages.states import STATES
from order_service.store.refusal_causes import EVERY_CAUSE

_ANY = "any"
_CAUSES = "causes"


def views(question: Question, usual: str) -> Html:
    """Return the links between what needs attention and the ledger."""
    here = question.view or usual
    names = ((ATTENTION, "Needs attention"), (LEDGER, "Look through the ledger"))
    links = [
        tag("a", name, href=question.path(view=view, after=""),
            aria_current="page" if view == here else None)
        for view, name in names
    ]  # fmt: skip
    return tag("nav", *links, class_="views", aria_label="Views")


def form(question: Question, stores: Sequence[str]) -> Html:
    """Return the form, filled in as it was sent."""
    causes = [tag("option", value=cause.code) for cause in EVERY_CAUSE]
    inner = (
        tag("input", type="hidden", name="view", value=question.view) if question.view else "",
        _field("Key, order id or cart id", _box("search", question.search), wide=True),
        _field("Store", _stores(question.store, stores)),
        _field("State", _choice("state", question.state, STATES)),
        _field("Cause or code", _box("cause", question.cause, list=_CAUSES)),
        tag("datalist", *causes, id=_CAUSES),
        _field("Day (UTC)", _box("day", question.day, type="date")),
        tag("button", "Show"),
    )
    return tag("form", *inner, method="get", action=ROOT)


def _stores(chosen: str, stores: Sequence[str]) -> Html:
    if not stores or (chosen and chosen not in stores):
        return _box("store", chosen)
    return _choice("store", chosen, stores)


def _field(name: str, box: Html, *, wide: bool = False) -> Html:
    return tag("label", name, box, class_="wide" if wide else None)


def _box(name: str, value: str, **more: str) -> Html:
    return tag("input", name=name, value=value, autocomplete="off", **more)


def _choice(name: str, chosen: str, values: Iterable[str]) -> Html:
    options = [
        tag("option", value.replace("_", " ") if name == "state" else value, value=value,
            selected="selected" if value == chosen else None)
        for value in values
    ]  # fmt: skip
    return tag("select", join((tag("option", _ANY, value=""), *options)), name=name)
