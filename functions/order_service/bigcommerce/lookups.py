"""Adapter: finds accounts by e-mail address, and variants by SKU.

A row that nobody asked for means that a filter did not work; it is never "there is no such".
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Annotated, Any, Generic, TypeVar
from urllib.parse import quote

from pydantic import BeforeValidator

from order_service.bigcommerce.calls import Operation, Reader, Result, StoreCalls
from order_service.bigcommerce.extra_fields import BigCommerceExtraFields
from order_service.bigcommerce.failures import COME_BACK
from order_service.bigcommerce.reading import data_of
from order_service.errors import StoreUnavailable
from order_service.request.spelling import letters
from order_service.store.answer_types import Short, Whole
from order_service.store.cart_view import View
from order_service.store.company_order import KnownRules
from order_service.store.signals import CartGone
from order_service.store.variants import KnownVariants, ListedVariant, Variant, spelt
from order_service.store_steps import CUSTOMER, PRODUCT, VARIANT, StoreStep

MOST_PAGES = 20
MOST_SKUS_A_CALL = 100
LONGEST_QUERY = 3000
"""Characters of SKUs in one path: servers take a request line of 8,000 at most."""


def _channels(value: Any) -> Any:
    """Read anything but a list with channels in it as "every channel"."""
    return value if isinstance(value, list) and value else None


class Customer(View):
    """One account; ``channel_ids`` says in which channels it may sign in, None in all."""

    id: Whole
    email: Short = ""
    channel_ids: Annotated[tuple[Whole, ...] | None, BeforeValidator(_channels)] = None


class Product(View):
    """One product; a simple one has a base variant, one with options has none."""

    id: Whole
    sku: Short | None = None
    base_variant_id: Whole | None = None

    def as_variant(self) -> Variant:
        """Return what this product's SKU means."""
        return Variant(id=self.base_variant_id, product_id=self.id, sku=self.sku or "")


Row = TypeVar("Row", bound=View)


@dataclass(frozen=True)
class Listed(Generic[Row]):
    """The rows that were asked for, and whether others came with them."""

    rows: list[Row]
    strangers: bool


