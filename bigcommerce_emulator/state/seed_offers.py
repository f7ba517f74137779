"""Reads the parts of a seed that are offers: shipping, coupons, wrapping, pickup and groups."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, get_args

from bigcommerce_emulator.state.catalog import (
    Coupon,
    CouponType,
    Customer,
    Group,
    Method,
    PickupMethod,
    Step,
    Wrap,
)

_KINDS: Mapping[str, CouponType] = {kind: kind for kind in get_args(CouponType)}


def amount(value: object) -> Decimal:
    """The exact amount that a number of the file spells."""
    return Decimal(str(value))


def method(row: Mapping[str, Any]) -> Method:
    """A way of shipping: its cost fixed, or in steps by weight or by price."""
    free_over = row.get("free_over")
    by_weight, by_price = _steps(row.get("by_weight", ())), _steps(row.get("by_price", ()))
    cost = row["cost"] if not (by_weight or by_price) else min(by_weight or by_price)[1]
    return Method(
        type=str(row["type"]),
        description=str(row["description"]),
        cost=amount(cost),
        transit_time=str(row.get("transit_time", "")),
        handling=amount(row.get("handling", 0)),
        by_weight=by_weight,
        by_price=by_price,
        free_over=None if free_over is None else amount(free_over),
        fails=bool(row.get("fails", False)),
    )


def coupons(rows: list[Mapping[str, Any]]) -> dict[str, Coupon]:
    """The coupons by their codes in capitals, in which callers need not write them."""
    read = [_coupon(place, row) for place, row in enumerate(rows, 1)]
    return {coupon.code.upper(): coupon for coupon in read}


def wraps(rows: list[Mapping[str, Any]]) -> dict[int, Wrap]:
    """The kinds of gift wrapping by id."""
    return {
        int(row["id"]): Wrap(int(row["id"]), str(row["name"]), amount(row["price"])) for row in rows
    }


def pickups(rows: list[Mapping[str, Any]]) -> dict[int, PickupMethod]:
    """The pickup methods by id."""
    return {int(row["id"]): _pickup(row) for row in rows}


def customers(
    rows: list[Mapping[str, Any]], groups: list[Mapping[str, Any]]
) -> dict[int, Customer]:
    """The customers by id, each with the group it names."""
    known = {int(row["id"]): _group(row) for row in groups}
    return {
        int(row["id"]): Customer(
            id=int(row["id"]),
            email=str(row["email"]),
            group=known[int(row["group"])] if row.get("group") else None,
            channels=tuple(int(one) for one in row["channels"]) if row.get("channels") else None,
        )
        for row in rows
    }


def _steps(rows: list[Mapping[str, Any]]) -> tuple[Step, ...]:
    return tuple(sorted((amount(row["up_to"]), amount(row["cost"])) for row in rows))


def _coupon(place: int, row: Mapping[str, Any]) -> Coupon:
    kind = _KINDS.get(str(row["type"]))
    if kind is None:
        raise ValueError(f"a coupon's type is one of {', '.join(_KINDS)}, not {row['type']!r}")
    return Coupon(
        id=place,
        code=str(row["code"]),
        name=str(row.get("name", row["code"])),
        type=kind,
        amount=amount(row.get("amount", 0)),
        minimum=amount(row.get("minimum", 0)),
        products=frozenset(int(number) for number in row.get("products", ())),
        method=row.get("method"),
    )


def _pickup(row: Mapping[str, Any]) -> PickupMethod:
    return PickupMethod(
        id=int(row["id"]),
        name=str(row["name"]),
        instructions=str(row.get("instructions", "")),
        collection_time=str(row.get("collection_time", "")),
        location=row.get("location"),
    )


def _group(row: Mapping[str, Any]) -> Group:
    return Group(
        id=int(row["id"]),
        name=str(row["name"]),
        discount=amount(row.get("discount", 0)) / 100,
        prices={int(key): amount(price) for key, price in row.get("prices", {}).items()},
    )
