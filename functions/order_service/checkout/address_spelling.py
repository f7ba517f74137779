"""Pure: whether the address that a store shows is the one it was sent.

A store writes addresses its own way. Taken for the same are: letter case, blanks, punctuation,
accents, HTML entities and Unicode forms everywhere; abbreviated words in streets and cities
(Street, St); a state by its name or its code, or not shown; a postcode with or without blanks, the
country's letters before it or an extension behind it (78701, 78701-1234; 10115, D-10115), or none
where it has zeros only, as forms get in countries without postcodes; a telephone number with or
without its country's prefix; address form fields that the store fills in itself. What it shows as
null is not compared, except the name, the street, the city, the postcode and the country. Whatever
else a store makes of an address is taken from its answer to our own call (see ``Accepted``), with
two exceptions: another country or postcode is never the address we sent.
"""

import re
from collections.abc import Callable, Mapping
from typing import Any

from order_service.request.destinations import Address
from order_service.request.spelling import abbreviates, in_words, letters

Shown = Mapping[str, Any]
NEVER_REWRITTEN = ("country_code", "postal_code")
"""What no store may write otherwise: goods would go, and taxes be reckoned, elsewhere."""
_SHORTEST_PHONE = 7
_CODE = re.compile(r"\s*[A-Za-z]{2}\s*")
"""A name that is a state's code; a longer one may abbreviate the name (Que., Ken.)."""


def unlike(ours: Address, theirs: Shown) -> list[str]:
    """Return the fields in which the store's address is another than ours."""
    return [name for name, same in SAME.items() if not same(ours, theirs)]


def likeness(ours: Address, theirs: Shown) -> tuple[bool, int]:
    """Return how alike two addresses are: country and postcode first, then the number of fields."""
    apart = unlike(ours, theirs)
    return not any(name in apart for name in NEVER_REWRITTEN), -len(apart)


def _country(ours: Address, theirs: Shown) -> bool:
    shown = theirs.get("country_code")
    return ours.country_code == shown or letters(ours.country_code) == letters(shown)


def _postcode(ours: Address, theirs: Shown) -> bool:
    if ours.postal_code == theirs.get("postal_code"):
        return True
    sent, shown = letters(ours.postal_code), letters(theirs.get("postal_code"))
    if sent == shown or not sent:
        return True
    if not shown:
        return not sent.strip("0")
    short, long = sorted((sent, shown), key=len)
    before = long.removesuffix(short)
    # D-10115 has the letter that cars have, DE-10115 the country's code.
    marked = long.endswith(short) and letters(ours.country_code).startswith(before)
    return long.startswith(short) or marked


def _state(ours: Address, theirs: Shown) -> bool:
    """Compare codes where both have one: AL is Alabama, though it abbreviates Alaska, too."""
    sent = _named(ours.state_or_province, ours.state_or_province_code)
    shown = _named(theirs.get("state_or_province"), theirs.get("state_or_province_code"))
    if "code" in sent and "code" in shown:
        return _same_code(sent["code"], shown["code"]) or (
            "name" in sent and "name" in shown and abbreviates(sent["name"], shown["name"])
        )
    across = [(one, other) for one in sent.values() for other in shown.values()]
    return not across or any(abbreviates(one, other) for one, other in across)


def _same_code(one: str, other: str) -> bool:
    """ISO 3166-2 puts the country before it: CA-QC."""
    short, long = sorted((letters(one), letters(other)), key=len)
    return long.endswith(short)


def _named(name: object, code: object) -> dict[str, str]:
    """Return a state's name and code, as far as they are given; a code may stand for the name."""
    given = {"name": str(name or ""), "code": str(code or "")}
    if not given["code"] and _CODE.fullmatch(given["name"]):
        given = {"code": given["name"]}
    return {kind: text for kind, text in given.items() if text}


def _phone(ours: Address, theirs: Shown) -> bool:
    shown = theirs.get("phone")
    if shown is None:
        return True
    short, long = sorted((_digits(ours.phone), _digits(shown)), key=len)
    return short == long or (len(short) >= _SHORTEST_PHONE and long.endswith(short.lstrip("0")))


def _digits(text: object) -> str:
    return "".join(filter(str.isdecimal, str(text or "")))


def _email(ours: Address, theirs: Shown) -> bool:
    shown = theirs.get("email")
    if shown is None or ours.email is None:
        return True
    return str(shown).strip().casefold() == ours.email.strip().casefold()


def _custom_fields(ours: Address, theirs: Shown) -> bool:
    rows = theirs.get("custom_fields")
    if not isinstance(rows, list | tuple):
        return True
    shown = {
        (str(row.get("field_id")), _answer(row.get("field_value")))
        for row in rows
        if isinstance(row, Mapping)
    }
    return all((row.field_id, _answer(row.field_value)) in shown for row in ours.custom_fields)


def _answer(value: object) -> str:
    texts = value if isinstance(value, list | tuple) else [value]
    return "|".join(sorted(map(in_words, texts)))


def _text(name: str, *, needed: bool = False) -> Callable[[Address, Shown], bool]:
    def same(ours: Address, theirs: Shown) -> bool:
        shown = theirs.get(name)
        if shown is None and not needed:
            return True
        sent = getattr(ours, name)
        return sent == shown or letters(sent) == letters(shown)

    return same


def _street(name: str) -> Callable[[Address, Shown], bool]:
    def same(ours: Address, theirs: Shown) -> bool:
        return abbreviates(getattr(ours, name) or "", str(theirs.get(name) or ""))

    return same


SAME: dict[str, Callable[[Address, Shown], bool]] = {
    "country_code": _country,
    "postal_code": _postcode,
    "state_or_province": _state,
    "state_or_province_code": _state,
    "first_name": _text("first_name", needed=True),
    "last_name": _text("last_name", needed=True),
    "email": _email,
    "company": _text("company"),
    "address1": _street("address1"),
    "address2": _street("address2"),
    "city": _street("city"),
    "phone": _phone,
    "custom_fields": _custom_fields,
}
"""By the field of an address: whether the store's address says the same."""
