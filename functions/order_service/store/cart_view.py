"""Pure: a cart as the store last answered it, and only what the flow looks at.

Field names are BigCommerce's (``Cart_Full`` of its OpenAPI files). Everything that the
documentation leaves open is optional here.
"""

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Annotated, Any, ClassVar

from pydantic import AliasChoices, BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from order_service.store.answer_types import MOST_ROWS, Amount, Id, Short, Whole

ZERO = Decimal(0)
MANUAL = "manual-discount"
"""What the store calls every discount that a call gave, in place of an id."""


class View(BaseModel):
    """Reads what it knows and passes over the rest.

    Null, ``[]``, ``{}`` and an empty text read as missing: a field that nothing depends on has a
    default, and one that something depends on is named as missing. In ``emptiness_says`` are the
    fields in which an empty container is an answer.
    """

    # Parts are built with the whole that they are parts of, not once more by themselves.
    model_config = ConfigDict(
        extra="ignore", frozen=True, coerce_numbers_to_str=True, defer_build=True
    )
    emptiness_says: ClassVar[frozenset[str]] = frozenset()

    @model_validator(mode="before")
    @classmethod
    def _without_nothings(cls, row: Any) -> Any:
        if not isinstance(row, Mapping):
            return row
        return {
            name: value
            for name, value in row.items()
            if value or not _is_nothing(value) or (value in ([], {}) and name in cls.emptiness_says)
        }


def _is_nothing(value: Any) -> bool:
    """Whether a value that is not true is none at all: 0 and false say something."""
    return value is None or value == "" or isinstance(value, list | dict)


def _rows(value: Any) -> Any:
    return value if isinstance(value, list | tuple) else ()


ROWS = BeforeValidator(_rows)
"""Anything but a list reads as an empty one: an order that asks for none must not fail by it."""


def _objects(value: Any) -> Any:
    return tuple(row for row in _rows(value) if isinstance(row, Mapping | View))


def _number(value: Any) -> Any:
    is_number = isinstance(value, int | float | Decimal) and not isinstance(value, bool)
    return value if is_number else None


OBJECTS = BeforeValidator(_objects)
"""Rows that only a quote shows: one that is no object is ignored."""
OptionalAmount = Annotated[Amount | None, BeforeValidator(_number)]
"""An amount that only a quote shows: anything but a number reads as none."""


def _compared_amount(value: Any) -> Any:
    try:
        amount = value if type(value) is Decimal else Decimal(str(value))
    except InvalidOperation:
        return None
    return amount if amount.is_finite() and abs(amount) < LARGEST else None


def _compared_text(value: Any) -> Any:
    return str(value) if isinstance(value, str | int | float | Decimal) else None


def _compared_number(value: Any) -> Any:
    text = str(value)
    return int(text) if text.isdecimal() and len(text) < _MOST_DIGITS else None


def _compared_rows(value: Any) -> Any:
    """PHP writes a list that has nothing in it as an object."""
    listed = isinstance(value, list | tuple) or value == {}
    return _objects(value or ()) if listed else None


def _either(*, default: bool) -> BeforeValidator:
    return BeforeValidator(lambda value: value if isinstance(value, bool) else default)


def _object_or_none(value: Any) -> Any:
    return value if isinstance(value, Mapping | View) and value else None


LARGEST, _MOST_DIGITS = Decimal(10**12), 19
OBJECT = BeforeValidator(_object_or_none)
"""An object, or nothing: null and the empty containers of PHP read as None."""
ComparedAmount = Annotated[Decimal | None, BeforeValidator(_compared_amount)]
ComparedText = Annotated[str | None, BeforeValidator(_compared_text)]
ComparedNumber = Annotated[int | None, BeforeValidator(_compared_number)]
"""What is only compared with the request: anything of another type reads as not shown."""


class AppliedDiscount(View):
    """A part of what a line was discounted by."""

    id: Short | None = None
    discounted_amount: Amount | None = None


_OPTION_ID = Field(validation_alias=AliasChoices("nameId", "option_id"))
_VALUE_ID = Field(validation_alias=AliasChoices("valueId", "value_id"))


class ChosenOption(View):
    """One choice of a line: of a list by its number, or whatever was typed as text."""

    option_id: Annotated[ComparedNumber, _OPTION_ID] = None
    value: ComparedText = None
    value_id: Annotated[ComparedNumber, _VALUE_ID] = None


class ShownWrapping(View):
    """How a line is wrapped."""

    name: ComparedText = None
    message: ComparedText = None


