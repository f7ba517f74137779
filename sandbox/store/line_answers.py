"""The JSON of what is in a cart, as V3 answers it."""

from decimal import Decimal

from sandbox.store.carts import Cart, GiftCertificate, LineItem
from sandbox.store.pricing import Price

Json = dict[str, object]
_ZERO = Decimal(0)


def line_items(entry: Cart, priced: Price, taxable: str, with_options: set[str]) -> Json:
    """The lines by kind; carts call the tax flag `taxable`, checkouts `is_taxable`."""
    rows: dict[str, list[Json]] = {"physical": [], "digital": [], "custom": []}
    for line in entry.line_items:
        if line.kind == "custom":
            row = _custom_item(line, priced)
        else:
            row = _line_item(line, priced, taxable)
            if line.kind in with_options:
                row["options"] = [dict(option) for option in line.options]
        rows[line.kind].append(row)
    return {
        "physical_items": rows["physical"],
        "digital_items": rows["digital"],
        "gift_certificates": [_gift_certificate(row) for row in entry.gift_certificates],
        "custom_items": rows["custom"],
    }


def _line_item(line: LineItem, priced: Price, taxable: str) -> Json:
    listed, sold = priced.of_line(line)
    product, variant = line.product, line.variant
    row: Json = {
        "id": line.id,
        "parent_id": None,
        "variant_id": variant.id if variant else 0,
        "product_id": product.id if product else 0,
        "sku": line.sku,
        "name": line.name,
        "url": product.url if product else "",
        "quantity": line.quantity,
        taxable: line.taxable,
        "image_url": line.image_url,
        "coupons": [],
        "discount_amount": listed - sold,
        "coupon_amount": _ZERO,
        "original_price": line.original_price,
        "list_price": line.list_price,
        "sale_price": line.list_price - line.discount,
        "extended_list_price": listed,
        "extended_sale_price": sold,
        "is_require_shipping": line.shippable,
    }
    if taxable == "is_taxable":
        row["gift_wrapping"] = None
    row["is_mutable"] = not line.added_by_promotion
    if line.added_by_promotion:
        row["added_by_promotion"] = True
    return row


def _custom_item(line: LineItem, priced: Price) -> Json:
    row: Json = {
        "id": line.id,
        "extended_list_price": priced.of_line(line)[0],
        "list_price": line.list_price,
        "name": line.name,
        "quantity": line.quantity,
        "sku": line.sku,
    }
    if line.image_url:
        row["image_url"] = line.image_url
    return row


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
