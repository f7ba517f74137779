"""Pure: the calls that bring a checkout nearer to becoming the order; repeating one converges."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from order_service.checkout.consignments import WantedConsignment
from order_service.request.adjustments import Fee, Metafield
from order_service.request.destinations import Address, CustomShipping
from order_service.store.checkout_view import ShippingOption


@dataclass(frozen=True)
class SetDiscounts:
    """POST all manual discounts at once, for each call clears what earlier ones gave."""

    of_cart: Decimal
    of_lines: tuple[tuple[str, Decimal], ...]
    name = "discounts"


@dataclass(frozen=True)
class ApplyCoupon:
    """POST one coupon code."""

    code: str
    name = "coupon"


@dataclass(frozen=True)
class AddFees:
    """POST the fees that the checkout does not show."""

    fees: tuple[Fee, ...]
    name = "fees"


@dataclass(frozen=True)
class RemoveFees:
    """DELETE fees of ours that are there twice: their call has no version to stop a late one."""

    ids: tuple[str, ...]
    name = "remove_fees"


@dataclass(frozen=True)
class SetMessage:
    """PUT the customer's message."""

    text: str
    name = "customer_message"


@dataclass(frozen=True)
class SetBilling:
    """POST (or, where one is there already, PUT) the billing address."""

    address: Address
    address_id: str | None
    name = "billing_address"


@dataclass(frozen=True)
class AddConsignments:
    """POST all consignments in one call."""

    consignments: tuple[WantedConsignment, ...]
    name = "consignments"


@dataclass(frozen=True)
class MoveConsignment:
    """PUT one consignment's address, which somebody else changed."""

    consignment_id: str
    address: Address
    name = "consignment_address"


@dataclass(frozen=True)
class ChooseShipping:
    """PUT one consignment's shipping option."""

    consignment_id: str
    option: ShippingOption
    name = "shipping_option"


@dataclass(frozen=True)
class ShipAtPrice:
    """PUT the caller's own way of shipping on one consignment."""

    consignment_id: str
    shipping: CustomShipping
    name = "custom_shipping"


@dataclass(frozen=True)
class AddMetafield:
    """POST one metafield of the cart; no checkout shows whether it is there."""

    metafield: Metafield
    name = "metafield"


Adjustment = SetDiscounts | ApplyCoupon | AddFees | RemoveFees | SetMessage
Delivery = SetBilling | AddConsignments | MoveConsignment | ChooseShipping | ShipAtPrice
Step = Adjustment | Delivery | AddMetafield


def marker(step: Step) -> str:
    """Return the name under which a step counts as accepted."""
    match step:
        case MoveConsignment(name) | ChooseShipping(name) | ShipAtPrice(name):
            return f"{step.name}:{name}"
        case ApplyCoupon(code):
            return f"{step.name}:{code}"
        case AddMetafield(field):
            return f"{step.name}:{field.namespace}:{field.key}"
        case _:
            return step.name


def no_longer_chosen(step: Step) -> set[str]:
    """Return the steps that this one may undo: another address may take the option away."""
    if not isinstance(step, MoveConsignment):
        return set()
    return {f"{kind.name}:{step.consignment_id}" for kind in (ChooseShipping, ShipAtPrice)}


def survives_refresh(accepted: str) -> bool:
    """Tell whether an accepted step stays so when the checkout, which does not show it, is read."""
    return accepted.partition(":")[0] == AddMetafield.name


def named(step: Step) -> Mapping[str, str]:
    """Return what a refusal of this step names, so that the caller knows which of several."""
    match step:
        case ApplyCoupon(code):
            return {"coupon_code": code}
        case AddMetafield(field):
            return {"metafield": f"{field.namespace}.{field.key}"}
        case _:
            return {}
