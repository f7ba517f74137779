"""Pure: B2B Edition's record of an order, and what its store asks of companies' orders.

The specification has a cart's id as a number and shows a UUID for it: a number is passed over.
"""

from collections import OrderedDict
from collections.abc import Sequence
from threading import Lock
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, Field

from order_service.store.answer_types import OrderNumber, Short, Whole
from order_service.store.cart_view import ROWS, ComparedNumber, ComparedText, View

TEXT, LINES, NUMBER, DROPDOWN = range(4)
KEEP_SECONDS = 300.0
"""A field that was added in these minutes is asked for anew before an order is refused by it."""
FAILED_SECONDS = 60.0
"""How long a store that did not say is not asked again."""
FRESH_SECONDS = 5.0
MOST_STORES = 1000


def _text_alone(value: Any) -> Any:
    return value if isinstance(value, str) else None


Limit = Annotated[ComparedNumber, AfterValidator(lambda limit: limit or None)]
"""A limit of 0 is none: no store has a field that takes nothing."""


class ShownField(View):
    """One extra field of a record."""

    name: ComparedText = Field(None, validation_alias="fieldName")
    value: ComparedText = Field(None, validation_alias="fieldValue")


class CompanyOrder(View):
    """B2B Edition's record of one order of the store."""

    order_id: OrderNumber = Field(validation_alias="bcOrderId")
    cart_id: Annotated[str | None, BeforeValidator(_text_alone)] = Field(
        None, validation_alias="cartId"
    )
    company_id: ComparedNumber = Field(None, validation_alias="companyId")
    po_number: ComparedText = Field(None, validation_alias="poNumber")
    extra_fields: Annotated[tuple[ShownField, ...], ROWS] = Field(
        (), validation_alias="extraFields"
    )


class ExtraFieldRule(View):
    """One field that the store asks of companies' orders."""

    name: Short = Field(validation_alias="fieldName")
    type: Whole = Field(TEXT, validation_alias="fieldType")
    required: bool = Field(default=False, validation_alias="isRequired")
    default: ComparedText = Field(None, validation_alias="defaultValue")
    longest: Limit = Field(None, validation_alias="maximumLength")
    most_lines: Limit = Field(None, validation_alias="numberOfRows")
    largest: Limit = Field(None, validation_alias="maximumValue")
    values: Annotated[tuple[str, ...], ROWS] = Field((), validation_alias="listOfValues")


Rules = Sequence[ExtraFieldRule]


class KnownRules:
    """What stores asked of companies' orders lately; shared by an execution environment."""

    def __init__(self) -> None:
        self._known: OrderedDict[str, tuple[float, Rules | None]] = OrderedDict()
        self._lock = Lock()

    def get(self, store: str, now: float, *, fresh: bool = False) -> tuple[bool, Rules | None]:
        """Return whether it is known what the store asks, and that; None if it did not say.

        Fresh takes for known only what was asked in these very seconds.
        """
        with self._lock:
            asked_at, rules = self._known.get(store, (0.0, None))
        usual = FAILED_SECONDS if rules is None else KEEP_SECONDS
        return now < asked_at + (FRESH_SECONDS if fresh else usual), rules

    def put(self, store: str, rules: Rules | None, now: float) -> None:
        """Remember what the store asks, or that it did not say."""
        with self._lock:
            self._known[store] = (now, rules)
            self._known.move_to_end(store)
            while len(self._known) > MOST_STORES:
                self._known.popitem(last=False)
