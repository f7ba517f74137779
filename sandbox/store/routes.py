"""Which call is which: the operations of the store, each by path template and method."""

from collections.abc import Callable
from dataclasses import dataclass

from sandbox.store import (
    answers,
    checkouts,
    conversion,
    opening,
    order_answers,
    order_lists,
    order_writes,
    product_answers,
)
from sandbox.store.carts import Cart
from sandbox.store.errors import checkout_not_found
from sandbox.store.messages import Request, Response
from sandbox.store.state import State

Template = tuple[str, ...]
Json = dict[str, object]
_SHORTEST = 5  # "", stores, the store hash, the API version and a resource


@dataclass(frozen=True, slots=True)
class Call:
    """A request with the identifiers that its path names."""

    request: Request
    ids: Template

    @property
    def include(self) -> set[str]:
        """The names that the query asks to include."""
        return set(self.request.query.get("include", "").split(","))


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation of the API: its name and what answers it."""

    name: str
    answer: Callable[[State, Call], Response]


def _create_cart(state: State, call: Call) -> Response:
    cart = opening.open_cart(state, call.request.body)
    state.carts[cart.id] = cart
    return _v3(201, _cart_body(state, call, cart))


def _read_cart(state: State, call: Call) -> Response:
    return _v3(200, _cart_body(state, call, state.cart(call.ids[0])))


def _delete_cart(state: State, call: Call) -> Response:
    del state.carts[state.cart(call.ids[0]).id]
    return Response(204, None)


def _redirect_urls(state: State, call: Call) -> Response:
    return _v3(201, _links(state, state.cart(call.ids[0])))


def _read_checkout(state: State, call: Call) -> Response:
    cart = state.carts.get(call.ids[0])
    if cart is None:
        raise checkout_not_found()
    return _checkout(state, call, cart)


def _billing_address(state: State, call: Call) -> Response:
    cart = checkouts.add_billing_address(state, state.cart(call.ids[0]), call.request.body)
    return _checkout(state, call, cart)


def _update_billing_address(state: State, call: Call) -> Response:
    cart = state.cart(call.ids[0])
    checkouts.update_billing_address(state, cart, call.ids[1], call.request.body)
    return _checkout(state, call, cart)


def _consignments(state: State, call: Call) -> Response:
    cart = checkouts.add_consignments(state, state.cart(call.ids[0]), call.request.body)
    return _checkout(state, call, cart)


def _shipping_option(state: State, call: Call) -> Response:
    cart = state.cart(call.ids[0])
    checkouts.update_consignment(state, cart, call.ids[1], call.request.body)
    return _checkout(state, call, cart)


def _delete_consignment(state: State, call: Call) -> Response:
    cart = state.cart(call.ids[0])
    checkouts.delete_consignment(state, cart, call.ids[1], call.request.body)
    return _checkout(state, call, cart)


def _create_order(state: State, call: Call) -> Response:
    order = conversion.create_order(state, state.cart(call.ids[0]))
    return _v3(200, {"id": order.id})


def _list_orders(state: State, call: Call) -> Response:
    rows = order_lists.select(state, call.request.query)
    if not rows and state.settings.empty_list == "204":
        return Response(204, None)
    store_hash = state.settings.store_hash
    return Response(200, [order_answers.order(row, state.seed, store_hash) for row in rows])


def _read_order(state: State, call: Call) -> Response:
    order = order_lists.find(state, call.ids[0])
    return Response(200, order_answers.order(order, state.seed, state.settings.store_hash))


def _update_order(state: State, call: Call) -> Response:
    order = order_lists.find(state, call.ids[0])
    order_writes.update(state, order, call.request.body)
    return Response(200, order_answers.order(order, state.seed, state.settings.store_hash))


def _archive_order(state: State, call: Call) -> Response:
    order_writes.archive(state, order_lists.find(state, call.ids[0]))
    return Response(204, None)


def _order_products(state: State, call: Call) -> Response:
    return Response(200, product_answers.products(order_lists.find(state, call.ids[0])))


def _cart_body(state: State, call: Call, cart: Cart) -> Json:
    body = answers.cart(cart, state.seed, state.settings, call.include)
    if "redirect_urls" in call.include:
        body["redirect_urls"] = _links(state, cart)
    return body


def _links(state: State, cart: Cart) -> Json:
    return answers.redirect_urls(cart, state.seed.domain, state.identifiers.token())


def _checkout(state: State, call: Call, cart: Cart) -> Response:
    return _v3(200, answers.checkout(cart, state.seed, state.settings, call.include))


def _v3(status: int, data: Json) -> Response:
    return Response(status, {"data": data, "meta": {}})


ROUTES: dict[Template, dict[str, Operation]] = {
    ("v3", "carts"): {"POST": Operation("create_cart", _create_cart)},
    ("v3", "carts", "*"): {
        "GET": Operation("read_cart", _read_cart),
        "DELETE": Operation("delete_cart", _delete_cart),
    },
    ("v3", "carts", "*", "redirect_urls"): {"POST": Operation("redirect_urls", _redirect_urls)},
    ("v3", "checkouts", "*"): {"GET": Operation("read_checkout", _read_checkout)},
    ("v3", "checkouts", "*", "billing-address"): {
        "POST": Operation("billing_address", _billing_address)
    },
    ("v3", "checkouts", "*", "billing-address", "*"): {
        "PUT": Operation("update_billing_address", _update_billing_address)
    },
    ("v3", "checkouts", "*", "consignments"): {"POST": Operation("consignments", _consignments)},
    ("v3", "checkouts", "*", "consignments", "*"): {
        "PUT": Operation("shipping_option", _shipping_option),
        "DELETE": Operation("delete_consignment", _delete_consignment),
    },
    ("v3", "checkouts", "*", "orders"): {"POST": Operation("create_order", _create_order)},
    ("v2", "orders"): {"GET": Operation("list_orders", _list_orders)},
    ("v2", "orders", "*"): {
        "GET": Operation("read_order", _read_order),
        "PUT": Operation("update_order", _update_order),
        "DELETE": Operation("archive_order", _archive_order),
    },
    ("v2", "orders", "*", "products"): {"GET": Operation("order_products", _order_products)},
}


def template(path: str) -> tuple[str, Template, Template]:
    """The store hash, the template and the identifiers of a path; the hash is empty if foreign."""
    parts = path.rstrip("/").split("/")
    if len(parts) < _SHORTEST or parts[1] != "stores":
        return "", (), ()
    rest = parts[3:]
    pattern = tuple("*" if place % 2 == 0 and place else part for place, part in enumerate(rest))
    return parts[2], pattern, tuple(rest[2::2])


def operation(method: str, path: str) -> str:
    """The name of the operation that a request is for, `unknown` if there is none."""
    _, pattern, _ = template(path)
    found = ROUTES.get(pattern, {}).get(method)
    return found.name if found else "unknown"
