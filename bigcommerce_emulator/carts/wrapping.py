"""Gift wrapping: what is asked for, matched with what the store offers."""

from collections.abc import Mapping
from decimal import Decimal

from bigcommerce_emulator.bodies import fields
from bigcommerce_emulator.bodies.errors import invalid
from bigcommerce_emulator.state.amounts import rounded
from bigcommerce_emulator.state.carts import Wrapping
from bigcommerce_emulator.state.catalog import Seed, Wrap, minor_unit


def read(
    seed: Seed, currency: str, line: Mapping[str, object], quantity: int, path: str
) -> Wrapping:
    """The wrapping of a line: one for all of it, or else one for each of its items."""
    place = f"{path}gift_wrapping."
    body = fields.mapping(line["gift_wrapping"], f"{path}gift_wrapping")
    details = fields.listing(body, "wrap_details", place)
    together = body.get("wrap_together") is True
    if len(details) != (1 if together else quantity):
        message = "wrap_details has one row when wrapped together, and one for each item if not."
        raise invalid(f"{place}wrap_details", message)
    rows = [
        _detail(seed, value, f"{place}wrap_details.{index}.") for index, value in enumerate(details)
    ]
    return Wrapping(
        name=rows[0][0].name,
        message=rows[0][1],
        amount=sum((_price(seed, currency, wrap) for wrap, _ in rows), fields.NOTHING),
    )


def _price(seed: Seed, currency: str, wrap: Wrap) -> Decimal:
    return rounded(seed.converted(wrap.price, currency), minor_unit(currency))


def _detail(seed: Seed, value: object, place: str) -> tuple[Wrap, str]:
    row = fields.mapping(value, place.rstrip("."))
    wrap = seed.wraps.get(fields.whole(row, "id", place) or 0)
    if wrap is None:
        raise invalid(f"{place}id", "This store has no such gift wrapping.")
    return wrap, fields.text(row, "message", place)
