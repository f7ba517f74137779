"""The operations on orders, their parts and their statuses."""

from collections.abc import Callable

from bigcommerce_emulator.api.calls import Call, Json, Operation, Routes, v3_response
from bigcommerce_emulator.api.messages import Response
from bigcommerce_emulator.bodies.errors import v2
from bigcommerce_emulator.bodies.fields import digits
from bigcommerce_emulator.orders import answers as order_answers
from bigcommerce_emulator.orders import lists as order_lists
from bigcommerce_emulator.orders import part_answers as order_parts
from bigcommerce_emulator.orders import payments, product_answers, status_answers, statuses
from bigcommerce_emulator.orders import writes as order_writes
from bigcommerce_emulator.state.orders import Order
from bigcommerce_emulator.state.state import State

Parts = Callable[[State, Order], list[Json]]


def _list_orders(state: State, call: Call) -> Response:
    rows = order_lists.select(state, call.request.query)
    return _listing(state, [_body(state, call, row) for row in rows])


def _count_orders(state: State, call: Call) -> Response:
    return Response(200, status_answers.counts(order_lists.counted(state, call.request.query)))


def _read_order(state: State, call: Call) -> Response:
    return Response(200, _body(state, call, _found(state, call)))


def _update_order(state: State, call: Call) -> Response:
    order = _found(state, call)
    before = _shown(state, order)
    order_writes.update(state, order, call.request.body)
    shows_it = state.settings.order_writes_show == "after"
    return Response(200, _shown(state, order) if shows_it else before)


def _archive_order(state: State, call: Call) -> Response:
    order_writes.archive(state, _found(state, call))
    return Response(204, None)


def _order_consignments(state: State, call: Call) -> Response:
    order = _found(state, call)
    with_lines = "consignments.line_items" in call.include
    found = order_parts.consignments(order, with_lines=with_lines, base_url=_base_url(state))
    return Response(200, found)


def _order_fees(state: State, call: Call) -> Response:
    return Response(200, {"fees": order_parts.fees(_found(state, call))})


def _no_quotes(state: State, call: Call) -> Response:
    # Quotes are kept only of what was bought in the storefront; all else is documented as a 204.
    found = _addresses(state, _found(state, call))
    if all(row["id"] != digits(call.ids[1]) for row in found):
        raise v2(404, "The requested resource was not found.")
    return Response(204, None)


def _list_statuses(_state: State, _call: Call) -> Response:
    return Response(200, status_answers.statuses())


def _read_status(_state: State, call: Call) -> Response:
    number = digits(call.ids[0])
    found = None if number is None else status_answers.status(number)
    if found is None:
        raise v2(404, "The requested resource was not found.")
    return Response(200, found)


def _payment_token(state: State, call: Call) -> Response:
    return v3_response(201, {"id": payments.payment_token(state, call.request.body)})


def _parts(name: str, rows: Parts) -> Operation:
    def answer(state: State, call: Call) -> Response:
        found = rows(state, _found(state, call))
        return _listing(state, order_lists.page(found, call.request.query))

    return Operation(name, answer)


def _part(name: str, rows: Parts) -> Operation:
    def answer(state: State, call: Call) -> Response:
        number = digits(call.ids[1])
        for row in rows(state, _found(state, call)):
            if row["id"] == number:
                return Response(200, row)
        raise v2(404, "The requested resource was not found.")

    return Operation(name, answer)


def _products(_state: State, order: Order) -> list[Json]:
    return product_answers.products(order)


def _addresses(state: State, order: Order) -> list[Json]:
    return order_parts.shipping_addresses(order, _base_url(state))


def _coupons(_state: State, order: Order) -> list[Json]:
    return order_parts.coupons(order)


def _found(state: State, call: Call) -> Order:
    return order_lists.find(state, call.ids[0])


def _shown(state: State, order: Order) -> Json:
    body = order_answers.order(order, state.seed, state.settings.store_hash)
    waiting = statuses.backordered(state, order)
    return body if waiting is None else body | {"quantity_backordered": waiting}


def _body(state: State, call: Call, order: Order) -> Json:
    body = _shown(state, order)
    if "include" not in call.request.query:
        return body
    include = call.include
    if "fees" in include:
        body["fees"] = order_parts.fees(order)
    with_lines = "consignments.line_items" in include
    structured = call.request.query.get("consignment_structure") == "object"
    if structured and (with_lines or "consignments" in include):
        base_url = _base_url(state)
        found = order_parts.consignments(order, with_lines=with_lines, base_url=base_url)
        body["consignments"] = found
    elif with_lines or "consignments" in include:
        resource = f"/orders/{order.id}/consignments"
        body["consignments"] = {"url": _base_url(state) + resource, "resource": resource}
    return body


def _base_url(state: State) -> str:
    return f"https://{state.seed.domain}/stores/{state.settings.store_hash}/v2"


def _listing(state: State, rows: list[Json]) -> Response:
    if not rows and state.settings.empty_list == "204":
        return Response(204, None)
    return Response(200, rows)


ROUTES: Routes = {
    ("v2", "orders"): {"GET": Operation("list_orders", _list_orders)},
    ("v2", "orders", "count"): {"GET": Operation("count_orders", _count_orders)},
    ("v2", "orders", "*"): {
        "GET": Operation("read_order", _read_order),
        "PUT": Operation("update_order", _update_order),
        "DELETE": Operation("archive_order", _archive_order),
    },
    ("v2", "orders", "*", "products"): {"GET": _parts("order_products", _products)},
    ("v2", "orders", "*", "products", "*"): {"GET": _part("order_product", _products)},
    ("v2", "orders", "*", "shipping_addresses"): {"GET": _parts("order_addresses", _addresses)},
    ("v2", "orders", "*", "shipping_addresses", "*"): {"GET": _part("order_address", _addresses)},
    ("v2", "orders", "*", "shipping_addresses", "*", "shipping_quotes"): {
        "GET": Operation("shipping_quotes", _no_quotes)
    },
    # The links of an order run the words together, the specification's paths do not.
    ("v2", "orders", "*", "shippingaddresses"): {"GET": _parts("linked_addresses", _addresses)},
    ("v2", "orders", "*", "shippingaddresses", "*", "shippingquotes"): {
        "GET": Operation("linked_quotes", _no_quotes)
    },
    ("v2", "orders", "*", "coupons"): {"GET": _parts("order_coupons", _coupons)},
    ("v2", "orders", "*", "fees"): {"GET": Operation("order_fees", _order_fees)},
    ("v2", "orders", "*", "consignments"): {
        "GET": Operation("order_consignments", _order_consignments)
    },
    ("v2", "order_statuses"): {"GET": Operation("list_statuses", _list_statuses)},
    ("v2", "order_statuses", "*"): {"GET": Operation("read_status", _read_status)},
    ("v3", "payments", "access_tokens"): {"POST": Operation("payment_token", _payment_token)},
}
