"""Pure: which products an order's lines are, also those that name only the store's SKU."""

from order_service.request.lines import LineItem
from order_service.request.order import OrderRequest
from order_service.store.cart_view import CartLine, CartLines


def identified(order: OrderRequest, cart: CartLines) -> OrderRequest:
    """Return the order with each line that names only a SKU as the product the cart has of it.

    A line of which the cart has none stays as it is, and is then found to be missing there.
    """
    if all(line.product_id is not None for line in order.line_items):
        return order
    known = {(line.sku or "").casefold(): line for line in cart.every if line.product_id}
    lines = [_identified(line, known) for line in order.line_items]
    return order.model_copy(update={"line_items": lines})


def _identified(line: LineItem, known: dict[str, CartLine]) -> LineItem:
    found = known.get((line.sku or "").casefold())
    if line.product_id is not None or found is None:
        return line
    ids = {"product_id": found.product_id, "variant_id": found.variant_id}
    return line.model_copy(update=ids)
