"""An answer as it is known before its order is made."""

from decimal import Decimal
from typing import Any

from order_service.answers import OrderDraft, RedirectUrls, Totals

_AMOUNTS = ("base_amount", "discount_amount", "cart_amount", "tax_total", "shipping_total")
_ZEROS: dict[str, Any] = dict.fromkeys((*_AMOUNTS, "grand_total"), Decimal("0.00"))

DRAFT = OrderDraft(
    cart_id="c-1",
    redirect_urls=RedirectUrls(cart_url="https://shop.example/"),
    consignments=[],
    totals=Totals(currency="USD", **_ZEROS),
)
