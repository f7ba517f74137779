"""Pure: a cart as the store last answered it, and only what the flow looks at.

Field names are BigCommerce's (``Cart_Full`` of its OpenAPI files). Everything that the
documentation leaves open is optional here.
"""

from collections.abc import Mapping
from decimal import Decimal
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from order_service.store.answer_types import MOST_ROWS, Amount, Id, Short, Whole

ZERO = Decimal(0)
MANUAL = "manual-discount"
"""What the store calls every discount that a call gave, in place of an id."""


class View(BaseModel):
    """Reads what it knows and passes over the rest."""

    model_config = ConfigDict(extra="ignore", frozen=True, coerce_numbers_to_str=True)


def _rows(value: Any) -> Any:
    return value if isinstance(value, list | tuple) else ()


ROWS = BeforeValidator(_rows)
"""Anything but a list reads as an empty one: an order that asks for none must not fail by it."""


def _objects(value: Any) -> Any:
    return tuple(row for row in _rows(value) if isinstance(row, Mapping | View))


def _number(value: Any) -> Any:
    return value if isinstance(value, int | float | Decimal) else None


OBJECTS = BeforeValidator(_objects)
"""Rows that only a quote tells of: one that is no object is passed over."""
Told = Annotated[Amount | None, BeforeValidator(_number)]
"""An amount that only a quote tells of: anything but a number reads as none."""


class AppliedDiscount(View):
    """A part of what a line was discounted by."""

    id: Short | None = None
    discounted_amount: Amount | None = None


class CartLine(View):
    """One line of the cart; ``id`` is what a consignment needs."""

    id: Id
    quantity: Whole
    product_id: Whole | None = None
    variant_id: Whole | None = None
    sku: Short | None = None
    name: str | None = None
    is_require_shipping: bool = True
    is_mutable: bool = True
    parent_id: Any = None
    """The id of the line that brought this one along; other things where there is none."""
    added_by_promotion: bool = False
    discounts: Annotated[tuple[AppliedDiscount, ...], ROWS] = ()
    discount_amount: Told = None

    @property
    def from_promotion(self) -> bool:
        """Tell whether the store itself added the line."""
        return self.added_by_promotion or not self.is_mutable


Lines = Annotated[tuple[CartLine, ...], Field(max_length=MOST_ROWS)]


class CartLines(View):
    """The cart's lines by kind."""

    physical_items: Lines = ()
    digital_items: Lines = ()
    custom_items: Lines = ()

    @property
    def shippable(self) -> tuple[CartLine, ...]:
        """Return the lines that must be in a consignment, custom items included."""
        physical = tuple(line for line in self.physical_items if line.is_require_shipping)
        return physical + self.custom_items

    @property
    def every(self) -> tuple[CartLine, ...]:
        """Return all lines of whatever kind."""
        return self.physical_items + self.digital_items + self.custom_items

    def added(self, line: CartLine) -> bool:
        """Tell whether the store added the line: a promotion did, or another line of the cart.

        A parent that is no line of the cart brought nothing along, whatever it is.
        """
        return line.from_promotion or str(line.parent_id) in {other.id for other in self.every}

    @property
    def manual_discount(self) -> Decimal:
        """Return what callers took off the lines, as the lines tell it."""
        given = (discount for line in self.every for discount in line.discounts)
        return sum((one.discounted_amount or ZERO for one in given if one.id == MANUAL), ZERO)


class CurrencyView(View):
    """The currency of a cart."""

    code: Short = ""


class CartView(View):
    """The cart inside a checkout."""

    line_items: CartLines = CartLines()
    currency: CurrencyView = CurrencyView()
    base_amount: Amount = ZERO
    discount_amount: Amount = ZERO
    cart_amount: Amount | None = None
    cart_amount_inc_tax: Amount | None = None
