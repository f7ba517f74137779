"""The JSON of an order's products, as V2 answers it."""

from decimal import Decimal

from sandbox.store.carts import GiftCertificate
from sandbox.store.order_answers import Json, amount
from sandbox.store.orders import Order
from sandbox.store.pricing import Part, cents

_NOTHING = "0.0000"
_MOST_PER_ORDER = 1000
_TYPES = {"text": "Text field", "choice": "Multiple choice"}


def products(entry: Order) -> list[Json]:
    """A row for each line of the order and place it goes to, then the gift certificates."""
    places = {row.consignment_id: index for index, row in enumerate(entry.shipments)}
    first = entry.id * _MOST_PER_ORDER
    rows = []
    for index, part in enumerate(entry.price.parts):
        place = places.get(part.consignment_id or "")
        address_id = 0 if place is None else first + place + 1
        rows.append(_part(part, first + index + 1, entry.id, address_id))
    for index, bought in enumerate(entry.gift_certificates, len(rows) + 1):
        rows.append(_certificate(bought, first + index, entry.id))
    return rows


def _part(part: Part, row_id: int, order_id: int, address_id: int) -> Json:
    line = part.line
    unit_tax = cents(part.tax / part.quantity)
    sold = line.list_price - line.discount
    row = _row(row_id, order_id, line.name, part.quantity)
    return row | {
        "product_id": line.product.id if line.product else 0,
        "variant_id": line.variant.id if line.variant else 0,
        "order_address_id": address_id,
        "sku": line.sku,
        "type": "digital" if line.kind == "digital" else "physical",
        **_prices(line.list_price, sold, unit_tax),
        "base_total": amount(part.listed),
        "total_ex_tax": amount(part.sold),
        "total_inc_tax": amount(part.sold + part.tax),
        "total_tax": amount(part.tax),
        "discounted_total_inc_tax": amount(part.sold + part.tax),
        "product_options": _options(part, row_id),
    }


def _prices(listed: Decimal, sold: Decimal, tax: Decimal) -> Json:
    return {
        "base_price": amount(listed),
        "price_ex_tax": amount(sold),
        "price_inc_tax": amount(sold + tax),
        "price_tax": amount(tax),
    }


def _certificate(bought: GiftCertificate, row_id: int, order_id: int) -> Json:
    total = amount(bought.amount * bought.quantity)
    row = _row(row_id, order_id, bought.name, bought.quantity)
    return row | {
        "product_id": 0,
        "variant_id": 0,
        "order_address_id": 0,
        "sku": "",
        "type": "giftcertificate",
        **_prices(bought.amount, bought.amount, Decimal(0)),
        "base_total": total,
        "total_ex_tax": total,
        "total_inc_tax": total,
        "total_tax": _NOTHING,
        "discounted_total_inc_tax": total,
        "product_options": [],
    }


def _row(row_id: int, order_id: int, name: str, quantity: int) -> Json:
    amounts = ("base_cost_price", "cost_price_inc_tax", "cost_price_ex_tax", "cost_price_tax")
    wrapping = ("base_wrapping_cost", "wrapping_cost_ex_tax", "wrapping_cost_inc_tax")
    others = ("wrapping_cost_tax", "refund_amount", "fixed_shipping_cost", "weight")
    return {
        "id": row_id,
        "order_id": order_id,
        "name": name,
        "name_customer": name,
        "name_merchant": name,
        "quantity": quantity,
        **dict.fromkeys(amounts + wrapping + others, _NOTHING),
        "is_refunded": False,
        "quantity_refunded": 0,
        "quantity_shipped": 0,
        "return_id": 0,
        "wrapping_id": 0,
        "wrapping_name": "",
        "wrapping_message": "",
        "option_set_id": None,
        "parent_order_product_id": None,
        "is_bundled_product": False,
        "bin_picking_number": "",
        "external_id": None,
        "brand": "",
        "upc": "",
        "applied_discounts": [],
        "configurable_fields": [],
        "gift_certificate_id": None,
    }


def _options(part: Part, row_id: int) -> list[Json]:
    product = part.line.product
    kinds = (
        {option.id: option.type for option in product.options + product.modifiers}
        if product
        else {}
    )
    rows: list[Json] = []
    for index, option in enumerate(part.line.options, 1):
        option_id = int(str(option["nameId"]))
        rows.append(
            {
                "id": row_id * 10 + index,
                "option_id": option_id,
                "order_product_id": row_id,
                "product_option_id": option_id,
                "display_name": option["name"],
                "display_value": option["value"],
                "value": str(option.get("valueId", option["value"])),
                "type": _TYPES[kinds[option_id]],
                "name": option["name"],
                "display_style": "",
            }
        )
    return rows
