"""Orders: a cart as it was when it was converted, and what has happened since."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from bigcommerce_emulator.state.amounts import Price
from bigcommerce_emulator.state.carts import GiftCertificate
from bigcommerce_emulator.state.catalog import Coupon, Method, PickupMethod

INCOMPLETE = 0
AWAITING_FULFILLMENT = 11

STATUSES = (
    "Incomplete",
    "Pending",
    "Shipped",
    "Partially Shipped",
    "Refunded",
    "Cancelled",
    "Declined",
    "Awaiting Payment",
    "Awaiting Pickup",
    "Awaiting Shipment",
    "Completed",
    "Awaiting Fulfillment",
    "Manual Verification Required",
    "Disputed",
    "Partially Refunded",
)


@dataclass(frozen=True, slots=True)
class Shipment:
    """One consignment of the order as it was chosen."""

    consignment_id: str
    address: Mapping[str, object]
    option: tuple[str, Method]
    pickup: PickupMethod | None = None


@dataclass(slots=True)
class Order:
    """One order; all but the last fields stay what they were at conversion."""

    id: int
    cart_id: str
    created: float
    modified: float
    customer_id: int
    channel_id: int
    currency: str
    locale: str
    billing_address: Mapping[str, object]
    price: Price
    shipments: list[Shipment]
    gift_certificates: list[GiftCertificate]
    coupons: list[Coupon] = field(default_factory=list)
    customer_message: str = ""
    status_id: int = INCOMPLETE
    is_deleted: bool = False
    payment_status: str = ""
    payment_method: str = ""
    external_order_id: str | None = None
    external_source: str | None = None
    external_merchant_id: str | None = None
    payment_provider_id: str | int = ""
    staff_notes: str = ""
    ip_address: str = ""
    ip_address_v6: str = ""
    geoip_country: str = ""
    geoip_country_iso2: str = ""
    ebay_order_id: str = "0"
    order_source: str = "checkout_api"
    items_total: int | None = None
    items_shipped: int = 0
    order_is_digital: bool | None = None
    taken: dict[int, int] = field(default_factory=dict)
    bases: dict[str, Decimal] = field(default_factory=dict)

    @property
    def status(self) -> str:
        """The name of the status."""
        return STATUSES[self.status_id]
