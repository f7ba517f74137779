"""The JSON of orders, field for field as V2 answers them: amounts are strings."""

from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal
from email.utils import format_datetime

from sandbox.store.catalog import Seed
from sandbox.store.orders import STATUSES, Order
from sandbox.store.pricing import Price

Json = dict[str, object]
_NOTHING = "0.0000"
_EVEN = "1.0000000000"


def order(entry: Order, seed: Seed, store_hash: str) -> Json:
    """The order as the orders calls show it."""
    body: Json = {
        "id": entry.id,
        "customer_id": entry.customer_id,
        "date_created": _date(entry.created),
        "date_modified": _date(entry.modified),
        "date_shipped": "",
        "status_id": entry.status_id,
        "status": entry.status,
    }
    body |= _amounts(entry.price)
    body |= _payment(entry)
    body |= _origin(entry, seed)
    body["billing_address"] = _billing_address(entry.billing_address)
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
    shipping, handling = amount(priced.shipping), amount(priced.handling)
    ex_tax = priced.ex_tax + priced.shipping + priced.handling
    return {
        "subtotal_ex_tax": amount(priced.base),
        "subtotal_inc_tax": amount(priced.base + priced.tax),
        "subtotal_tax": amount(priced.tax),
        **_cost("shipping", shipping),
        **_cost("handling", handling),
        **_cost("wrapping", _NOTHING),
        "total_ex_tax": amount(ex_tax),
        "total_inc_tax": amount(priced.grand_total),
        "total_tax": amount(priced.tax),
        "is_tax_inclusive_pricing": False,
        "items_total": sum(part.quantity for part in priced.parts),
        "items_shipped": 0,
        "discount_amount": amount(priced.discount),
        "coupon_discount": _NOTHING,
        "refunded_amount": _NOTHING,
        "store_credit_amount": _NOTHING,
        "gift_certificate_amount": _NOTHING,
    }


def _cost(kind: str, cost: str) -> Json:
    return {
        f"base_{kind}_cost": cost,
        f"{kind}_cost_ex_tax": cost,
        f"{kind}_cost_inc_tax": cost,
        f"{kind}_cost_tax": _NOTHING,
        f"{kind}_cost_tax_class_id": 0,
    }


def _payment(entry: Order) -> Json:
    return {
        "payment_method": entry.payment_method,
        "payment_provider_id": "",
        "payment_status": entry.payment_status,
        "order_is_digital": not entry.shipments,
        "credit_card_type": None,
        "ip_address": "",
        "ip_address_v6": "",
        "geoip_country": "",
        "geoip_country_iso2": "",
        "currency_id": 1,
        "currency_code": entry.currency,
        "currency_exchange_rate": _EVEN,
        "default_currency_id": 1,
        "default_currency_code": entry.currency,
    }


def _origin(entry: Order, seed: Seed) -> Json:
    return {
        "staff_notes": entry.staff_notes,
        "customer_message": entry.customer_message,
        "shipping_address_count": len(entry.shipments),
        "ebay_order_id": "0",
        "cart_id": entry.cart_id,
        "is_email_opt_in": False,
        "order_source": "checkout_api",
        "channel_id": entry.channel_id,
        "external_source": entry.external_source,
        "external_id": None,
        "external_merchant_id": None,
        "tax_provider_id": "BasicTaxProvider",
        "store_default_currency_code": seed.currencies[0],
        "store_default_to_transactional_exchange_rate": _EVEN,
        "custom_status": STATUSES[entry.status_id],
        "customer_locale": entry.locale,
    }


def _billing_address(address: Mapping[str, object]) -> Json:
    fields = address["custom_fields"]
    rows = fields if isinstance(fields, list) else []
    return {
        "first_name": address["first_name"],
        "last_name": address["last_name"],
        "company": address["company"],
        "street_1": address["address1"],
        "street_2": address["address2"],
        "city": address["city"],
        "state": address["state_or_province"],
        "zip": address["postal_code"],
        "country": address["country"],
        "country_iso2": address["country_code"],
        "phone": address["phone"],
        "email": address["email"],
        "form_fields": [{"name": r["field_id"], "value": r["field_value"]} for r in rows],
    }


def _resource(order_id: int, name: str, domain: str, store_hash: str) -> Json:
    # The links run the words together, the specification's paths do not.
    resource = f"/orders/{order_id}/{name.replace('_', '')}"
    return {"url": f"https://{domain}/stores/{store_hash}/v2{resource}", "resource": resource}


def _date(seconds: float) -> str:
    return format_datetime(datetime.fromtimestamp(int(seconds), UTC))