class BigCommerceLookups(BigCommerceExtraFields):
    """One store's accounts and catalog, and what it asks of companies' orders."""

    def __init__(
        self,
        calls: StoreCalls,
        variants: KnownVariants | None = None,
        rules: KnownRules | None = None,
    ) -> None:
        super().__init__(calls, rules)
        self._variants = variants or KnownVariants()

    def find_customer(self, email: str, channel_id: int) -> int | None:
        """GET /v3/customers by e-mail: the account that may sign in at this channel.

        Of several, one that names the channel goes before one for all channels. A store may find
        other accounts whose letters it takes for the same: weiss@ for weiß@, jose@ for josé@.
        """
        found = self._list(
            CUSTOMER, {"email": email}, Customer, lambda row: letters(row.email) == letters(email)
        )
        same = [row for row in found.rows if row.email.lower() == email.lower()]
        if found.strangers and not same:
            raise _filter_ignored(
                CUSTOMER, "The store's list of customers is not filtered by email."
            )
        here = [row for row in same if channel_id in (row.channel_ids or (channel_id,))]
        best = min(here, key=lambda row: (row.channel_ids is None, row.id), default=None)
        return best.id if best else None

    def find_variants(self, skus: Iterable[str], *, fresh: bool = False) -> Mapping[str, Variant]:
        """Return the variants of these SKUs by ``spelt`` SKU; those that do not exist are absent.

        Asks for what was not asked a short time ago, variants first and then products, whose
        own SKUs the list of variants need not find.
        """
        store, now = self._calls.store, self._calls.now()
        wanted = dict.fromkeys(spelt(sku) for sku in skus)
        known = {} if fresh else {sku: self._variants.get(store, sku, now) for sku in wanted}
        found = {sku: variant for sku, variant in known.items() if variant}
        missing = [sku for sku in dict.fromkeys(skus) if spelt(sku) not in found]
        looked_up, strangers = self._look_up(missing)
        for sku, variant in looked_up.items():
            # One of several is an answer that a merchant corrects.
            if variant.id is not None:
                self._variants.put(store, sku, variant, now)
        if strangers and not all(spelt(sku) in looked_up for sku in missing):
            raise _filter_ignored(VARIANT, "The store's catalog is not filtered by sku.")
        return found | looked_up

    def _look_up(self, skus: list[str]) -> tuple[dict[str, Variant], bool]:
        found: dict[str, Variant] = {}
        strangers = False
        wanted = _among(skus)
        for together in _together(skus):
            listed = self._list(
                _named(VARIANT, together), {"skus": ",".join(together)}, ListedVariant, wanted
            )
            found |= {spelt(row.sku): row for row in listed.rows}
            strangers = strangers or listed.strangers
        for together in _together(sku for sku in skus if spelt(sku) not in found):
            products = self._list(
                _named(PRODUCT, together), {"skus": ",".join(together)}, Product, wanted
            )
            variants = (row.as_variant() for row in products.rows)
            found = {spelt(variant.sku): variant for variant in variants} | found
            strangers = strangers or products.strangers
        return found, strangers

    def _list(
        self,
        step: StoreStep,
        asked: Mapping[str, str],
        kind: type[Row],
        wanted: Callable[[Row], bool],
    ) -> Listed[Row]:
        """Return the wanted rows of all pages, up to the first page that has strangers."""
        found: list[Row] = []
        for number in range(1, MOST_PAGES + 1):
            rows, more = self._read(step, step.at(**asked, page=number), _page(kind))
            found += filter(wanted, rows)
            strangers = not all(map(wanted, rows))
            if strangers or not more:
                return Listed(found, strangers)
        return Listed(found, strangers=True)

    def _read(self, step: StoreStep, path: str, reader: Reader[Result]) -> Result:
        try:
            return self._calls.make(Operation(step, path), reader)
        except CartGone:
            raise StoreUnavailable(
                "The store does not find what should be there.",
                step=step.name,
                retry_after=COME_BACK,
            ) from None


def _among(skus: list[str]) -> Callable[[Variant | Product], bool]:
    wanted = {spelt(sku) for sku in skus}
    return lambda row: spelt(row.sku or "") in wanted


def _together(skus: Iterable[str]) -> Iterator[tuple[str, ...]]:
    """Yield the SKUs in as few calls as can name them; one with a comma has a call of its own."""
    together: list[str] = []
    length = 0
    for sku in map(str.strip, skus):
        if "," in sku:
            yield (sku,)
            continue
        more = len(quote(f",{sku}", safe=""))
        if together and (length + more > LONGEST_QUERY or len(together) == MOST_SKUS_A_CALL):
            yield tuple(together)
            together, length = [], 0
        together.append(sku)
        length += more
    if together:
        yield tuple(together)


def _named(step: StoreStep, skus: tuple[str, ...]) -> StoreStep:
    """Return the step's row for these SKUs: a list cannot have one with a comma in it."""
    return replace(step, path=step.path.replace("sku:in=", "sku=")) if "," in skus[0] else step


def _page(kind: type[Row]) -> Reader[tuple[list[Row], bool]]:
    def reader(body: Any) -> tuple[list[Row], bool]:
        rows = [kind.model_validate(row) for row in data_of(body) or ()]
        meta = body.get("meta")
        pages = meta.get("pagination") if isinstance(meta, Mapping) else None
        if not rows or not isinstance(pages, Mapping):
            return rows, False
        return rows, (pages.get("current_page") or 1) < (pages.get("total_pages") or 1)

    return reader


def _filter_ignored(step: StoreStep, words: str) -> StoreUnavailable:
    return StoreUnavailable(words, step=step.name, retry_after=COME_BACK)
