"""What V2 lets be written on an order, and what each field may hold."""

from collections.abc import Callable, Mapping
from datetime import UTC
from decimal import Decimal, InvalidOperation
from email.utils import parsedate_to_datetime

from bigcommerce_emulator.bodies.fields import MOST_MONEY
from bigcommerce_emulator.state.orders import STATUSES

LONGEST_NOTE = 65_535
_LONGEST_IP = 30
_LONGEST_IP_V6 = 39
ADDRESS = {
    "first_name": "first_name",
    "last_name": "last_name",
    "company": "company",
    "street_1": "address1",
    "street_2": "address2",
    "city": "city",
    "state": "state_or_province",
    "zip": "postal_code",
    "country": "country",
    "country_iso2": "country_code",
    "phone": "phone",
    "email": "email",
}
"""The fields of an address in the words of V2, and what V3 calls them."""

READ_ONLY = frozenset(
    """
    id status cart_id date_modified date_shipped payment_status subtotal_tax shipping_cost_tax
    shipping_cost_tax_class_id handling_cost_tax handling_cost_tax_class_id wrapping_cost_tax
    wrapping_cost_tax_class_id store_credit_amount gift_certificate_amount currency_id
    currency_code currency_exchange_rate default_currency_id default_currency_code
    store_default_currency_code store_default_to_transactional_exchange_rate coupon_discount
    shipping_address_count total_tax is_tax_inclusive_pricing is_email_opt_in external_id
    tax_provider_id custom_status coupons
    """.split()
)


def _text(longest: int) -> Callable[[object], bool]:
    return lambda content: isinstance(content, str) and len(content) <= longest


def _text_or_null(content: object) -> bool:
    return content is None or _note(content)


def _text_or_number(content: object) -> bool:
    return _note(content) or _number(content)


def _number(content: object) -> bool:
    return type(content) is int and content >= 0


def _flag(content: object) -> bool:
    return isinstance(content, bool)


def _list(content: object) -> bool:
    return isinstance(content, list)


def _object(content: object) -> bool:
    return isinstance(content, dict)


def _status_id(content: object) -> bool:
    return type(content) is int and 0 <= content < len(STATUSES)


def _address(content: object) -> bool:
    if not isinstance(content, dict) or not content:
        return False
    texts = {name: text for name, text in content.items() if name != "form_fields"}
    return all(name in ADDRESS and isinstance(text, str) for name, text in texts.items())


def _source(content: object) -> bool:
    return is_text(content) and bool(content)


def _date(content: object) -> bool:
    return isinstance(content, str) and moment(content) is not None


def _amount(content: object) -> bool:
    return money(content) is not None


def money(value: object) -> Decimal | None:
    """The amount that a request writes as a number or as text; None for what is none."""
    if isinstance(value, bool) or not isinstance(value, (int, float, str, Decimal)):
        return None
    try:
        amount = Decimal(str(value))
    except InvalidOperation:
        return None
    return amount if amount.is_finite() and 0 <= amount <= MOST_MONEY else None


def moment(text: str) -> float | None:
    """The time that a date in RFC 2822 names; None for what is no such date."""
    try:
        when = parsedate_to_datetime(text)
    except ValueError:
        return None
    # A date without a zone is in UTC, whatever zone this machine is in.
    return (when if when.tzinfo else when.replace(tzinfo=UTC)).timestamp()


def is_text(content: object) -> bool:
    """Whether a field holds text that is no longer than a note."""
    return _note(content)


_note = _text(LONGEST_NOTE)

WRITABLE: Mapping[str, Callable[[object], bool]] = {
    "status_id": _status_id,
    "is_deleted": _flag,
    "staff_notes": _note,
    "customer_message": _note,
    "payment_method": _note,
    "payment_provider_id": _text_or_number,
    "external_order_id": _text_or_null,
    "external_source": _text_or_null,
    "external_merchant_id": _text_or_null,
    "customer_id": _number,
    "channel_id": _number,
    "ip_address": _text(_LONGEST_IP),
    "ip_address_v6": _text(_LONGEST_IP_V6),
    "geoip_country": _note,
    "geoip_country_iso2": _note,
    "ebay_order_id": _note,
    "customer_locale": _note,
    "billing_address": _address,
    "fees": _list,
    "products": _list,
    "shipping_addresses": _list,
    "consignments": _object,
    "order_source": _source,
    "items_total": _number,
    "items_shipped": _number,
    "order_is_digital": _flag,
    "date_created": _date,
    "refunded_amount": _amount,
}
