"""Pure: what makes an order cheaper or dearer, and what is noted on its cart."""

from typing import Annotated, Literal

from pydantic import Field

from order_service.request.field_types import IdOrNone, Money, Strict
from order_service.request.lines import LineRef

CouponCode = Annotated[str, Field(min_length=1, max_length=50, pattern=r"^\S(.*\S)?$")]


class Discount(Strict):
    """Money off: off one line as a whole, or off the whole cart."""

    amount: Annotated[Money, Field(gt=0)]
    line_item: LineRef | None = None


class Fee(Strict):
    """A custom fee; customers see ``display_name``, by default the name."""

    name: Annotated[str, Field(min_length=1, max_length=50)]
    cost: Money
    display_name: Annotated[str, Field(min_length=1, max_length=200)] | None = None
    source: Annotated[str, Field(min_length=1, max_length=50)] = "cart-to-order"
    tax_class_id: IdOrNone | None = None


class Metafield(Strict):
    """A note of the caller's on the cart; it outlives the cart and is found by the order's."""

    namespace: Annotated[str, Field(min_length=1, max_length=64)]
    key: Annotated[str, Field(min_length=1, max_length=64)]
    value: Annotated[str, Field(min_length=1, max_length=65_535)]
    permission_set: Literal[
        "app_only", "read", "write", "read_and_sf_access", "write_and_sf_access"
    ] = "app_only"
    description: Annotated[str, Field(max_length=255)] | None = None
