"""Pure: what a company's buyer has written on the order, in BigCommerce's B2B Edition."""

from typing import Annotated

from pydantic import Field

from order_service.request.field_types import Strict, Text, no_items


class ExtraField(Strict):
    """One of the fields that the store asks of companies' orders, by its name there."""

    name: Annotated[Text, Field(min_length=1)]
    value: Annotated[str, Field(min_length=1, max_length=2000)]


class B2b(Strict):
    """The purchase order number and the store's extra fields; at least one of the two."""

    po_number: Annotated[Text, Field(min_length=1)] | None = None
    extra_fields: Annotated[list[ExtraField], Field(max_length=50, default_factory=no_items)]
