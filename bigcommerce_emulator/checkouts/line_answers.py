"""The JSON of what is in a cart, as V3 answers it."""

from collections.abc import Sequence
from decimal import Decimal

from bigcommerce_emulator.state.amounts import NOTHING, Price, rounded
from bigcommerce_emulator.state.carts import Cart, GiftCertificate, LineItem, Wrapping
from bigcommerce_emulator.state.catalog import Coupon

Json = dict[str, object]
_MANUAL = "manual-discount"
_AUTOMATIC = 1
"""The id of what a promotion takes off, which the specification has as a number."""


def line_items(
    entry: Cart, priced: Price, taxable: str, with_options: set[str], *, manual: bool = True
) -> Json:
    """The lines by kind; carts call the tax flag `taxable`, checkouts `is_taxable`."""
    rows: dict[str, list[Json]] = {"physical": [], "digital": [], "custom": []}
    for line in entry.line_items:
        if line.kind == "custom":
            row = _custom_item(line, priced)
        else:
            row = _line_item(line, priced, taxable, entry.coupons, manual=manual)
            if line.kind in with_options:
                row["options"] = [dict(option) for option in line.options]
        rows[line.kind].append(row)
    return {
        "physical_items": rows["physical"],
        "digital_items": rows["digital"],
        "gift_certificates": [_gift_certificate(row) for row in entry.gift_certificates],
        "custom_items": rows["custom"],
    }


def _line_item(
    line: LineItem, priced: Price, taxable: str, coupons: Sequence[Coupon], *, manual: bool
) -> Json:
    parts = priced.of_line(line)
    listed = sold = off = shared = NOTHING
    for part in parts:
        listed += part.listed
        sold += part.sold
        off += part.coupon
        shared += part.shared
    product, variant = line.product, line.variant
    row: Json = {
        "id": line.id,
        "parent_id": line.parent_id,
        "variant_id": variant.id if variant else 0,
        "product_id": product.id if product else 0,
        "sku": line.sku,
        "name": line.name,
        "url": product.url if product else "",
        "quantity": line.quantity,
        taxable: line.taxable,
        "image_url": line.image_url,
        "coupons": [{"id": row.id, "code": row.code, "name": row.name} for row in coupons if off],
        "discount_amount": listed - sold,
        "coupon_amount": off,
        "original_price": line.original_price,
        "list_price": line.list_price,
        "sale_price": _sale_price(line, sold, priced.unit),
        "extended_list_price": listed,
        "extended_sale_price": sold,
        "is_require_shipping": line.shippable,
    }
    if taxable == "is_taxable":
        row["gift_wrapping"] = None
    if line.wrapping is not None:
        minor = priced.minor if taxable == "is_taxable" else None
        row["gift_wrapping"] = _wrapping(line.wrapping, minor)
    automatic = NOTHING if line.added_by_promotion else line.discount * line.quantity
    given = line.manual_discount and listed - sold - automatic
    own = (given, shared) if manual else (NOTHING, NOTHING)
    row |= _discounts(automatic, *own, off)
    row["is_mutable"] = line.mutable and not line.added_by_promotion
    if line.added_by_promotion:
        row["added_by_promotion"] = True
    return row


def _custom_item(line: LineItem, priced: Price) -> Json:
    row: Json = {
        "id": line.id,
        "extended_list_price": sum((part.listed for part in priced.of_line(line)), NOTHING),
        "list_price": line.list_price,
        "name": line.name,
        "quantity": line.quantity,
        "sku": line.sku,
    }
    if line.image_url:
        row["image_url"] = line.image_url
    return row


def _sale_price(line: LineItem, sold: Decimal, unit: Decimal) -> Decimal:
    if line.manual_discount:
        return rounded(sold / line.quantity, unit)
    return line.list_price - line.discount


def _discounts(automatic: Decimal, manual: Decimal, shared: Decimal, coupon: Decimal) -> Json:
    rows = [(_AUTOMATIC, automatic), (_MANUAL, manual), (_MANUAL, shared), ("coupon", coupon)]
    found = [{"id": word, "discounted_amount": amount} for word, amount in rows if amount]
    return {"discounts": found} if found else {}


def _wrapping(entry: Wrapping, minor: Decimal | None) -> Json:
    body: Json = {"name": entry.name, "message": entry.message, "amount": entry.amount}
    return body if minor is None else body | {"amount_as_integer": int(entry.amount / minor)}


def _gift_certificate(entry: GiftCertificate) -> Json:
    return {
        "id": entry.id,
        "name": entry.name,
        "theme": entry.theme,
        "amount": entry.amount,
        "quantity": entry.quantity,
        "taxable": False,
        "sender": dict(entry.sender),
        "recipient": dict(entry.recipient),
        "message": entry.message,
    }
