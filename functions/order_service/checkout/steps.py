"""Pure: the calls that bring a checkout nearer to becoming the order; repeating one converges."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import TypeGuard

from order_service import store_steps
from order_service.checkout.consignments import WantedConsignment
from order_service.errors import StoreRefused
from order_service.request.adjustments import Fee, Metafield
from order_service.request.destinations import Address, CustomShipping
from order_service.store.checkout_parts import ShippingOption
from order_service.store.refusal_causes import ships_no_such_line


@dataclass(frozen=True)
class SetDiscounts:
    """POST all manual discounts in one call, because each call clears earlier discounts."""

    of_cart: Decimal
    of_lines: tuple[tuple[str, Decimal], ...]
    row = store_steps.DISCOUNTS
    name = row.name


@dataclass(frozen=True)
class ApplyCoupon:
    """POST one coupon code."""

    code: str
    row = store_steps.COUPON
    name = row.name


@dataclass(frozen=True)
class AddFees:
    """POST the fees that the checkout does not show."""

    fees: tuple[Fee, ...]
    row = store_steps.FEES
    name = row.name


@dataclass(frozen=True)
class RemoveFees:
    """DELETE fees of ours that are there twice: their call has no version to stop a late one."""

    ids: tuple[str, ...]
    row = store_steps.REMOVE_FEES
    name = row.name


@dataclass(frozen=True)
class SetMessage:
    """PUT the customer's message."""

    text: str
    row = store_steps.CUSTOMER_MESSAGE
    name = row.name


@dataclass(frozen=True)
class SetBilling:
    """POST (or, where one is there already, PUT) the billing address."""

    address: Address
    address_id: str | None
    row = store_steps.BILLING_ADDRESS
    name = row.name


@dataclass(frozen=True)
class AddConsignments:
    """POST all consignments in one call; where it is refused, some lines are left out."""

    consignments: tuple[WantedConsignment, ...]
    then_without: frozenset[str] = frozenset()
    row = store_steps.CONSIGNMENTS
    name = row.name

    @property
    def line_ids(self) -> frozenset[str]:
        """Return the cart's line item ids in these consignments."""
        return frozenset[str]().union(*(one.line_ids for one in self.consignments))


@dataclass(frozen=True)
class AskForConsignments(AddConsignments):
    """POST consignments of nothing but custom items that are in none: does the store ship them?"""

    row = store_steps.MORE_CONSIGNMENTS


@dataclass(frozen=True)
class RemoveConsignment:
    """DELETE a consignment with which the store began the checkout, and that nobody asked for."""

    consignment_id: str
    row = store_steps.REMOVE_CONSIGNMENT
    name = row.name


@dataclass(frozen=True)
class MoveConsignment:
    """PUT one consignment's address, which somebody else changed."""

    consignment_id: str
    address: Address
    row = store_steps.CONSIGNMENT_ADDRESS
    name = row.name


@dataclass(frozen=True)
class ChooseShipping:
    """PUT one consignment's shipping option."""

    consignment_id: str
    option: ShippingOption
    row = store_steps.SHIPPING_OPTION
    name = row.name


@dataclass(frozen=True)
class ShipAtPrice:
    """PUT the caller's own way of shipping on one consignment."""

    consignment_id: str
    shipping: CustomShipping
    row = store_steps.CUSTOM_SHIPPING
    name = row.name


@dataclass(frozen=True)
class AddMetafield:
    """POST one metafield of the cart; no checkout shows whether it is there."""

    metafield: Metafield
    row = store_steps.METAFIELD
    name = row.name


Reduction = SetDiscounts | ApplyCoupon
"""What carriers may quote by: free shipping from a price on, or with a coupon."""
Adjustment = Reduction | AddFees | RemoveFees | SetMessage
Consigning = RemoveConsignment | AddConsignments | MoveConsignment
Delivery = SetBilling | Consigning | ChooseShipping | ShipAtPrice
Step = Adjustment | Delivery | AddMetafield


def may_leave_out(step: Step, refusal: StoreRefused) -> TypeGuard[AddConsignments]:
    """Return whether a refused step may be taken without the lines that a store may not want.

    The refusal must say that the store ships no such line. After any other one, the same call
    without them may be accepted only because what was wrong has passed.
    """
    if not isinstance(step, AddConsignments) or not refusal.is_the_stores:
        return False
    said = refusal.facts.get("store", {}).get("words", ())
    return bool(step.then_without) and ships_no_such_line(said)


_NOT_SHOWN = {row.name for row in store_steps.STEPS if not row.shown_in}


def marker(step: Step) -> str:
    """Return the name under which a step counts as accepted."""
    return step.row.marks(step)


def may_undo(step: Step, accepted: str) -> bool:
    """Return whether this step may undo an accepted one: a choice of shipping.

    Another address may take the option away, and so may a coupon.
    """
    kind, _, chosen = accepted.partition(":")
    if kind not in {ChooseShipping.name, ShipAtPrice.name}:
        return False
    if isinstance(step, MoveConsignment):
        return f"{chosen}:".startswith(f"{step.consignment_id}:")
    return isinstance(step, Reduction)


def survives_refresh(accepted: str) -> bool:
    """Return whether an accepted step survives a read of the checkout, which does not show it."""
    return accepted.partition(":")[0] in _NOT_SHOWN


def named(step: Step) -> Mapping[str, str]:
    """Return what a refusal of this step names, so that the caller knows which of several."""
    match step:
        case ApplyCoupon(code):
            return {"coupon_code": code}
        case AddMetafield(field):
            return {"metafield": f"{field.namespace}.{field.key}"}
        case _:
            return {}
