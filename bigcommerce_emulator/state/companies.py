"""Companies with their buyers, what a store asks of their orders, and B2B Edition's records."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

TEXT, LINES, NUMBER, DROPDOWN = range(4)
_TYPES = {"text": TEXT, "multi-line text": LINES, "number": NUMBER, "dropdown": DROPDOWN}


@dataclass(frozen=True, slots=True)
class Company:
    """A company account, and the customers of the store who buy for it."""

    id: int
    name: str
    users: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class ExtraField:
    """Something that the store asks of the orders of companies."""

    name: str
    type: int = TEXT
    required: bool = False
    maximum: int | None = None
    values: tuple[str, ...] = ()
    default: str = ""
    """What a record gets that is written without it."""


@dataclass(slots=True)
class CompanyOrder:
    """B2B Edition's record of one order, by the order's id and not by its own."""

    id: int
    order_id: int
    company_id: int | None
    created: float
    updated: float
    po_number: str = ""
    extra_fields: dict[str, str] = field(default_factory=dict)


def read_companies(rows: list[Mapping[str, Any]]) -> tuple[Company, ...]:
    """The companies of a seed."""
    return tuple(
        Company(int(row["id"]), str(row["name"]), tuple(int(one) for one in row["users"]))
        for row in rows
    )


def read_extra_fields(rows: list[Mapping[str, Any]]) -> tuple[ExtraField, ...]:
    """What a seed's store asks of the orders of companies."""
    return tuple(_extra_field(row) for row in rows)


def _extra_field(row: Mapping[str, Any]) -> ExtraField:
    kind = str(row.get("type", "text"))
    if kind not in _TYPES:
        raise ValueError(f"an extra field's type is one of {', '.join(_TYPES)}, not {kind!r}")
    return ExtraField(
        name=str(row["name"]),
        type=_TYPES[kind],
        required=bool(row.get("required", False)),
        maximum=None if row.get("maximum") is None else int(row["maximum"]),
        values=tuple(str(one) for one in row.get("values", ())),
        default=str(row.get("default", "")),
    )
