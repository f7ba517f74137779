"""The operations on carts."""

from bigcommerce_emulator.api.calls import Call, Json, Operation, Routes, v3_response
from bigcommerce_emulator.api.messages import Response
from bigcommerce_emulator.bodies.errors import v3
from bigcommerce_emulator.carts import customers, opening
from bigcommerce_emulator.carts import items as cart_items
from bigcommerce_emulator.checkouts import answers
from bigcommerce_emulator.state.carts import Cart
from bigcommerce_emulator.state.state import State


def _create_cart(state: State, call: Call) -> Response:
    cart = opening.open_cart(state, call.request.body)
    state.carts[cart.id] = cart
    return _answer(201, state, call, cart)


def _read_cart(state: State, call: Call) -> Response:
    cart = state.find_cart(call.ids[0])
    if cart is None:
        raise v3(404, "The requested cart was not found.")
    return _answer(200, state, call, cart)


def _update_cart(state: State, call: Call) -> Response:
    cart = customers.change_customer(state, state.cart(call.ids[0]), call.request.body)
    return _answer(201, state, call, cart)


def _delete_cart(state: State, call: Call) -> Response:
    del state.carts[state.cart(call.ids[0]).id]
    return Response(204, None)


def _add_items(state: State, call: Call) -> Response:
    cart = cart_items.add(state, state.cart(call.ids[0]), call.request.body)
    return _answer(201, state, call, cart)


def _update_item(state: State, call: Call) -> Response:
    cart = state.cart(call.ids[0])
    return _answer(200, state, call, cart_items.update(state, cart, call.ids[1], call.request.body))


def _delete_item(state: State, call: Call) -> Response:
    cart = cart_items.delete(state, state.cart(call.ids[0]), call.ids[1], call.request.body)
    return Response(204, None) if cart is None else _answer(200, state, call, cart)


def _redirect_urls(state: State, call: Call) -> Response:
    return v3_response(201, _links(state, state.cart(call.ids[0])))


def _answer(status: int, state: State, call: Call, cart: Cart) -> Response:
    include = call.include
    body = answers.cart(cart, state.seed, state.settings, include)
    if "redirect_urls" in include:
        body["redirect_urls"] = _links(state, cart)
    return v3_response(status, body)


def _links(state: State, cart: Cart) -> Json:
    domain = state.seed.domains.get(cart.channel_id, state.seed.domain)
    site = {
        "absolute": f"https://{domain}",
        "relative": "",
        "own_letters": f"https://caf\u00e9.{domain}",
    }[state.settings.redirect_url_form]
    return answers.redirect_urls(cart, site, state.identifiers.token())


ROUTES: Routes = {
    ("v3", "carts"): {"POST": Operation("create_cart", _create_cart)},
    ("v3", "carts", "*"): {
        "GET": Operation("read_cart", _read_cart),
        "PUT": Operation("update_cart", _update_cart),
        "DELETE": Operation("delete_cart", _delete_cart),
    },
    ("v3", "carts", "*", "items"): {"POST": Operation("add_items", _add_items)},
    ("v3", "carts", "*", "items", "*"): {
        "PUT": Operation("update_item", _update_item),
        "DELETE": Operation("delete_item", _delete_item),
    },
    ("v3", "carts", "*", "redirect_urls"): {"POST": Operation("redirect_urls", _redirect_urls)},
}
