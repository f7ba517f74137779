"""Pure: every kind of call to a store, one row each; whatever depends on the step reads its row."""

import re
from dataclasses import dataclass, replace
from enum import Enum, auto
from urllib.parse import quote

_SEGMENT = re.compile(r"[A-Za-z0-9_-]{1,64}")


class Call(Enum):
    """The kinds of call, by what repeating one does."""

    READ = auto()
    """Reads: repeat at will."""
    REPEATABLE = auto()
    """Clean-ups, and opening a cart (whose orphan harms nobody): repeat at will."""
    CONVERGING = auto()
    """Writes to a cart: read the checkout before repeating."""
    ORDER_WRITE = auto()
    """Writes to an order, which a person can change too: read the order before each."""
    CREATE_ORDER = auto()
    """Makes another order each time: never repeat unless it provably had no effect."""

    @property
    def repeats_an_answer(self) -> bool:
        """Return whether the call may be made again in place after the store answered it."""
        return self not in (Call.ORDER_WRITE, Call.CREATE_ORDER)


class Api(Enum):
    """Whose calls they are: the two have hosts, paths and words for errors of their own."""

    STORE = auto()
    B2B = auto()
    """B2B Edition's; none of them spends the store's quota."""


class Scope(Enum):
    """What the store's API account must be allowed to do, in the words of the control panel."""

    CARTS = "Carts (modify)"
    CHECKOUTS = "Checkouts (modify)"
    ORDERS = "Orders (modify)"
    CUSTOMERS = "Customers (read-only)"
    PRODUCTS = "Products (read-only)"
    PAYMENTS = "Create payments"
    B2B = "B2B Edition (modify)"


@dataclass(frozen=True)
class StoreStep:
    """One kind of call: what it is, what it needs, and how often an order makes it.

    ``always``, ``each`` and ``once`` say how many calls an order takes while nothing goes wrong:
    so many in any case, one for each element of this field of the request, and one if any of
    these fields is given. ``marker`` distinguishes the calls of one step by what they carry;
    ``shown_in`` is the field of a checkout that shows that the step is done, if one does.
    """

    name: str
    call: Call
    scope: Scope
    method: str
    path: str
    always: int = 0
    each: str = ""
    once: tuple[str, ...] = ()
    marker: str = ""
    shown_in: str = ""
    api: Api = Api.STORE

    def at(self, **ids: object) -> str:
        """Return the path, after the store's, of the call about these ids.

        The one place where such paths are made. No id can end the path, leave it or begin a
        query: this store's token never reaches another path. Raises ValueError for what is no id.
        """
        before, mark, query = self.path.partition("?")
        segments = {name: str(one) for name, one in ids.items() if f"{{{name}}}" in before}
        if not all(map(_SEGMENT.fullmatch, segments.values())):
            raise ValueError("no id")
        path = before.format(**segments)
        if "{" not in query:
            return path + mark + query
        values = {name: quote(str(one), safe="") for name, one in ids.items()}
        return path + mark + query.format(**values)

    def calls(self, order: object) -> int:
        """Return how many of these calls the order request takes at most."""
        of_each = len(getattr(order, self.each)) if self.each else 0
        once = self.once and any(_given(getattr(order, name)) for name in self.once)
        return self.always + of_each + bool(once)

    def marks(self, carried: object) -> str:
        """Return the name under which a call with this content counts as accepted."""
        return f"{self.name}:{self.marker.format(carried)}" if self.marker else self.name


def _given(value: object) -> bool:
    empty = isinstance(value, list | frozenset) and not value
    return value is not None and value is not False and not empty


ORDER_FIELDS = ("status", "external_order_id", "external_source", "staff_notes", "payment_method")
"""The fields of a request that are written to the order once it exists."""

_CHECKOUT = "/v3/checkouts/{cart}"
_CONSIGNMENT = f"{_CHECKOUT}/consignments/{{consignment}}"
_SELECTED = "consignments.selected_shipping_option"
_OPTIONS = "?include=consignments.available_shipping_options"
_CHOICES = tuple(f"line_items.{kind}_items.options" for kind in ("physical", "digital"))
"""What was chosen for each line; of these calls, only those on carts and a read list it."""

