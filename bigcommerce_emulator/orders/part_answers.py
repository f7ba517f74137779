"""The JSON of what belongs to an order: addresses, consignments, fees, coupons and taxes."""

from collections.abc import Callable, Iterable
from decimal import Decimal

from bigcommerce_emulator.orders import fees as order_fees
from bigcommerce_emulator.orders.answers import Json, address, amount
from bigcommerce_emulator.orders.product_answers import place_id, rows_of
from bigcommerce_emulator.state.amounts import FREE, Cost, Part
from bigcommerce_emulator.state.orders import Order, Shipment

Writer = Callable[[Decimal], object]

_COUPON_TYPES = (
    "per_item_discount",
    "percentage_discount",
    "per_total_discount",
    "shipping_discount",
    "free_shipping",
)


def shipping_addresses(order: Order, base_url: str) -> list[Json]:
    """A row for each place that goods are sent to."""
    rows = []
    for place, shipment in enumerate(order.shipments):
        if shipment.pickup is None:
            row_id = place_id(order, place)
            resource = f"/orders/{order.id}/shippingaddresses/{row_id}/shippingquotes"
            rows.append(
                _address(order, shipment, row_id, amount)
                | {"order_id": order.id}
                | {"shipping_quotes": {"url": base_url + resource, "resource": resource}}
            )
    return rows


def consignments(order: Order, *, with_lines: bool, base_url: str) -> Json:
    """The order's consignments by kind; lines in full, or else as links."""
    pickups, shipping = [], []
    for place, shipment in enumerate(order.shipments):
        lines = _lines(order, shipment, with_lines, base_url)
        if shipment.pickup is None:
            row = _address(order, shipment, place_id(order, place), _number)
            shipping.append(row | {"line_items": lines})
        else:
            pickups.append(_pickup(order, place, shipment) | {"line_items": lines})
    digital = [part for part in order.price.parts if part.line.kind == "digital"]
    email = str(order.billing_address["email"])
    downloads = [{"recipient_email": email, "line_items": rows_of(order, digital)}]
    return {
        "pickups": pickups,
        "shipping": shipping,
        "downloads": downloads if digital and with_lines else [],
        "email": {"gift_certificates": []},
    }


def fees(order: Order) -> list[Json]:
    """The order's fees."""
    return [
        {
            "id": order_fees.number(order, place),
            "type": "custom_fee",
            "display_name_customer": fee.display_name,
            "display_name_merchant": fee.name,
            "source": fee.source,
            "base_cost": amount(cost.inc_tax if order.price.inclusive else cost.ex_tax),
            "cost_ex_tax": amount(cost.ex_tax),
            "cost_inc_tax": amount(cost.inc_tax),
            "cost_tax": amount(cost.tax),
            "tax_class_id": fee.tax_class_id,
        }
        for place, (fee, cost) in enumerate(order.price.fees)
    ]


def coupons(order: Order) -> list[Json]:
    """The coupons that made the order cheaper, each with what it took off."""
    return [
        {
            "id": order.id * 10 + place,
            "coupon_id": coupon.id,
            "order_id": order.id,
            "code": coupon.code,
            "amount": amount(coupon.amount),
            "type": _COUPON_TYPES.index(coupon.type),
            "discount": order.price.coupons[coupon.code],
        }
        for place, coupon in enumerate(order.coupons, 1)
    ]


def _number(value: Decimal) -> object:
    # Consignments are the one place where V2 writes amounts as numbers.
    return value


def _address(order: Order, shipment: Shipment, row_id: int, write: Writer) -> Json:
    freight = next(f for f in order.price.freights if f.consignment_id == shipment.consignment_id)
    inclusive = order.price.inclusive
    return {
        "id": row_id,
        **address(shipment.address),
        "items_total": _count(order.price.parts, shipment),
        "items_shipped": 0,
        "shipping_method": shipment.option[1].description,
        **_cost("", freight.shipping, inclusive, write),
        **_cost("handling_", freight.handling, inclusive, write),
        "shipping_zone_id": 1,
        "shipping_zone_name": shipment.address["country"],
    }


def _cost(kind: str, cost: Cost, inclusive: bool, write: Writer) -> Json:
    base = cost.inc_tax if inclusive and cost is not FREE else cost.ex_tax
    return {
        f"base_{kind}cost": write(base),
        f"{kind}cost_ex_tax": write(cost.ex_tax),
        f"{kind}cost_inc_tax": write(cost.inc_tax),
        f"{kind}cost_tax": write(cost.tax),
        f"{kind}cost_tax_class_id": 0,
    }


def _pickup(order: Order, place: int, shipment: Shipment) -> Json:
    method = shipment.pickup
    if method is None:
        return {}
    return {
        "id": place_id(order, place),
        "pickup_method_id": method.id,
        "pickup_method_display_name": method.name,
        "collection_instructions": method.instructions,
        "collection_time_description": method.collection_time,
        "location": dict(method.location or {}),
    }


def _count(parts: Iterable[Part], shipment: Shipment) -> int:
    return sum(part.quantity for part in parts if part.consignment_id == shipment.consignment_id)


def _lines(order: Order, shipment: Shipment, with_lines: bool, base_url: str) -> list[Json]:
    if not with_lines:
        resource = f"/orders/{order.id}/products"
        return [{"url": base_url + resource, "resource": resource}]
    parts = order.price.parts
    return rows_of(order, [p for p in parts if p.consignment_id == shipment.consignment_id])
