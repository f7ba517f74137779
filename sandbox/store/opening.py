"""Opens a cart: reads a create-cart request and checks it against the catalog."""

import re
from collections import Counter
from collections.abc import Mapping
from decimal import Decimal

from sandbox.store import fields, line_items
from sandbox.store.carts import Cart, GiftCertificate, LineItem
from sandbox.store.errors import invalid, v3
from sandbox.store.state import State

_THEMES = ("Birthday", "Boy", "Celebration", "Christmas", "General", "Girl")
_LOCALE = re.compile(r"[a-z]{2}(-[A-Z]{2})?")
_LONGEST_NAME = 250
_LONGEST_MESSAGE = 200
_MOST_CERTIFICATE = 1000


def open_cart(state: State, value: object) -> Cart:
    """A new cart as the request asks; refuses what the catalog or the stock does not allow."""
    body = fields.mapping({} if value is None else value)
    lines = _lines(state, body)
    certificates = _gift_certificates(state, body)
    if not lines and not certificates:
        raise invalid("line_items", "The cart has no line items; line_items is missing.")
    _check_quantities(lines)
    check_stock(state, lines)
    now = state.now()
    return Cart(
        id=state.identifiers.uuid(),
        created=now,
        updated=now,
        currency=_currency(state, body),
        channel_id=_channel_id(state, body),
        customer_id=_customer_id(body),
        locale=_locale(body),
        line_items=lines,
        gift_certificates=certificates,
    )


def check_stock(state: State, lines: list[LineItem]) -> None:
    """Refuses lines that together ask for more of a variant than is left."""
    wanted = Counter[int]()
    for line in lines:
        if line.variant is None:
            continue
        wanted[line.variant.id] += line.quantity
        left = state.left(line.variant)
        if left is not None and wanted[line.variant.id] > left:
            raise invalid("quantity", f"{line.name} is out of stock: {left} left.")


def _lines(state: State, body: Mapping[str, object]) -> list[LineItem]:
    lines = [
        line_items.read(state, value, f"line_items.{index}.")
        for index, value in enumerate(fields.listing(body, "line_items"))
    ]
    lines += [
        _custom_item(state, value, f"custom_items.{index}.")
        for index, value in enumerate(fields.listing(body, "custom_items"))
    ]
    promotion = state.seed.promotion
    if promotion is not None and _count(lines, promotion.product_id) >= promotion.quantity:
        lines.append(line_items.free(state, promotion))
    return lines


def _custom_item(state: State, value: object, path: str) -> LineItem:
    body = fields.mapping(value, path.rstrip("."))
    name = fields.required_text(body, "name", path)
    if len(name) > _LONGEST_NAME:
        raise invalid(f"{path}name", f"{path}name is longer than {_LONGEST_NAME}.")
    list_price = fields.money(body, "list_price", path)
    if list_price is None:
        raise invalid(f"{path}list_price", f"{path}list_price is required.")
    return LineItem(
        id=state.identifiers.uuid(),
        kind="custom",
        sku=fields.text(body, "sku", path),
        name=name,
        quantity=fields.quantity(body, path),
        list_price=list_price,
        original_price=list_price,
        image_url=fields.text(body, "image_url", path),
    )


def _gift_certificates(state: State, body: Mapping[str, object]) -> list[GiftCertificate]:
    return [
        _gift_certificate(state, value, f"gift_certificates.{index}.")
        for index, value in enumerate(fields.listing(body, "gift_certificates"))
    ]


def _gift_certificate(state: State, value: object, path: str) -> GiftCertificate:
    body = fields.mapping(value, path.rstrip("."))
    amount = fields.money(body, "amount", path) or Decimal(0)
    if not 1 <= amount <= _MOST_CERTIFICATE:
        raise invalid(f"{path}amount", f"{path}amount must be between 1 and {_MOST_CERTIFICATE}.")
    theme = fields.required_text(body, "theme", path)
    if theme not in _THEMES:
        raise invalid(f"{path}theme", f"{path}theme is one of {', '.join(_THEMES)}.")
    message = fields.text(body, "message", path)
    if len(message) > _LONGEST_MESSAGE:
        raise invalid(f"{path}message", f"{path}message is longer than {_LONGEST_MESSAGE}.")
    return GiftCertificate(
        id=state.identifiers.uuid(),
        name=fields.required_text(body, "name", path),
        theme=theme,
        amount=amount,
        quantity=fields.quantity(body, path),
        sender=_contact(body, "sender", path),
        recipient=_contact(body, "recipient", path),
        message=message,
    )


def _contact(body: Mapping[str, object], name: str, path: str) -> dict[str, str]:
    contact = fields.mapping(body.get(name), path + name)
    place = f"{path}{name}."
    return {word: fields.text(contact, word, place) for word in ("name", "email")}


def _count(lines: list[LineItem], product_id: int) -> int:
    return sum(line.quantity for line in lines if line.product and line.product.id == product_id)


def _check_quantities(lines: list[LineItem]) -> None:
    for line in lines:
        product = line.product
        if product is None or line.added_by_promotion:
            continue
        count = _count(lines, product.id)
        limit = f"of the {product.name} per order."
        if product.maximum is not None and count > product.maximum:
            raise v3(422, f"You can only purchase a maximum of {product.maximum} {limit}")
        if count < product.minimum:
            raise v3(422, f"You must purchase a minimum of {product.minimum} {limit}")


def _currency(state: State, body: Mapping[str, object]) -> str:
    if body.get("currency") is None:
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


def _customer_id(body: Mapping[str, object]) -> int:
    customer_id = fields.whole(body, "customer_id") or 0
    if customer_id < 0:
        raise invalid("customer_id", "customer_id must not be negative.")
    return customer_id


def _locale(body: Mapping[str, object]) -> str:
    locale = fields.text(body, "locale", default="en")
    if not _LOCALE.fullmatch(locale):
        raise invalid("locale", "locale must look like en or en-US.")
    return locale