_COMPANY_ORDERS = "/api/v3/io/orders"
"""B2B Edition's records of orders, each by the order's id in the store."""

EXTRA_FIELDS = StoreStep(
    "extra_fields", Call.READ, Scope.B2B, "GET",
    f"{_COMPANY_ORDERS}/extra-fields?limit=200&offset={{offset}}", once=("b2b",), api=Api.B2B,
)  # fmt: skip
CUSTOMER = StoreStep(
    "customer", Call.READ, Scope.CUSTOMERS, "GET",
    "/v3/customers?email:in={email}&limit=250&page={page}", once=("customer",),
)  # fmt: skip
VARIANT = StoreStep(
    "variant", Call.READ, Scope.PRODUCTS, "GET",
    "/v3/catalog/variants?sku:in={skus}&limit=250&page={page}", once=("looked_up_skus",),
)  # fmt: skip
PRODUCT = StoreStep(
    "product", Call.READ, Scope.PRODUCTS, "GET",
    "/v3/catalog/products?sku:in={skus}&include_fields=sku,base_variant_id&limit=250&page={page}",
    once=("looked_up_skus",),
)  # fmt: skip
CART = StoreStep(
    "cart", Call.REPEATABLE, Scope.CARTS, "POST",
    f"/v3/carts?include={','.join(('redirect_urls', *_CHOICES))}", always=1,
)  # fmt: skip
CHECKOUT = StoreStep(
    "checkout", Call.READ, Scope.CHECKOUTS, "GET",
    f"{_CHECKOUT}{_OPTIONS},{','.join(f'cart.{choice}' for choice in _CHOICES)}",
)  # fmt: skip
DISCOUNTS = StoreStep(
    "discounts", Call.CONVERGING, Scope.CHECKOUTS, "POST", f"{_CHECKOUT}/discounts",
    once=("discounts",), shown_in="cart.line_items.discounts",
)  # fmt: skip
COUPON = StoreStep(
    "coupon", Call.CONVERGING, Scope.CHECKOUTS, "POST", f"{_CHECKOUT}/coupons",
    each="coupon_codes", marker="{0.code}", shown_in="coupons",
)  # fmt: skip
FEES = StoreStep(
    "fees",
    Call.CONVERGING,
    Scope.CHECKOUTS,
    "POST",
    f"{_CHECKOUT}/fees",
    once=("fees",),
    shown_in="fees",
)
REMOVE_FEES = StoreStep(
    "remove_fees",
    Call.CONVERGING,
    Scope.CHECKOUTS,
    "DELETE",
    f"{_CHECKOUT}/fees",
    marker="{0.ids}",
    shown_in="fees",
)
CUSTOMER_MESSAGE = StoreStep(
    "customer_message", Call.CONVERGING, Scope.CHECKOUTS, "PUT", _CHECKOUT,
    once=("customer_message",), shown_in="customer_message",
)  # fmt: skip
BILLING_ADDRESS = StoreStep(
    "billing_address", Call.CONVERGING, Scope.CHECKOUTS, "POST", f"{_CHECKOUT}/billing-address",
    always=1, shown_in="billing_address.id",
)  # fmt: skip
BILLING_ADDRESS_AGAIN = replace(
    BILLING_ADDRESS, method="PUT", path=f"{_CHECKOUT}/billing-address/{{address}}"
)
"""The same step where the checkout has a billing address already."""
CONSIGNMENTS = StoreStep(
    "consignments", Call.CONVERGING, Scope.CHECKOUTS, "POST", f"{_CHECKOUT}/consignments{_OPTIONS}",
    always=1, shown_in="consignments",
)  # fmt: skip
MORE_CONSIGNMENTS = replace(CONSIGNMENTS, marker="more")
"""The same step for lines that the checkout has in no consignment, beside others."""
CONSIGNMENT_ADDRESS = StoreStep(
    "consignment_address", Call.CONVERGING, Scope.CHECKOUTS, "PUT", _CONSIGNMENT + _OPTIONS,
    marker="{0.consignment_id}", shown_in="consignments.address",
)  # fmt: skip
REMOVE_CONSIGNMENT = StoreStep(
    "remove_consignment", Call.CONVERGING, Scope.CHECKOUTS, "DELETE", _CONSIGNMENT,
    marker="{0.consignment_id}", shown_in="consignments",
)  # fmt: skip
SHIPPING_OPTION = StoreStep(
    "shipping_option", Call.CONVERGING, Scope.CHECKOUTS, "PUT", _CONSIGNMENT,
    each="consignments_by_option", shown_in=_SELECTED,
    marker="{0.consignment_id}:{0.option.type!r}:{0.option.description!r}",
)  # fmt: skip
CUSTOM_SHIPPING = StoreStep(
    "custom_shipping", Call.CONVERGING, Scope.CHECKOUTS, "PUT", _CONSIGNMENT,
    each="consignments_at_own_price", marker="{0.consignment_id}", shown_in=_SELECTED,
)  # fmt: skip
METAFIELD = StoreStep(
    "metafield", Call.REPEATABLE, Scope.CARTS, "POST", "/v3/carts/{cart}/metafields",
    each="metafields", marker="{0.metafield.namespace!r}:{0.metafield.key!r}",
)  # fmt: skip
METAFIELDS = replace(
    METAFIELD, call=Call.READ, method="GET", path=f"{METAFIELD.path}?limit=250&page={{page}}",
    each="", marker="",
)  # fmt: skip
"""All that a cart can have fit into one page."""
ORDER = StoreStep(
    "order", Call.CREATE_ORDER, Scope.CHECKOUTS, "POST", f"{_CHECKOUT}/orders", always=1
)
ORDERS = StoreStep(
    "orders", Call.READ, Scope.ORDERS, "GET", "/v2/orders", once=(*ORDER_FIELDS, "b2b")
)
ONE_ORDER = replace(ORDERS, path="/v2/orders/{order}")
ORDERS_OF_CART = replace(ORDERS, path="/v2/orders?cart_id={cart}")
INCOMPLETE_ORDERS_OF_CART = replace(ORDERS, path="/v2/orders?cart_id={cart}&status_id=0")
"""Reads of orders by what they are asked for."""
FINISH = StoreStep(
    "finish", Call.ORDER_WRITE, Scope.ORDERS, "PUT", "/v2/orders/{order}", once=ORDER_FIELDS
)
COMPANY_ORDER = StoreStep(
    "company_order", Call.READ, Scope.B2B, "GET", f"{_COMPANY_ORDERS}/{{order}}",
    once=("b2b",), api=Api.B2B,
)  # fmt: skip
NEW_COMPANY_ORDER = StoreStep(
    "new_company_order", Call.ORDER_WRITE, Scope.B2B, "POST", _COMPANY_ORDERS, api=Api.B2B
)
COMPANY_FIELDS = StoreStep(
    "company_fields", Call.ORDER_WRITE, Scope.B2B, "PUT", f"{_COMPANY_ORDERS}/{{order}}",
    once=("b2b",), api=Api.B2B,
)  # fmt: skip
"""Where the record is not there yet, the step before takes its place."""
PAYMENT_TOKEN = StoreStep(
    "payment_token", Call.REPEATABLE, Scope.PAYMENTS, "POST", "/v3/payments/access_tokens",
    once=("payment_token",),
)  # fmt: skip
ARCHIVE = StoreStep("archive", Call.ORDER_WRITE, Scope.ORDERS, "DELETE", "/v2/orders/{order}")
DELETE_CART = StoreStep(
    "delete_cart", Call.REPEATABLE, Scope.CARTS, "DELETE", "/v3/carts/{cart}",
    once=("may_delete_cart",),
)  # fmt: skip

STEPS = (
    EXTRA_FIELDS, CUSTOMER, VARIANT, PRODUCT, CART, CHECKOUT, DISCOUNTS, COUPON, FEES, REMOVE_FEES,
    CUSTOMER_MESSAGE, METAFIELD, BILLING_ADDRESS, REMOVE_CONSIGNMENT, CONSIGNMENTS,
    CONSIGNMENT_ADDRESS, SHIPPING_OPTION, CUSTOM_SHIPPING, ORDER, ORDERS, FINISH, COMPANY_ORDER,
    NEW_COMPANY_ORDER, COMPANY_FIELDS, PAYMENT_TOKEN, ARCHIVE, DELETE_CART,
)  # fmt: skip
"""Every step, in the order in which an order comes to them."""
