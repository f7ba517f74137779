"""The JSON of orders, field for field as V2 answers them: amounts are strings."""

from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal
from email.utils import format_datetime
from functools import lru_cache

from bigcommerce_emulator.state.amounts import FREE, Cost, Price
from bigcommerce_emulator.state.catalog import Seed
from bigcommerce_emulator.state.orders import STATUSES, Order

Json = dict[str, object]
_NOTHING = "0.0000"
_EVEN = "1.0000000000"


def order(entry: Order, seed: Seed, store_hash: str) -> Json:
    """The order as the orders calls show it."""
    body: Json = {
        "id": entry.id,
        "customer_id": entry.customer_id,
        "date_created": _date(int(entry.created)),
        "date_modified": _date(int(entry.modified)),
        "date_shipped": "",
        "status_id": entry.status_id,
        "status": entry.status,
    }
    body |= _amounts(entry.price)
    body |= {name: amount(value) for name, value in entry.bases.items()}
    body |= {"items_total": _items(entry), "items_shipped": entry.items_shipped}
    body |= _payment(entry)
    body |= _origin(entry, seed)
    body["billing_address"] = address(entry.billing_address)
    for name in ("products", "shipping_addresses", "coupons"):
        body[name] = _resource(entry.id, name, seed.domain, store_hash)
    return body | {
        "is_deleted": entry.is_deleted,
        "external_order_id": entry.external_order_id or "",
    }


def amount(value: Decimal) -> str:
    """The amount as V2 writes it: a string with four decimals."""
    return f"{value:.4f}"


def _amounts(priced: Price) -> Json:
    subtotal, total = priced.subtotal, priced.total
    return {
        "subtotal_ex_tax": amount(subtotal.ex_tax),
        "subtotal_inc_tax": amount(subtotal.inc_tax),
        "subtotal_tax": amount(subtotal.tax),
        **_cost("shipping", priced.shipping, priced.inclusive),
        **_cost("handling", priced.handling, priced.inclusive),
        **_cost("wrapping", priced.wrapping, priced.inclusive),
        "total_ex_tax": amount(total.ex_tax),
        "total_inc_tax": amount(total.inc_tax),
        "total_tax": amount(total.tax),
        "is_tax_inclusive_pricing": priced.inclusive,
        "discount_amount": amount(priced.discount + priced.manual),
        "coupon_discount": amount(priced.coupon),
        "refunded_amount": _NOTHING,
        "store_credit_amount": _NOTHING,
        "gift_certificate_amount": _NOTHING,
    }


def _items(entry: Order) -> int:
    if entry.items_total is not None:
        return entry.items_total
    return sum(part.quantity for part in entry.price.parts)


def _is_digital(entry: Order) -> bool:
    return not entry.shipments if entry.order_is_digital is None else entry.order_is_digital


def _cost(kind: str, cost: Cost, inclusive: bool) -> Json:
    ex_tax = amount(cost.ex_tax)
    inc_tax = amount(cost.inc_tax) if cost is not FREE else ex_tax
    return {
        f"base_{kind}_cost": inc_tax if inclusive else ex_tax,
        f"{kind}_cost_ex_tax": ex_tax,
        f"{kind}_cost_inc_tax": inc_tax,
        f"{kind}_cost_tax": amount(cost.tax),
        f"{kind}_cost_tax_class_id": 0,
    }


def _payment(entry: Order) -> Json:
    return {
        "payment_method": entry.payment_method,
        "payment_provider_id": entry.payment_provider_id,
        "payment_status": entry.payment_status,
        "order_is_digital": _is_digital(entry),
        "credit_card_type": None,
        "ip_address": entry.ip_address,
        "ip_address_v6": entry.ip_address_v6,
        "geoip_country": entry.geoip_country,
        "geoip_country_iso2": entry.geoip_country_iso2,
        "currency_id": 1,
        "currency_code": entry.currency,
        "currency_exchange_rate": _EVEN,
        "default_currency_id": 1,
        "default_currency_code": entry.currency,
    }


def _origin(entry: Order, seed: Seed) -> Json:
    rate = seed.rates.get(entry.currency, Decimal(1))
    return {
        "staff_notes": entry.staff_notes,
        "customer_message": entry.customer_message,
        "shipping_address_count": sum(row.pickup is None for row in entry.shipments),
        "ebay_order_id": entry.ebay_order_id,
        "cart_id": entry.cart_id,
        "is_email_opt_in": False,
        "order_source": entry.order_source,
        "channel_id": entry.channel_id,
        "external_source": entry.external_source,
        "external_id": None,
        "external_merchant_id": entry.external_merchant_id,
        "tax_provider_id": "BasicTaxProvider",
        "store_default_currency_code": seed.currencies[0],
        "store_default_to_transactional_exchange_rate": f"{rate:.10f}",
        "custom_status": STATUSES[entry.status_id],
        "customer_locale": entry.locale,
    }


def address(entry: Mapping[str, object]) -> Json:
    """An address in the words of V2."""
    fields = entry["custom_fields"]
    rows = fields if isinstance(fields, list) else []
    return {
        "first_name": entry["first_name"],
        "last_name": entry["last_name"],
        "company": entry["company"],
        "street_1": entry["address1"],
        "street_2": entry["address2"],
        "city": entry["city"],
        "state": entry["state_or_province"],
        "zip": entry["postal_code"],
        "country": entry["country"],
        "country_iso2": entry["country_code"],
        "phone": entry["phone"],
        "email": entry["email"],
        "form_fields": [{"name": r["field_id"], "value": r["field_value"]} for r in rows],
    }


def _resource(order_id: int, name: str, domain: str, store_hash: str) -> Json:
    # The links run the words together, the specification's paths do not.
    resource = f"/orders/{order_id}/{name.replace('_', '')}"
    return {"url": f"https://{domain}/stores/{store_hash}/v2{resource}", "resource": resource}


@lru_cache(maxsize=256)
def _date(seconds: int) -> str:
    return format_datetime(datetime.fromtimestamp(seconds, UTC))
