"""The JSON of what makes a checkout cheaper or dearer: coupons, discounts, fees and banners."""

from bigcommerce_emulator.state.amounts import Cost, Price
from bigcommerce_emulator.state.carts import Cart, Fee
from bigcommerce_emulator.state.catalog import Coupon, Seed

Json = dict[str, object]
_COUPON_TYPES = (
    "per_item_discount",
    "percentage_discount",
    "per_total_discount",
    "shipping_discount",
    "free_shipping",
)


def discounts(entry: Cart, priced: Price) -> Json:
    """What each line gets of the discounts on the whole; nothing while there are none."""
    if not (entry.coupons or priced.manual):
        return {}
    rows = [(part.line.id, part.coupon + part.shared) for part in priced.parts]
    return {"discounts": [{"id": line, "discounted_amount": off} for line, off in rows if off]}


def coupon(entry: Coupon, priced: Price) -> Json:
    """A coupon as checkouts show it."""
    return {
        "id": entry.id,
        "code": entry.code,
        "coupon_type": entry.type,
        "display_name": entry.name,
        "discounted_amount": priced.coupons[entry.code],
    }


def cart_coupon(entry: Coupon, priced: Price) -> Json:
    """A coupon as carts show it."""
    # Carts number the types that checkouts name, and write the id as text.
    kind = str(_COUPON_TYPES.index(entry.type))
    return coupon(entry, priced) | {"id": str(entry.id), "coupon_type": kind}


def fee(entry: Fee, cost: Cost) -> Json:
    """A fee with its tax."""
    return {
        "id": entry.id,
        "type": "custom_fee",
        "name": entry.name,
        "display_name": entry.display_name,
        "cost_inc_tax": cost.inc_tax,
        "cost_ex_tax": cost.ex_tax,
        "source": entry.source,
        "tax_class_id": entry.tax_class_id,
    }


def banners(entry: Cart, seed: Seed) -> list[Json]:
    """What the storefront would tell of the promotions that are applied."""
    promotion = seed.promotion
    if promotion is None or not promotion.banner:
        return []
    if not any(line.added_by_promotion for line in entry.line_items):
        return []
    return [{"id": "1", "type": "applied", "page": ["cartpage"], "text": promotion.banner}]
