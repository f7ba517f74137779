"""The panels of the page: counts, the quota, the faults that are on and the switches."""

from collections.abc import Mapping
from dataclasses import asdict

from bigcommerce_emulator.api.quota import UNLIMITED, Quota
from bigcommerce_emulator.http.faults import EVERY, Fault
from bigcommerce_emulator.page.markup import Html, join, tag
from bigcommerce_emulator.state.settings import Settings

SECRETS = ("access_token", "client_secret", "tokens")
_LOW = 15


def tile(name: str, figure: object, note: object = "") -> Html:
    """One figure with its name."""
    return tag("div", tag("span", name), tag("strong", figure), tag("span", note), class_="tile")


def quota_tile(quota: Quota, now: float) -> Html:
    """What is left of the window's requests, with a bar."""
    if quota.limit == UNLIMITED:
        return tile("Quota left", "∞", "no limit on this plan")
    share = 100 * quota.left // max(quota.limit, 1)
    bar = tag("i", style=f"width: {share}%")
    level = tag("div", bar, class_="bar low" if share < _LOW else "bar")
    words = f"of {quota.limit}, resets in {quota.resets_in(now):.0f} s"
    inner = (tag("span", "Quota left"), tag("strong", quota.left), tag("span", words), level)
    return tag("div", *inner, class_="tile")


def faults(rows: tuple[Fault, ...], struck: Mapping[str, int]) -> Html:
    """The faults of the plan, each with its chance, and how often any struck."""
    if not rows:
        words = ("No faults are on. ", tag("code", "PUT /faults"), " on the admin port adds some.")
        return tag("p", *words, class_="empty")
    lines = [
        tag("li", tag("code", where_it_strikes(row)), tag("span", what_happens(row)))
        for row in rows
    ]
    total = [tag("li", _struck(label), tag("span", count)) for label, count in struck.items()]
    return tag("ul", *lines, *total, class_="plain")


def switches(settings: Settings) -> Html:
    """The switches that were turned, and the rest on demand; tokens are never among them."""
    usual = asdict(Settings())
    chosen = {name: value for name, value in asdict(settings).items() if name not in SECRETS}
    turned = {name: value for name, value in chosen.items() if value != usual[name]}
    rest = {name: value for name, value in chosen.items() if name not in turned}
    head = _listed(turned) if turned else tag("p", "All as they are by default.", class_="empty")
    summary = tag("summary", f"{len(rest)} by default")
    return join((head, tag("details", summary, _listed(rest))))


def _listed(rows: Mapping[str, object]) -> Html:
    lines = [tag("li", tag("code", name), tag("code", value)) for name, value in rows.items()]
    return tag("ul", *lines, class_="plain")


def _struck(label: str) -> Html:
    return tag("span", f"{label.replace('_', ' ')} struck", class_="soft")


def where_it_strikes(fault: Fault) -> str:
    """The calls that a fault is for."""
    return "every call" if fault.operation == EVERY else fault.operation


def what_happens(fault: Fault) -> str:
    """What becomes of these calls, and how likely."""
    words = {
        "status": f"{fault.status} {fault.when} the effect",
        "cut": f"cut {fault.when} the effect",
        "truncated": "half an answer",
        "not_json": "not JSON",
        "late": f"blind to orders of the last {fault.ms[0]:g} ms",
        "delay": f"slower by {fault.ms[0]:g} to {fault.ms[1]:g} ms",
    }[fault.kind]
    often = "" if fault.times is None else f", {fault.times} at most"
    return f"{words}, {100 * fault.probability:g} %{often}"
