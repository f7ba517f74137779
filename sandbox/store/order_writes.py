"""Changes of an order after it exists, with the fields V2 lets be written."""

from collections.abc import Mapping

from sandbox.store.errors import v2
from sandbox.store.orders import STATUSES, Order
from sandbox.store.state import State

_LONGEST_NOTE = 65_535
_TEXTS = ("external_order_id", "external_source", "payment_method", "customer_message")
_WRITABLE = frozenset((*_TEXTS, "status_id", "staff_notes", "is_deleted"))
_READ_ONLY = frozenset(
    (
        "id",
        "status",
        "cart_id",
        "date_modified",
        "date_shipped",
        "payment_status",
        "subtotal_tax",
        "shipping_cost_tax",
        "shipping_cost_tax_class_id",
        "handling_cost_tax",
        "handling_cost_tax_class_id",
        "wrapping_cost_tax",
        "wrapping_cost_tax_class_id",
        "store_credit_amount",
        "gift_certificate_amount",
        "currency_id",
        "currency_code",
        "currency_exchange_rate",
        "default_currency_id",
        "default_currency_code",
        "store_default_currency_code",
        "store_default_to_transactional_exchange_rate",
        "coupon_discount",
        "shipping_address_count",
        "total_tax",
        "is_tax_inclusive_pricing",
        "is_email_opt_in",
        "external_id",
        "tax_provider_id",
        "custom_status",
        "coupons",
    )
)


def update(state: State, order: Order, value: object) -> Order:
    """The order with the given fields written; a field that cannot be is refused with 400."""
    if not isinstance(value, dict) or not value:
        raise v2(400, "The request body must be an object with at least one field.")
    for name, content in value.items():
        _check(name, content)
    _write(order, value)
    order.modified = state.now()
    return order


def archive(state: State, order: Order) -> None:
    """Archives the order: it stays readable and leaves the lists."""
    order.is_deleted = True
    order.modified = state.now()


def _check(name: str, content: object) -> None:
    if name in _READ_ONLY:
        raise v2(
            400,
            f"The field '{name}' cannot be written to."
            " Please remove it from your request before trying again.",
        )
    if name not in _WRITABLE:
        raise v2(400, f"The field '{name}' is not supported by this resource.")
    if not _fits(name, content):
        raise v2(400, f"The field '{name}' is invalid.")


def _fits(name: str, content: object) -> bool:
    if name == "status_id":
        return type(content) is int and 0 <= content < len(STATUSES)
    if name == "is_deleted":
        return isinstance(content, bool)
    if name in ("external_order_id", "external_source") and content is None:
        return True
    return isinstance(content, str) and len(content) <= _LONGEST_NOTE


def _write(order: Order, body: Mapping[str, object]) -> None:
    # The same names on both sides, so that a field is added in one place.
    for name, content in body.items():
        setattr(order, name, content)
