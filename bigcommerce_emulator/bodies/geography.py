"""Names of countries and of the states that BigCommerce spells out."""

import json
from pathlib import Path

_DATA = json.loads(Path(__file__).with_name("geography.json").read_text(encoding="utf-8"))

COUNTRIES: dict[str, str] = _DATA["countries"]
STATES: dict[str, dict[str, str]] = _DATA["states"]
WITHOUT_POSTAL_CODES: frozenset[str] = frozenset(_DATA["without_postal_codes"])

_STATE_CODES = {
    country: {name.casefold(): code for code, name in states.items()}
    for country, states in STATES.items()
}


def state(country_code: str, name: str, code: str) -> tuple[str, str]:
    """The state's full name and code from either of them, or both as given when unknown."""
    states = STATES.get(country_code)
    if states is None:
        return name, code
    codes = _STATE_CODES[country_code]
    for word in (code, name):
        found = word.upper() if word.upper() in states else codes.get(word.casefold())
        if found is not None:
            return states[found], found
    return name, code
