"""Addresses: read as callers send them, kept as the store spells them."""

import re
from collections.abc import Iterable, Mapping

from bigcommerce_emulator.bodies import fields, geography
from bigcommerce_emulator.bodies.errors import invalid

_PHONE = re.compile(r"\+?[1-9]\d{1,14}")
_TEXTS = ("first_name", "last_name", "email", "company", "address1", "address2", "city")
_TO_ORDER = ("first_name", "last_name", "email", "address1", "city", "country_code")


def read(value: object, path: str = "", *, strict_phone: bool = False) -> dict[str, object]:
    """The address with its country and state spelled out; e-mail and country are required."""
    body = fields.mapping(value, path.rstrip(".") or "body")
    address: dict[str, object] = {name: fields.text(body, name, path) for name in _TEXTS}
    address["email"] = _email(body, path)
    country_code = fields.required_text(body, "country_code", path).upper()
    country = geography.COUNTRIES.get(country_code)
    if country is None:
        raise invalid(f"{path}country_code", f"{path}country_code is not a country.")
    name, code = geography.state(
        country_code,
        fields.text(body, "state_or_province", path),
        fields.text(body, "state_or_province_code", path),
    )
    return address | {
        "state_or_province": name,
        "state_or_province_code": code,
        "country": country,
        "country_code": country_code,
        "postal_code": fields.text(body, "postal_code", path),
        "phone": _phone(body, path, strict_phone),
        "custom_fields": _custom_fields(body, path),
    }


def check_form_fields(address: Mapping[str, object], required: Iterable[str], path: str) -> None:
    """Refuses an address that leaves out a field which the store's forms require."""
    rows = address["custom_fields"]
    given = (
        {row["field_id"] for row in rows if row["field_value"]} if isinstance(rows, list) else ()
    )
    for name in required:
        if name not in given:
            raise invalid(f"{path}custom_fields", f"{path}custom_fields lacks {name}.")


def missing_to_order(address: Mapping[str, object]) -> list[str]:
    """The fields that an address still needs before an order can be made with it."""
    needed = list(_TO_ORDER)
    if address.get("country_code") not in geography.WITHOUT_POSTAL_CODES:
        needed.append("postal_code")
    if address.get("country_code") in geography.STATES:
        needed.append("state_or_province")
    return [name for name in needed if not str(address.get(name, "")).strip()]


def _email(body: Mapping[str, object], path: str) -> str:
    email = fields.required_text(body, "email", path)
    local, at, domain = email.partition("@")
    if not (local and at and domain) or " " in email:
        raise invalid(f"{path}email", f"{path}email is not an e-mail address.")
    return email


def _phone(body: Mapping[str, object], path: str, strict: bool) -> str:
    phone = fields.text(body, "phone", path)
    if strict and phone and not _PHONE.fullmatch(phone):
        raise invalid(f"{path}phone", f"{path}phone is not a phone number.")
    return phone


def _custom_fields(body: Mapping[str, object], path: str) -> list[dict[str, object]]:
    rows = []
    for index, value in enumerate(fields.listing(body, "custom_fields", path)):
        place = f"{path}custom_fields.{index}."
        row = fields.mapping(value, place.rstrip("."))
        field_id = fields.required_text(row, "field_id", place)
        rows.append({"field_id": field_id, "field_value": row.get("field_value", "")})
    return rows
