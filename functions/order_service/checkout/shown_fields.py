"""Pure: where the store's answers show each field of a request, or why none does."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from order_service.checkout.address_spelling import SAME
from order_service.checkout.cart_contents import CERTIFICATE
from order_service.checkout.lines.matching import CartMatch
from order_service.request.adjustments import Discount, Fee, Metafield
from order_service.request.b2b import B2b, ExtraField
from order_service.request.customer import CustomerByEmail
from order_service.request.destinations import (
    Address,
    BillingAddress,
    Consignment,
    CustomField,
    CustomShipping,
    Exclusion,
    LineName,
    PickupOption,
    ShippingRule,
)
from order_service.request.field_types import Strict
from order_service.request.iso_codes import rounded
from order_service.request.line_names import FieldError
from order_service.request.lines import (
    CustomItem,
    GiftCertificate,
    GiftWrapping,
    LineItem,
    LineRef,
    OptionSelection,
    Person,
    Wrap,
)
from order_service.request.order import OrderRequest
from order_service.request.spelling import kept
from order_service.store.checkout_parts import FeeView
from order_service.store.checkout_view import CheckoutView

Differences = Callable[[CheckoutView, OrderRequest, CartMatch], Iterator[FieldError]]


@dataclass(frozen=True)
class Shown:
    """A field that an answer shows: its path in a checkout, and what compares the two.

    ``by`` yields what no step puts right; a field without it is put right by ``steps``, refused
    by an error of its own, or compared with the field that it is a part of.
    """

    where: str
    by: Differences | None = None
    steps: tuple[str, ...] = ()


@dataclass(frozen=True)
class NotShown:
    """A field that no answer shows, or that changes nothing of what an answer shows."""

    why: str


Witness = Shown | NotShown
Witnesses = dict[str, Witness]


def same_fee(fee: Fee, shown: FeeView, currency: str) -> bool:
    """Return whether the checkout's fee is this one; it shows costs with tax and without."""
    return all(same(fee, shown, currency) for _, same in FEE.values())


def _fee_name(fee: Fee, shown: FeeView, _: str) -> bool:
    return kept(fee.name) == kept(shown.name)


def _fee_cost(fee: Fee, shown: FeeView, currency: str) -> bool:
    return rounded(fee.cost, currency) in shown.costs(currency)


def _fee_display_name(fee: Fee, shown: FeeView, _: str) -> bool:
    expected = fee.display_name or fee.name
    return shown.display_name is None or kept(shown.display_name) == kept(expected)


def _fee_source(fee: Fee, shown: FeeView, _: str) -> bool:
    return shown.source is None or fee.source == shown.source


FEE: dict[str, tuple[str, Callable[[Fee, FeeView, str], bool]]] = {
    "name": ("name", _fee_name),
    "cost": ("cost_inc_tax", _fee_cost),
    "display_name": ("display_name", _fee_display_name),
    "source": ("source", _fee_source),
}
"""By the field of a fee: what of a checkout's fee shows it, and whether that says the same."""

_LINE = "cart.line_items.physical_items"
_CUSTOM = "cart.line_items.custom_items"
_BOUGHT = "cart.line_items.gift_certificates"
_OPTION = "consignments.selected_shipping_option"
_LOOKED_UP = NotShown("says which account it is; the cart shows that account's number")
_NAME = NotShown("says which line is meant; where the line went is shown")
_CHOICE = Shown(_OPTION)
_ADDRESS: Witnesses = {name: Shown("consignments.address") for name in SAME}
_WRAPPING = NotShown("a line shows that it is wrapped and its message, not the wrapping's number")
_COMPANY_S = NotShown("in B2B Edition's record of the order, and in no checkout")

