"""Pure: what a caller sends, one model for API, queue and tools."""

import hashlib
import json
from typing import Annotated, Any, Literal

from pydantic import Field

from order_service.request.adjustments import CouponCode, Discount, Fee, Metafield
from order_service.request.b2b import B2b
from order_service.request.customer import CustomerByEmail
from order_service.request.destinations import BillingAddress, Consignment, ShippingRule
from order_service.request.email_addresses import COMPARED
from order_service.request.field_types import (
    Currency,
    Id,
    IdOrNone,
    Money,
    Strict,
    Text,
    no_items,
)
from order_service.request.lines import MOST_LINES, CustomItem, GiftCertificate, LineItem
from order_service.request.order_statuses import StatusId


class OrderRequest(Strict, defer_build=False):
    """One order, as a caller describes it."""

    billing_address: BillingAddress
    line_items: Annotated[list[LineItem], Field(max_length=MOST_LINES, default_factory=no_items)]
    custom_items: Annotated[
        list[CustomItem], Field(max_length=MOST_LINES, default_factory=no_items)
    ]
    gift_certificates: Annotated[
        list[GiftCertificate], Field(max_length=50, default_factory=no_items)
    ]
    customer_id: IdOrNone = 0
    customer: CustomerByEmail | None = None
    channel_id: Id = 1
    currency: Currency | None = None
    locale: Annotated[str, Field(pattern=r"^[a-z]{2}(-[A-Z]{2})?$")] | None = None
    shipping: ShippingRule = ShippingRule()
    consignments: Annotated[list[Consignment], Field(min_length=1, max_length=50)] | None = None
    coupon_codes: Annotated[list[CouponCode], Field(max_length=10, default_factory=no_items)]
    discounts: Annotated[list[Discount], Field(max_length=100, default_factory=no_items)]
    fees: Annotated[list[Fee], Field(max_length=5, default_factory=no_items)]
    customer_message: Annotated[str, Field(min_length=1, max_length=2000)] | None = None
    metafields: Annotated[list[Metafield], Field(max_length=10, default_factory=no_items)]
    expected_total: Money | None = None
    status: StatusId | None = None
    external_order_id: Annotated[Text, Field(min_length=1)] | None = None
    external_source: Annotated[Text, Field(min_length=1)] | None = None
    staff_notes: Annotated[str, Field(min_length=1, max_length=65_535)] | None = None
    payment_method: Annotated[Text, Field(min_length=1)] | None = None
    b2b: B2b | None = None
    after_order: Literal["keep", "delete"] | None = None
    payment_token: bool = False

    @property
    def looked_up_skus(self) -> frozenset[str | None]:
        """Return the SKUs by which alone lines name their product."""
        return frozenset(line.sku for line in self.line_items if line.product_id is None)

    @property
    def parts(self) -> list[Consignment]:
        """Return what is to be delivered: the consignments, or one with everything."""
        return self.consignments or [Consignment()]

    @property
    def consignments_by_option(self) -> list[Consignment]:
        """Return the consignments for which one of the store's shipping options is chosen."""
        shipped = [part for part in self.parts if part.pickup_option is None]
        return [part for part in shipped if self._rule(part).custom_shipping is None]

    @property
    def consignments_at_own_price(self) -> list[Consignment]:
        """Return the consignments that are shipped at the caller's price."""
        shipped = [part for part in self.parts if part.pickup_option is None]
        return [part for part in shipped if self._rule(part).custom_shipping is not None]

    @property
    def may_delete_cart(self) -> bool:
        """Return whether the cart may be deleted once the order exists."""
        if self.after_order is None:
            return self.status is not None
        return self.after_order == "delete"

    def _rule(self, part: Consignment) -> ShippingRule:
        return part.shipping or self.shipping

    def canonical(self) -> dict[str, Any]:
        """Return the request as JSON values, defaults left out: equal orders look equal."""
        return self.model_dump(mode="json", exclude_defaults=True)

    def fingerprint(self) -> str:
        """Return the SHA-256, in hex, by which a reused key is recognised."""
        compared = self.model_dump(mode="json", exclude_defaults=True, context=COMPARED)
        text = json.dumps(compared, sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()
