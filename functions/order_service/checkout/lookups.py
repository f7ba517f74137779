"""Looks up what an order names by e-mail or SKU alone, before its cart is opened.

A delivery that goes on with a cart needs none of this: the ledger has the customer, and the cart's
lines have the store's SKUs.
"""

from order_service.checkout.extra_fields import extra_field_errors
from order_service.checkout.ports import Checkouts
from order_service.errors import CustomerUnknown, InvalidRequest, StoreRefused
from order_service.request.lines import LineItem
from order_service.request.order import OrderRequest
from order_service.store.checkout_view import NewCart
from order_service.store.variants import Variant, spelt
from order_service.store_steps import CUSTOMER


def opened(
    order: OrderRequest, store: Checkouts, *, fresh: bool = False
) -> tuple[OrderRequest, NewCart]:
    """Return the order as ``resolved`` does, and a new cart with its lines.

    What is remembered of its SKUs may be why the store refuses them: it is asked once more.
    """
    found = resolved(order, store, fresh=fresh)
    try:
        return found, store.open_cart(found)
    except StoreRefused:
        again = found if fresh or not _skus(order) else resolved(order, store, fresh=True)
        if again == found:
            raise
    return again, store.open_cart(again)


def resolved(order: OrderRequest, store: Checkouts, *, fresh: bool = False) -> OrderRequest:
    """Return the order with its customer, products and variants by number.

    Fresh asks again what was asked a short time ago. Raises CustomerUnknown, and InvalidRequest
    naming every SKU that the store does not have and every extra field that it would not take.
    """
    customer_id = _customer_id(order, store)
    named = _skus(order)
    found = store.find_variants(named, fresh=fresh) if named else {}
    lines: list[LineItem] = []
    unknown = extra_field_errors(order, store)
    for index, line in enumerate(order.line_items):
        variant = found.get(spelt(line.sku or ""))
        if line.product_id is not None or line.sku is None:
            lines.append(line)
        elif variant is None or variant.id is None:
            unknown.append({"field": f"line_items[{index}].sku", "message": _unusable(variant)})
        else:
            ids = {"product_id": variant.product_id, "variant_id": variant.id}
            lines.append(line.model_copy(update=ids))
    if unknown:
        raise InvalidRequest(unknown)
    return order.model_copy(update={"customer_id": customer_id, "line_items": lines})


def _skus(order: OrderRequest) -> list[str]:
    return [line.sku for line in order.line_items if line.product_id is None and line.sku]


def _unusable(variant: Variant | None) -> str:
    if variant is None:
        return "is no SKU of this store's catalog"
    return (
        "is the SKU of a product with several variants, for the store shows no base_variant_id; "
        "send that of one of them"
    )


def of_customer(order: OrderRequest, customer_id: int) -> OrderRequest:
    """Return the order with the customer that was looked up for it, its lines as they were sent."""
    return order.model_copy(update={"customer_id": customer_id, "customer": None})


def _customer_id(order: OrderRequest, store: Checkouts) -> int:
    if order.customer is None:
        return order.customer_id
    found = store.find_customer(order.customer.email, order.channel_id)
    if found is None and order.customer.match == "existing":
        raise CustomerUnknown(
            "No account of this store has the e-mail address in customer.", step=CUSTOMER.name
        )
    return found or 0
