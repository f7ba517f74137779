"""Reads the gift certificates that a cart is to buy."""

from collections.abc import Mapping
from decimal import Decimal

from bigcommerce_emulator.bodies import fields
from bigcommerce_emulator.bodies.errors import invalid
from bigcommerce_emulator.state.amounts import rounded
from bigcommerce_emulator.state.carts import GiftCertificate
from bigcommerce_emulator.state.catalog import minor_unit
from bigcommerce_emulator.state.state import State

_THEMES = ("Birthday", "Boy", "Celebration", "Christmas", "General", "Girl")
_LONGEST_MESSAGE = 200
_MOST_CERTIFICATE = 1000


def read(state: State, currency: str, body: Mapping[str, object]) -> list[GiftCertificate]:
    """The gift certificates that a request lists."""
    return [
        _gift_certificate(state, currency, value, f"gift_certificates.{index}.")
        for index, value in enumerate(fields.listing(body, "gift_certificates"))
    ]


def _gift_certificate(state: State, currency: str, value: object, path: str) -> GiftCertificate:
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
    name = fields.required_text(body, "name", path)
    if state.settings.gift_certificates_shown == "labelled":
        name, theme = f"${amount:.2f} Gift Certificate", f"{theme.lower()}.html"
    return GiftCertificate(
        id=state.identifiers.uuid(),
        name=name,
        theme=theme,
        amount=rounded(amount, minor_unit(currency)),
        quantity=fields.quantity(body, path),
        sender=_contact(body, "sender", path),
        recipient=_contact(body, "recipient", path),
        message=message,
    )


def _contact(body: Mapping[str, object], name: str, path: str) -> dict[str, str]:
    contact = fields.mapping(body.get(name), path + name)
    place = f"{path}{name}."
    return {word: fields.text(contact, word, place) for word in ("name", "email")}
