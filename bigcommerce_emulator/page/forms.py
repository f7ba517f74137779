"""The page with the forms: faults, maintenance, quota, stock and what a merchant does to orders."""

from collections.abc import Iterable, Mapping
from itertools import islice
from typing import Any
from urllib.parse import parse_qsl

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from bigcommerce_emulator.http import wire
from bigcommerce_emulator.http.emulation import Emulation
from bigcommerce_emulator.http.fault_kinds import EVERY, OPERATIONS
from bigcommerce_emulator.page.acts import PRESETS, ActError, Acts
from bigcommerce_emulator.page.document import document, headers, section
from bigcommerce_emulator.page.markup import Html, join, table, tag
from bigcommerce_emulator.page.panels import what_happens, where_it_strikes
from bigcommerce_emulator.state.catalog import Variant
from bigcommerce_emulator.state.orders import STATUSES, Order

PATH = "/play"
_MOST_BYTES = 10_000
_MOST_ORDERS = 10
_SEE_OTHER = 303


class Forms:
    """Shows the forms and does what they say; only a store on loopback has them.

    The guard before it refuses forms that another page sends, as it does every request of one.
    """

    def __init__(self, emulation: Emulation) -> None:
        self._emulation = emulation
        self._acts = Acts(emulation)

    async def show(self, _request: Request) -> Response:
        """The page."""
        return self._page()

    async def take(self, request: Request) -> Response:
        """Acts on one form, then shows the page by a GET, so that a reload acts on nothing."""
        content = await wire.read(request.receive, _MOST_BYTES)
        if content is None:
            return self._page("That form is too long.", 413)
        try:
            self._acts.act(dict(parse_qsl(content.decode("latin-1"), keep_blank_values=True)))
        except ActError as error:
            return self._page(str(error), 422)
        return RedirectResponse(PATH, _SEE_OTHER)

    def draw(self, words: str = "") -> str:
        """The whole page as HTML, with words on what went wrong."""
        said = tag("p", words, class_="banner", role="alert") if words else Html("")
        back = tag("nav", tag("a", "Orders, carts and requests", href="/"))
        about = tag("p", "What goes wrong, and what the merchant and other apps do meanwhile")
        header = tag("header", tag("h1", "Play"), about, back)
        left = tag("div", self._faults(), self._store(), class_="column")
        right = tag("div", self._orders(), self._stock(), class_="column")
        columns = tag("div", left, right, class_="columns")
        return document("Play", join((header, said, columns)))

    def _page(self, words: str = "", status: int = 200) -> Response:
        return HTMLResponse(self.draw(words), status, headers=headers(forms=True))

    def _faults(self) -> Html:
        rows = [
            tag(
                "li",
                tag("code", where_it_strikes(fault)),
                tag("span", what_happens(fault)),
                _form("off", _button("off"), place=place),
            )
            for place, fault in enumerate(self._emulation.edge.plan.faults)
        ]
        empty = tag("p", "Nothing goes wrong.", class_="empty")
        listed = tag("ul", *rows, class_="plain") if rows else empty
        clear = _form("clear", _button("all off")) if rows else Html("")
        calls = {EVERY: "every call"} | {name: name for name in sorted(OPERATIONS)}
        ways = {name: words for name, (words, _) in PRESETS.items()}
        add = _form(
            "fault", _select("operation", calls, "create_order"), _select("what", ways, "lost"),
            _input("times", "how often", "always"), _button("switch on"))  # fmt: skip
        return section("Faults", join((listed, add, clear)))

    def _store(self) -> Html:
        store = self._emulation.store
        if store.in_maintenance:
            door = _form("open", _button("end the maintenance"))
        else:
            door = _form("close", _button("begin maintenance"))
        spend = _form("spend", _input("requests", "requests", "40"), _button("use up the quota"))
        limit = _form("limit", _input("requests", "requests in 30 s", "150"),
                      _button("set the quota"))  # fmt: skip
        return section("Store", join((door, limit, spend)))

    def _orders(self) -> Html:
        newest = list(islice(reversed(self._emulation.store.orders), _MOST_ORDERS))
        if not newest:
            return section("Orders", tag("p", "No orders yet.", class_="empty"))
        return section("Orders", table(("Order", "Status", "", ""), map(_order, newest)))

    def _stock(self) -> Html:
        store = self._emulation.store
        variants = (variant for product in store.seed.products.values()
                    for variant in product.variants)  # fmt: skip
        rows = [_variant(variant, store.stock_left(variant)) for variant in variants]
        return section("Stock", table(("SKU", "#Left", ""), rows))


def _order(order: Order) -> Iterable[object]:
    pay = _form("pay", _button("pay"), order=order.id)
    statuses = dict(enumerate(STATUSES))
    move = _form("move", _select("status", statuses, order.status_id), _button("move"),
                 order=order.id)  # fmt: skip
    return order.id, order.status, pay, move


def _variant(variant: Variant, left: int | None) -> Iterable[object]:
    new = _form("stock", _input("left", "left", "any number"), _button("set"), variant=variant.id)
    return variant.sku, "∞" if left is None else left, new


def _form(act: str, *fields: Html, **hidden: object) -> Html:
    named = [tag("input", type="hidden", name=name, value=value)
             for name, value in {"act": act, **hidden}.items()]  # fmt: skip
    return tag("form", *named, *fields, method="post", action=PATH)


def _select(name: str, options: Mapping[Any, str], chosen: object) -> Html:
    rows = [
        tag("option", words, value=value, selected="" if value == chosen else None)
        for value, words in options.items()
    ]
    return tag("select", *rows, name=name, aria_label=name)


def _input(name: str, label: str, placeholder: str) -> Html:
    return tag("input", name=name, aria_label=label, placeholder=placeholder, inputmode="numeric",
               size=9, maxlength=9, autocomplete="off")  # fmt: skip


def _button(words: str) -> Html:
    return tag("button", words)
