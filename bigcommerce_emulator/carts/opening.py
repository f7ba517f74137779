"""Opens a cart: reads a create-cart request and checks it against the catalog."""

import re
from collections.abc import Mapping

from bigcommerce_emulator.bodies import fields
from bigcommerce_emulator.bodies.errors import invalid, v3
from bigcommerce_emulator.carts import customers, gift_certificates
from bigcommerce_emulator.carts import lines as cart_lines
from bigcommerce_emulator.checkouts import consignments, liberties
from bigcommerce_emulator.state.carts import Buyer, Cart
from bigcommerce_emulator.state.state import State

_LOCALE = re.compile(r"[a-z]{2}(-[A-Z]{2})?")


def open_cart(state: State, value: object) -> Cart:
    """A new cart as the request asks; refuses what the catalog or the stock does not allow."""
    body = liberties.heeded(fields.mapping({} if value is None else value), state.settings)
    buyer = Buyer(customers.read_id(state, body), _currency(state, body))
    lines = cart_lines.read(state, buyer, body)
    certificates = gift_certificates.read(state, buyer.currency, body)
    if not lines and not certificates:
        raise invalid("line_items", "The cart has no line items; line_items is missing.")
    lines = liberties.arranged(cart_lines.joined(state, [], lines), state.settings)
    lines = cart_lines.promoted(state, buyer, lines)
    cart_lines.check(state, lines)
    now = state.now()
    return Cart(
        id=state.identifiers.uuid(),
        created=now,
        updated=now,
        currency=buyer.currency,
        channel_id=_channel_id(state, body),
        customer_id=buyer.customer_id,
        locale=_locale(body),
        line_items=lines,
        gift_certificates=certificates,
        consignments=consignments.first(state, lines),
    )


def _currency(state: State, body: Mapping[str, object]) -> str:
    if body.get("currency") is None:
        if state.settings.currency_missing == "refuse" and len(state.seed.currencies) > 1:
            raise invalid("currency", "currency is required where there are several.")
        return state.seed.currencies[0]
    code = fields.text(fields.mapping(body["currency"], "currency"), "code", "currency.").upper()
    if code not in state.seed.currencies:
        raise v3(400, f"{code or 'The currency'} is not a transactional currency of this store.")
    return code


def _channel_id(state: State, body: Mapping[str, object]) -> int:
    channel_id = fields.whole(body, "channel_id")
    if channel_id is None:
        return 1
    if channel_id not in state.seed.channels:
        raise invalid("channel_id", f"Channel {channel_id} was not found.")
    return channel_id


def _locale(body: Mapping[str, object]) -> str:
    locale = fields.text(body, "locale", default="en")
    if not _LOCALE.fullmatch(locale):
        raise invalid("locale", "locale must look like en or en-US.")
    return locale
