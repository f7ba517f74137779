"""The page of a running store: what it holds, and what was asked of it."""

from collections.abc import Mapping
from typing import Any

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from bigcommerce_emulator.api.application import Store
from bigcommerce_emulator.http.edge import Edge
from bigcommerce_emulator.page import panels as page_panels
from bigcommerce_emulator.page import rows as page_rows
from bigcommerce_emulator.page.document import document, headers, section
from bigcommerce_emulator.page.markup import Html, join, tag

_EVERY_SECONDS = 3
_SLOWEST = 3600


class Page:
    """Draws the page anew at every request; it needs no script and shows no customer."""

    def __init__(self, store: Store, edge: Edge, links: Mapping[str, str] | None = None) -> None:
        self._store = store
        self._edge = edge
        self._links = links or {}

    async def __call__(self, request: Request) -> Response:
        """The page; `?refresh=0` keeps it still, `?refresh=10` redraws it every ten seconds."""
        seconds = _seconds(request.query_params.get("refresh"))
        return HTMLResponse(self.draw(seconds, str(request.base_url)), headers=headers())

    def draw(self, refresh: int, address: str) -> str:
        """The whole page as HTML."""
        columns = tag("div", self._left(), self._right(), class_="columns")
        main = join((self._header(refresh, address), self._banner(), self._tiles(), columns))
        return document(f"BigCommerce emulator {self._store.settings.store_hash}", main, refresh)

    def _header(self, refresh: int, address: str) -> Html:
        api = f"{address}stores/{self._store.settings.store_hash}"
        again = f"Redrawn every {refresh} s · " if refresh else "Stands still · "
        link = tag("a", "pause", href="/?refresh=0") if refresh else tag("a", "follow", href="/")
        others = [join((tag("a", name, href=url), " · ")) for name, url in self._links.items()]
        words = ("Imaginary orders of an imaginary BigCommerce store at ", tag("code", api))
        return tag(
            "header",
            tag("h1", "BigCommerce emulator"),
            tag("p", *words),
            tag("nav", *others, again, link),
        )

    def _banner(self) -> Html:
        if not self._store.in_maintenance:
            return Html("")
        return tag(
            "p", "In maintenance: every call is answered 503.", class_="banner", role="status"
        )

    def _tiles(self) -> Html:
        orders, edge = self._store.orders, self._edge
        archived = sum(order.is_deleted for order in orders)
        faults = edge.faults.total()
        return tag(
            "div",
            page_panels.tile("Orders", len(orders), f"{archived} archived"),
            page_panels.tile("Carts", len(self._store.carts), "orders keep theirs"),
            page_panels.tile("Requests", edge.requests.total(), self._answers()),
            page_panels.quota_tile(self._store.quota, self._store.now()),
            page_panels.tile("Faults struck", faults, f"{len(edge.plan.faults)} in the plan"),
            class_="tiles",
        )

    def _answers(self) -> str:
        refused = sum(count for status, count in self._edge.answers.items() if status >= "4")
        return f"{refused} refused or failed"

    def _left(self) -> Html:
        now = self._store.now()
        carts = [cart for cart in self._store.carts.values() if cart.order_id is None]
        orders = self._store.orders
        return tag(
            "div",
            section("Orders", page_rows.orders(orders, now), _of(len(orders)), "orders"),
            section("Carts in flight", page_rows.carts(carts, now), _of(len(carts))),
            Html("") if self._edge.plan.faults else self._faults(),
            section("Switches", page_panels.switches(self._store.settings)),
            class_="column",
        )

    def _faults(self) -> Html:
        return section("Faults", page_panels.faults(self._edge.plan.faults, self._edge.faults))

    def _right(self) -> Html:
        journal = self._edge.journal
        rows = page_rows.requests(journal, self._edge.now)
        requests = section("Requests", rows, _of(len(journal)), "tall")
        # What is made to go wrong stands where nobody who wonders at an answer can miss it.
        on_top = self._faults() if self._edge.plan.faults else Html("")
        return tag("div", on_top, requests, class_="column")


def _of(count: int) -> str:
    most = page_rows.MOST_ROWS
    return f"the last {most} of {count}" if count > most else ""


def _seconds(text: Any) -> int:
    if text is None or not (text.isascii() and text.isdecimal()):
        return _EVERY_SECONDS
    return min(int(text[:5]), _SLOWEST)
