"""The JSON of carts and checkouts, field for field as V3 answers them."""

from datetime import UTC, datetime
from functools import lru_cache

from bigcommerce_emulator.checkouts import line_answers, offer_answers, shipping_answers
from bigcommerce_emulator.checkouts.liberties import in_its_order, shown_address
from bigcommerce_emulator.checkouts.shipping import listed
from bigcommerce_emulator.pricing.price import price
from bigcommerce_emulator.state.amounts import NOTHING, Freight, Price, rounded
from bigcommerce_emulator.state.carts import Cart, Consignment
from bigcommerce_emulator.state.catalog import Seed
from bigcommerce_emulator.state.settings import Settings

Json = dict[str, object]


def cart(entry: Cart, seed: Seed, settings: Settings, include: set[str]) -> Json:
    """The cart as the carts calls show it."""
    priced = price(entry, seed, settings)
    body = _cart_head(entry, priced, settings) | {
        "cart_amount": priced.inc_tax,
        "coupons": [offer_answers.cart_coupon(coupon, priced) for coupon in entry.coupons],
        "line_items": line_answers.line_items(
            entry, priced, "taxable", _prefixed(include, ""), manual=_on_lines(settings)
        ),
    }
    body |= _times(entry) | {"locale": entry.locale}
    if priced.manual and _on_lines(settings):
        body["manual_discount_amount"] = priced.manual
    if "promotions.banners" in include:
        body["promotions"] = {"banners": offer_answers.banners(entry, seed)}
    if settings.version == "present":
        body["version"] = entry.version
    return body


def checkout(entry: Cart, seed: Seed, settings: Settings, include: set[str]) -> Json:
    """The checkout as the checkouts calls show it."""
    priced = price(entry, seed, settings)
    coupons = [offer_answers.coupon(coupon, priced) for coupon in entry.coupons]
    inner = _cart_head(entry, priced, settings) | {
        "cart_amount_inc_tax": priced.inc_tax,
        "cart_amount_ex_tax": priced.ex_tax,
        "coupons": coupons,
        "line_items": line_answers.line_items(
            entry, priced, "is_taxable", _prefixed(include, "cart."), manual=_on_lines(settings)
        ),
    }
    taxes = [(name, rounded(amount, priced.minor)) for name, amount in priced.taxes.items()]
    body: Json = {
        "id": entry.id,
        "cart": inner | _times(entry),
        "billing_address": dict(entry.billing_address),
        "consignments": _consignments(entry, priced, seed, settings, include),
        "taxes": [{"name": name, "amount": amount} for name, amount in taxes],
        "coupons": coupons,
        "order_id": _order_id(entry, settings),
    }
    body |= _totals(priced) | _times(entry)
    body |= {
        "customer_message": entry.customer_message,
        "fees": in_its_order([offer_answers.fee(fee, cost) for fee, cost in priced.fees], settings),
    }
    if "promotions.banners" in include:
        body["promotions"] = [{"banners": offer_answers.banners(entry, seed)}]
    if settings.version == "present":
        body["version"] = entry.checkout_version
    return body


def redirect_urls(entry: Cart, site: str, token: str) -> Json:
    """Single-use links to the cart, on the site with this beginning of its addresses."""
    page = f"{site}/cart.php"
    link = f"&id={entry.id}&token={token}"
    return {
        "cart_url": f"{page}?action=load{link}",
        "checkout_url": f"{page}?action=loadInCheckout{link}",
        "embedded_checkout_url": f"{page}?embedded=1&action=loadInCheckout{link}",
    }


def _on_lines(settings: Settings) -> bool:
    return settings.discounts_shown == "on_lines"


def _cart_head(entry: Cart, priced: Price, settings: Settings) -> Json:
    head = {
        "id": entry.id,
        "customer_id": entry.customer_id,
        "channel_id": entry.channel_id,
        "email": entry.email,
        "currency": {"code": entry.currency},
        "tax_included": priced.inclusive,
        "base_amount": priced.base,
        "discount_amount": priced.manual if _on_lines(settings) else NOTHING,
    }
    if settings.discounts_shown == "on_the_cart":
        of_lines = sum((line.manual_discount for line in entry.line_items), NOTHING)
        head["manual_discount_amount"] = priced.manual + of_lines
    return head | (offer_answers.discounts(entry, priced) if _on_lines(settings) else {})


def _prefixed(include: set[str], prefix: str) -> set[str]:
    kinds = ("physical", "digital")
    return {kind for kind in kinds if f"{prefix}line_items.{kind}_items.options" in include}


def _consignments(
    entry: Cart, priced: Price, seed: Seed, settings: Settings, include: set[str]
) -> list[Json]:
    rows = []
    hides = settings.gift_lines == "unlisted"
    unlisted = {line.id for line in entry.line_items if hides and line.added_by_promotion}
    for consignment, freight in zip(entry.consignments, priced.freights, strict=True):
        row = _consignment(consignment, freight, settings, unlisted)
        if "consignments.available_shipping_options" in include:
            heard = consignment.has_been_quoted
            offered = listed(entry, consignment, seed, settings)
            offers = shipping_answers.offers(offered, settings, consignment, heard=heard)
            row["available_shipping_options"] = offers
        rows.append(row)
    return in_its_order(rows, settings)


def _consignment(
    entry: Consignment, freight: Freight, settings: Settings, unlisted: set[str]
) -> Json:
    off = freight.coupons.items()
    body: Json = {
        "id": entry.id,
        "shipping_cost_inc_tax": freight.shipping.inc_tax,
        "shipping_cost_ex_tax": freight.shipping.ex_tax,
        "handling_cost_inc_tax": freight.handling.inc_tax,
        "handling_cost_ex_tax": freight.handling.ex_tax,
        "coupon_discounts": [{"code": code, "amount": amount} for code, amount in off],
        "discounts": [],
        "line_item_ids": [line_id for line_id in entry.items if line_id not in unlisted],
    }
    if address := shown_address(entry, settings):
        body |= {"shipping_address": address, "address": dict(address)}
    body |= shipping_answers.selected(entry, freight, settings)
    if entry.pickup_method_id is not None:
        body["selected_pickup_option"] = {"pickup_method_id": entry.pickup_method_id}
    return body


def _totals(priced: Price) -> Json:
    subtotal, total = priced.subtotal, priced.total
    return {
        "shipping_cost_total_inc_tax": priced.shipping.inc_tax,
        "shipping_cost_total_ex_tax": priced.shipping.ex_tax,
        "handling_cost_total_inc_tax": priced.handling.inc_tax,
        "handling_cost_total_ex_tax": priced.handling.ex_tax,
        "tax_total": total.tax,
        "subtotal_inc_tax": subtotal.inc_tax,
        "subtotal_ex_tax": subtotal.ex_tax,
        "grand_total": total.inc_tax,
    }


def _times(entry: Cart) -> Json:
    created, updated = _time(int(entry.created)), _time(int(entry.updated))
    return {"created_time": created, "updated_time": updated}


@lru_cache(maxsize=256)
def _time(seconds: int) -> str:
    return datetime.fromtimestamp(seconds, UTC).isoformat()


def _order_id(entry: Cart, settings: Settings) -> object:
    if entry.order_id is None or settings.checkout_order_id == "never":
        return {"null": None, "false": False, "0": 0}[settings.no_order_id]
    return str(entry.order_id)