class CartLine(View):
    """One line of the cart; ``id`` is what a consignment needs."""

    emptiness_says = frozenset({"options"})
    id: Id
    quantity: Whole
    product_id: Whole | None = None
    variant_id: Whole | None = None
    sku: Short | None = None
    name: str | None = None
    list_price: ComparedAmount = None
    extended_list_price: ComparedAmount = None
    """What all of them cost at that price."""
    options: Annotated[tuple[ChosenOption, ...] | None, BeforeValidator(_compared_rows)] = None
    """None when the answer does not list them."""
    gift_wrapping: Annotated[ShownWrapping | None, OBJECT] = None
    is_require_shipping: bool = True
    is_mutable: Annotated[bool, _either(default=True)] = True
    """False for what promotions add, and now and then for an ordinary line."""
    parent_id: Any = None
    """The id of the line that brought this one along; other things where there is none."""
    added_by_promotion: Annotated[bool, _either(default=False)] = False
    discounts: Annotated[tuple[AppliedDiscount, ...], ROWS] = ()
    discount_amount: OptionalAmount = None

    @property
    def manual_discount(self) -> Decimal:
        """Return what callers took off this line."""
        given = (one.discounted_amount or ZERO for one in self.discounts if one.id == MANUAL)
        return sum(given, ZERO)


class Contact(View):
    """Who gives or gets a gift certificate."""

    name: ComparedText = None
    email: ComparedText = None


class BoughtCertificate(View):
    """A gift certificate that the cart buys; a checkout may leave its quantity out."""

    name: ComparedText = None
    theme: ComparedText = None
    amount: ComparedAmount = None
    quantity: ComparedNumber = None
    sender: Annotated[Contact | None, OBJECT] = None
    recipient: Annotated[Contact | None, OBJECT] = None
    message: ComparedText = None


Lines = Annotated[tuple[CartLine, ...], Field(max_length=MOST_ROWS)]


class CartLines(View):
    """The cart's lines by kind."""

    physical_items: Lines = ()
    digital_items: Lines = ()
    custom_items: Annotated[Lines, ROWS] = ()
    gift_certificates: Annotated[tuple[BoughtCertificate, ...], OBJECTS] = ()

    @property
    def shippable(self) -> tuple[CartLine, ...]:
        """Return the lines that must be in a consignment, custom items included."""
        physical = tuple(line for line in self.physical_items if line.is_require_shipping)
        return physical + self.custom_items

    @property
    def every(self) -> tuple[CartLine, ...]:
        """Return all lines of whatever kind."""
        return self.physical_items + self.digital_items + self.custom_items

    @property
    def added_ids(self) -> frozenset[str]:
        """Return the lines that a promotion added, or that another line of the cart brought along.

        A parent that is no line of the cart brought nothing along, whatever it is.
        """
        every = self.every
        ids = {line.id for line in every}
        return frozenset(
            line.id for line in every if line.added_by_promotion or str(line.parent_id) in ids
        )

    @property
    def manual_discount(self) -> Decimal:
        """Return what callers took off the lines, as the lines say it."""
        return sum((line.manual_discount for line in self.every), ZERO)


class CurrencyView(View):
    """The currency of a cart."""

    code: Short = ""


class CartView(View):
    """The cart inside a checkout."""

    line_items: CartLines = CartLines()
    customer_id: ComparedNumber = None
    channel_id: ComparedNumber = None
    currency: CurrencyView = CurrencyView()
    tax_included: Annotated[bool, _either(default=False)] = False
    base_amount: Amount = ZERO
    discount_amount: Amount = ZERO
    manual_discount_amount: OptionalAmount = None
    cart_amount: Amount | None = None
    cart_amount_inc_tax: Amount | None = None
    cart_amount_ex_tax: OptionalAmount = None

    @property
    def price(self) -> Decimal | None:
        """Return what the goods cost with tax, less all discounts; None if the store is silent."""
        return self.cart_amount if self.cart_amount_inc_tax is None else self.cart_amount_inc_tax

    @property
    def manual_discount(self) -> Decimal:
        """Return what callers took off, as the lines say it or the cart."""
        return max(self.line_items.manual_discount, self.manual_discount_amount or ZERO)

    @property
    def taken_off(self) -> Decimal | None:
        """Return what the goods cost less than their prices, whatever the reason."""
        left = self.cart_amount_inc_tax if self.tax_included else self.cart_amount_ex_tax
        return None if left is None else self.base_amount - left