PARTS: dict[type[Strict], Witnesses] = {
    Address: _ADDRESS,
    BillingAddress: {name: Shown("billing_address") for name in SAME},
    CustomField: {
        "field_id": Shown("consignments.address"),
        "field_value": Shown("consignments.address"),
    },
    LineItem: {
        "product_id": Shown(f"{_LINE}.product_id"),
        "quantity": Shown(f"{_LINE}.quantity"),
        "variant_id": Shown(f"{_LINE}.variant_id"),
        "option_selections": Shown(f"{_LINE}.options"),
        "list_price": Shown(f"{_LINE}.list_price"),
        "name": Shown(f"{_LINE}.name"),
        "sku": Shown(f"{_LINE}.sku"),
        "gift_wrapping": Shown(f"{_LINE}.gift_wrapping"),
    },
    OptionSelection: {
        "option_id": Shown(f"{_LINE}.options.option_id"),
        "option_value": Shown(f"{_LINE}.options.value_id"),
        "name": NotShown("the option's name is the store's; its number says which it is"),
        "value": NotShown("the value's name is the store's; option_value says which it is"),
    },
    GiftWrapping: {
        "wrap_together": _WRAPPING,
        "wrap_details": Shown(f"{_LINE}.gift_wrapping.message"),
    },
    Wrap: {"id": _WRAPPING, "message": Shown(f"{_LINE}.gift_wrapping.message")},
    CustomItem: {
        "name": Shown(f"{_CUSTOM}.name"),
        "quantity": Shown(f"{_CUSTOM}.quantity"),
        "list_price": Shown(f"{_CUSTOM}.list_price"),
        "sku": Shown(f"{_CUSTOM}.sku"),
        "image_url": NotShown("a store may show its own copy of the picture"),
    },
    GiftCertificate: {name: Shown(f"{_BOUGHT}.{name}") for name in (*CERTIFICATE, "quantity")},
    Person: {"name": Shown(f"{_BOUGHT}.sender.name"), "email": Shown(f"{_BOUGHT}.sender.email")},
    CustomerByEmail: {"email": _LOOKED_UP, "match": _LOOKED_UP},
    ShippingRule: {
        "choose": _CHOICE,
        "type": _CHOICE,
        "description": _CHOICE,
        "max_cost": _CHOICE,
        "exclude": _CHOICE,
        "custom_shipping": _CHOICE,
    },
    Exclusion: {"types": _CHOICE, "descriptions": _CHOICE},
    CustomShipping: {
        "price": Shown(f"{_OPTION}.cost"),
        "description": Shown(f"{_OPTION}.description"),
    },
    Consignment: {
        "address": Shown("consignments.address"),
        "line_items": Shown("consignments.line_item_ids"),
        "shipping": _CHOICE,
        "pickup_option": Shown("consignments.selected_pickup_option"),
    },
    PickupOption: {
        "pickup_method_id": Shown("consignments.selected_pickup_option.pickup_method_id")
    },
    LineName: {
        "sku": _NAME,
        "product_id": _NAME,
        "variant_id": _NAME,
        "quantity": NotShown(
            "a consignment lists its lines without quantities; where every line is in one only, "
            "the line's own quantity is compared"
        ),
    },
    Discount: {
        "amount": Shown(f"{_LINE}.discounts.discounted_amount"),
        "line_item": Shown(f"{_LINE}.discounts"),
    },
    LineRef: {"sku": _NAME, "product_id": _NAME, "variant_id": _NAME},
    Fee: {
        **{name: Shown(f"fees.{path}") for name, (path, _) in FEE.items()},
        "tax_class_id": NotShown("its tax is in the fee's costs, which are compared both ways"),
    },
    Metafield: {
        name: NotShown("no checkout lists metafields; the answer to each of them is all there is")
        for name in ("namespace", "key", "value", "permission_set", "description")
    },
    B2b: dict.fromkeys(("po_number", "extra_fields"), _COMPANY_S),
    ExtraField: dict.fromkeys(("name", "value"), _COMPANY_S),
}
"""By the model of each part of a request, and by its fields."""
