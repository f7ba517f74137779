"""The JSON of an order's products, as V2 answers it."""

from decimal import Decimal

from bigcommerce_emulator.orders.answers import Json, amount
from bigcommerce_emulator.state.amounts import Cost, Part, rounded
from bigcommerce_emulator.state.carts import GiftCertificate
from bigcommerce_emulator.state.orders import Order

_NOTHING = "0.0000"
MOST_PER_ORDER = 1000
_FIRST_CERTIFICATE = 901
_TYPES = {"text": "Text field", "choice": "Multiple choice"}


def products(entry: Order) -> list[Json]:
    """A row for each line of the order and place it goes to, then the gift certificates."""
    rows = rows_of(entry, entry.price.parts)
    first = entry.id * MOST_PER_ORDER + _FIRST_CERTIFICATE
    for index, bought in enumerate(entry.gift_certificates):
        rows.append(_certificate(bought, first + index, entry.id))
    return rows


def rows_of(entry: Order, wanted: list[Part]) -> list[Json]:
    """The rows of some of the order's parts, with the ids that they have among all of them."""
    places = {row.consignment_id: index for index, row in enumerate(entry.shipments)}
    rows = []
    for part in entry.price.parts:
        if wanted is entry.price.parts or any(part is other for other in wanted):
            place = places.get(part.consignment_id or "")
            row = _part(part, number(entry, part), entry)
            rows.append(row | _destination(entry, place))
    return rows


def place_id(entry: Order, place: int) -> int:
    """The id of the order's shipping address or pickup at this place among its consignments."""
    return entry.id * MOST_PER_ORDER + place + 1


def number(entry: Order, part: Part) -> int:
    """The id of the order's product; it stays the same when others come and go."""
    return entry.id * MOST_PER_ORDER + part.number


def _destination(entry: Order, place: int | None) -> Json:
    if place is None:
        return {"order_address_id": 0}
    if entry.shipments[place].pickup is None:
        return {"order_address_id": place_id(entry, place)}
    return {"order_address_id": 0, "order_pickup_method_id": place_id(entry, place)}


def _part(part: Part, row_id: int, order: Order) -> Json:
    line, inclusive = part.line, order.price.inclusive
    ex_tax = part.sold - part.cost.tax if inclusive else part.sold
    row = _row(row_id, order.id, line.name, part.quantity)
    return row | {
        "product_id": line.product.id if line.product else 0,
        "variant_id": line.variant.id if line.variant else 0,
        "sku": line.sku,
        "type": "digital" if line.kind == "digital" else "physical",
        **_prices(line.list_price, _unit(part, inclusive, order.price.minor)),
        "base_total": amount(part.listed),
        "total_ex_tax": amount(ex_tax),
        "total_inc_tax": amount(ex_tax + part.cost.tax),
        "total_tax": amount(part.cost.tax),
        "discounted_total_inc_tax": amount(part.cost.inc_tax),
        "applied_discounts": _discounts(part, order),
        "product_options": _options(part, row_id),
        **_wrapping(part, inclusive),
    }


def _unit(part: Part, inclusive: bool, minor: Decimal) -> Cost:
    tax = rounded(part.cost.tax / part.quantity, minor)
    sold = part.line.list_price - part.line.discount
    return Cost(sold - tax if inclusive else sold, tax)


def _prices(listed: Decimal, sold: Cost) -> Json:
    return {
        "base_price": amount(listed),
        "price_ex_tax": amount(sold.ex_tax),
        "price_inc_tax": amount(sold.inc_tax),
        "price_tax": amount(sold.tax),
    }


def _wrapping(part: Part, inclusive: bool) -> Json:
    wrapping, cost = part.line.wrapping, part.wrapping
    if wrapping is None:
        return {}
    return {
        "wrapping_name": wrapping.name,
        "wrapping_message": wrapping.message,
        "base_wrapping_cost": amount(cost.inc_tax if inclusive else cost.ex_tax),
        "wrapping_cost_ex_tax": amount(cost.ex_tax),
        "wrapping_cost_inc_tax": amount(cost.inc_tax),
        "wrapping_cost_tax": amount(cost.tax),
    }


def _discounts(part: Part, order: Order) -> list[Json]:
    rows: list[Json] = []
    if part.coupon:
        codes = ", ".join(coupon.code for coupon in order.coupons)
        rows.append(_discount("coupon", part.coupon, codes, "order"))
    if part.shared:
        rows.append(_discount("manual-discount", part.shared, None, "order"))
    if part.line.manual_discount:
        rows.append(_discount("manual-discount", part.listed - part.sold, None, "product"))
    return rows


def _discount(word: str, off: Decimal, code: str | None, target: str) -> Json:
    return {"id": word, "amount": amount(off), "name": word, "code": code, "target": target}


def _certificate(bought: GiftCertificate, row_id: int, order_id: int) -> Json:
    total = amount(bought.amount * bought.quantity)
    row = _row(row_id, order_id, bought.name, bought.quantity)
    return row | {
        "product_id": 0,
        "variant_id": 0,
        "order_address_id": 0,
        "sku": "",
        "type": "giftcertificate",
        **_prices(bought.amount, Cost(bought.amount)),
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
