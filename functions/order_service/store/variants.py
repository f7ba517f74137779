"""Pure: which variant a SKU means, remembered for a short time."""

from collections import OrderedDict
from threading import Lock

from order_service.store.answer_types import Short, Whole
from order_service.store.cart_view import View

KEEP_SECONDS = 300.0
"""A SKU may be given to another product; an order in these minutes would still mean the old."""
MOST_SKUS = 5000


def spelt(sku: str) -> str:
    """Return the SKU as stores compare it: letter case and outer blanks make no other SKU."""
    return sku.strip().casefold()


class Variant(View):
    """One variant of the catalog; ``id`` is None for a product that has several."""

    id: Whole | None = None
    product_id: Whole
    sku: Short = ""


class ListedVariant(Variant):
    """One variant in a list of variants, each of which has an id."""

    id: Whole


class KnownVariants:
    """What the stores answered lately; shared by all orders of an execution environment."""

    def __init__(self, most: int = MOST_SKUS, keep_seconds: float = KEEP_SECONDS) -> None:
        self._most = most
        self._keep_seconds = keep_seconds
        self._known: OrderedDict[tuple[str, str], tuple[float, Variant]] = OrderedDict()
        self._lock = Lock()

    def get(self, store: str, sku: str, now: float) -> Variant | None:
        """Return the variant that this SKU had a short time ago, None when it was not asked."""
        with self._lock:
            asked, variant = self._known.get((store, spelt(sku)), (now, None))
        return variant if now < asked + self._keep_seconds else None

    def put(self, store: str, sku: str, variant: Variant, now: float) -> None:
        """Remember the variant, and forget those that were learnt first when there are many."""
        with self._lock:
            self._known[store, spelt(sku)] = (now, variant)
            self._known.move_to_end((store, spelt(sku)))
            while len(self._known) > self._most:
                self._known.popitem(last=False)
