"""The JSON of carts and checkouts, field for field as V3 answers them."""

from datetime import UTC, datetime
from decimal import Decimal

from sandbox.store import line_answers
from sandbox.store.carts import Cart, Consignment
from sandbox.store.catalog import Method, Seed
from sandbox.store.pricing import Price, price
from sandbox.store.settings import Settings
from sandbox.store.shipping import quotes

Json = dict[str, object]
_ZERO = Decimal(0)


def cart(entry: Cart, seed: Seed, settings: Settings, include: set[str]) -> Json:
    """The cart as the carts calls show it."""
    priced = price(entry, seed)
    body = _cart_head(entry, priced) | {
        "cart_amount": priced.inc_tax,
        "coupons": [],
        "line_items": line_answers.line_items(entry, priced, "taxable", _prefixed(include, "")),
    }
    body |= _times(entry) | {"locale": entry.locale}
    if settings.version == "present":
        body["version"] = entry.version
    return body


def checkout(entry: Cart, seed: Seed, settings: Settings, include: set[str]) -> Json:
    """The checkout as the checkouts calls show it."""
    priced = price(entry, seed)
    with_options = "consignments.available_shipping_options" in include
    inner = _cart_head(entry, priced) | {
        "cart_amount_inc_tax": priced.inc_tax,
        "cart_amount_ex_tax": priced.ex_tax,
        "coupons": [],
        "line_items": line_answers.line_items(
            entry, priced, "is_taxable", _prefixed(include, "cart.")
        ),
    }
    body: Json = {
        "id": entry.id,
        "cart": inner | _times(entry),
        "billing_address": dict(entry.billing_address),
        "consignments": [_consignment(row, seed, with_options) for row in entry.consignments],
        "taxes": [{"name": name, "amount": amount} for name, amount in priced.taxes.items()],
        "coupons": [],
        "order_id": _order_id(entry, settings),
    }
    body |= _totals(priced) | _times(entry)
    body |= {"customer_message": entry.customer_message, "fees": []}
    if settings.version == "present":
        body["version"] = entry.version
    return body


def redirect_urls(entry: Cart, domain: str, token: str) -> Json:
    """Single-use links to the cart."""
    page = f"https://{domain}/cart.php"
    link = f"&id={entry.id}&token={token}"
    return {
        "cart_url": f"{page}?action=load{link}",
        "checkout_url": f"{page}?action=loadInCheckout{link}",
        "embedded_checkout_url": f"{page}?embedded=1&action=loadInCheckout{link}",
    }


def _cart_head(entry: Cart, priced: Price) -> Json:
    return {
        "id": entry.id,
        "customer_id": entry.customer_id,
        "channel_id": entry.channel_id,
        "email": entry.email,
        "currency": {"code": entry.currency},
        "tax_included": False,
        "base_amount": priced.base,
        "discount_amount": _ZERO,
    }


def _prefixed(include: set[str], prefix: str) -> set[str]:
    kinds = ("physical", "digital")
    return {kind for kind in kinds if f"{prefix}line_items.{kind}_items.options" in include}


def _consignment(entry: Consignment, seed: Seed, with_options: bool) -> Json:
    cost = entry.selected[1].cost if entry.selected else _ZERO
    handling = entry.selected[1].handling if entry.selected else _ZERO
    body: Json = {
        "id": entry.id,
        "shipping_cost_inc_tax": cost,
        "shipping_cost_ex_tax": cost,
        "handling_cost_inc_tax": handling,
        "handling_cost_ex_tax": handling,
        "coupon_discounts": [],
        "discounts": [],
        "line_item_ids": list(entry.items),
        "shipping_address": dict(entry.address),
        "address": dict(entry.address),
    }
    if entry.selected is not None:
        body["selected_shipping_option"] = _option(entry.selected)
    if with_options:
        body["available_shipping_options"] = [_option(row) for row in quotes(entry, seed)]
    return body


def _option(quote: tuple[str, Method]) -> Json:
    option_id, method = quote
    return {
        "id": option_id,
        "type": method.type,
        "description": method.description,
        "image_url": "",
        "cost": method.cost,
        "transit_time": method.transit_time,
        "additional_description": "",
    }


def _totals(priced: Price) -> Json:
    return {
        "shipping_cost_total_inc_tax": priced.shipping,
        "shipping_cost_total_ex_tax": priced.shipping,
        "handling_cost_total_inc_tax": priced.handling,
        "handling_cost_total_ex_tax": priced.handling,
        "tax_total": priced.tax,
        "subtotal_inc_tax": priced.base + priced.tax,
        "subtotal_ex_tax": priced.base,
        "grand_total": priced.grand_total,
    }


def _times(entry: Cart) -> Json:
    return {"created_time": _time(entry.created), "updated_time": _time(entry.updated)}


def _time(seconds: float) -> str:
    return datetime.fromtimestamp(int(seconds), UTC).isoformat()


def _order_id(entry: Cart, settings: Settings) -> str | None:
    if entry.order_id is None or settings.checkout_order_id == "never":
        return None
    return str(entry.order_id)
