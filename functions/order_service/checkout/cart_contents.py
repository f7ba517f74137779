"""Pure: whether a cart still holds what was ordered."""

from collections import Counter
from collections.abc import Iterable

from order_service.request.order import OrderRequest
from order_service.store.cart_view import CartLine, CartLines


def holds(cart: CartLines, order: OrderRequest) -> bool:
    """Tell whether the cart holds all that was ordered and nothing else, promotions aside.

    Quantities are added up by product and by custom item, since a store may merge or split
    lines; of a variant that was asked for there must be as many as were asked for.
    """
    catalog = [*_catalog(cart.physical_items), *cart.digital_items]
    custom = [*cart.custom_items, *_unknown(cart.physical_items)]
    catalog = [line for line in catalog if not cart.added(line)]
    custom = [line for line in custom if not cart.added(line)]
    return _same_products(catalog, order) and _same_custom_items(custom, order)


def _catalog(lines: Iterable[CartLine]) -> list[CartLine]:
    return [line for line in lines if line.product_id is not None]


def _unknown(lines: Iterable[CartLine]) -> list[CartLine]:
    return [line for line in lines if line.product_id is None]


def _same_products(lines: list[CartLine], order: OrderRequest) -> bool:
    there, asked = Counter[int | None](), Counter[int | None]()
    variants, wanted = Counter[int | None](), Counter[int | None]()
    for line in lines:
        there[line.product_id] += line.quantity
        variants[line.variant_id] += line.quantity
    for item in order.line_items:
        asked[item.product_id] += item.quantity
        if item.variant_id is not None:
            wanted[item.variant_id] += item.quantity
    return there == asked and wanted <= variants


def _same_custom_items(lines: list[CartLine], order: OrderRequest) -> bool:
    asked = Counter[str]()
    for item in order.custom_items:
        asked[item.sku or item.name] += item.quantity
    there = Counter[str]()
    for line in lines:
        there[line.sku if line.sku in asked and line.sku else line.name or ""] += line.quantity
    return there == asked
