"""Pure: which of the store's shipping options the caller's rule takes."""

import re
from collections.abc import Collection, Sequence
from decimal import Decimal
from html import unescape
from math import inf

from order_service.answers import OfferedShipping
from order_service.errors import NoShippingOption
from order_service.request.destinations import Exclusion, ShippingRule
from order_service.request.iso_codes import rounded
from order_service.request.spelling import loose
from order_service.store.checkout_parts import ShippingOption, UnusableOption
from order_service.store.refusal_causes import NO_SHIPPING, explained
from order_service.store_steps import SHIPPING_OPTION

_HOURS_PER = {"minute": 1 / 60, "hour": 1, "day": 24, "week": 168, "month": 720}
_WORDED_DAYS = {
    "same day": 0.0,
    "today": 0.0,
    "overnight": 24.0,
    "next day": 24.0,
    "tomorrow": 24.0,
}
_PICKUP = "is pickup, which the rule does not name"
_OTHER_TYPE, _OTHER_WORDS = "is of another type", "has another description"
NOT_LISTED = frozenset({_PICKUP, _OTHER_TYPE, _OTHER_WORDS})
"""Why an offer is left out that is not what was asked for: where all are, it may only be silent."""
_CHOSEN_BY = {"fastest": "transit_time", "recommended": "is_recommended"}
_PUNCTUATION = re.compile(r"[\W_]+")
_MARKS = str.maketrans("", "", "\u00ae\u2122\u2120\u00a9")


def choose(
    options: Sequence[ShippingOption],
    rule: ShippingRule,
    currency: str,
    listed: Collection[str] = (),
) -> ShippingOption:
    """Return the option the rule takes; equal ones are ordered the same way every time.

    ``cheapest`` is the lowest cost, ``fastest`` the shortest transit time at its longest
    (``3-5 days`` is 5), ``recommended`` the one the store marks, or lists first. Pickup is taken
    only by a rule that names it: a store may offer it, free and first, to every address. ``listed``
    has the descriptions of all that is listed, if that is more. Raises NoShippingOption with all
    that the store offered.
    """
    fitting = _fitting(options, rule, currency, listed)
    if not fitting:
        raise _nothing_fits(options, rule, currency, listed)
    if rule.choose == "recommended":
        marked = [option for option in fitting if option.is_recommended]
        return min(marked, key=_rank) if marked else fitting[0]
    if rule.choose == "fastest":
        return min(fitting, key=lambda option: (transit_hours(option.transit_time), *_rank(option)))
    return min(fitting, key=_rank)


def fits(
    option: ShippingOption, rule: ShippingRule, currency: str, listed: Collection[str] = ()
) -> bool:
    """Return whether the rule may take the option, beside others of these descriptions."""
    return _left_out(option, rule, currency, listed) is None


def may_fit(
    option: UnusableOption, rule: ShippingRule, currency: str, listed: Collection[str] = ()
) -> bool:
    """Return whether the rule might take an unusable option, by what is known of it."""
    if option.without_them is not None:
        counts = _CHOSEN_BY.get(rule.choose) in option.unread
        return counts and fits(option.without_them, rule, currency, listed)
    at_best = ShippingOption.model_construct(
        id="?",
        type=option.type or rule.type or "",
        description=option.description or rule.description or "",
        cost=Decimal(0),
    )
    return fits(at_best, rule, currency, listed)


def why(options: Sequence[ShippingOption], rule: ShippingRule, currency: str) -> str:
    """Return in plain words why the rule takes what ``choose`` takes of these options."""
    taken = choose(options, rule, currency)
    fitting = _fitting(options, rule, currency)
    if len(options) == 1:
        return "the only one offered"
    if len(fitting) == 1:
        return f"the only one of {len(options)} that fits"
    if rule.choose == "recommended":
        return _recommended(fitting)
    if rule.choose == "fastest":
        return _fastest(fitting, taken)
    alike = sum(option.price == taken.price for option in fitting)
    return f"cheapest of {len(fitting)} that fit" + _first_of(alike, "at this cost")


def _recommended(fitting: Sequence[ShippingOption]) -> str:
    marked = sum(option.is_recommended for option in fitting)
    if not marked:
        return f"first that the store lists of {len(fitting)} that fit; it recommends none of them"
    if marked == 1:
        return f"recommended by the store, of {len(fitting)} that fit"
    return f"cheapest of {marked} that the store recommends"


def _fastest(fitting: Sequence[ShippingOption], taken: ShippingOption) -> str:
    hours = transit_hours(taken.transit_time)
    if hours == inf:
        return f"cheapest of {len(fitting)} that fit; none of them says how long it takes"
    alike = sum(transit_hours(option.transit_time) == hours for option in fitting)
    return f"fastest of {len(fitting)} that fit" + (
        f"; the cheapest of {alike} that are as fast" if alike > 1 else ""
    )


def _first_of(alike: int, what: str) -> str:
    return f"; the first by type and description of {alike} {what}" if alike > 1 else ""


def transit_hours(text: str) -> float:
    """Return the longest time that a carrier's words allow, in hours; infinite if they say none."""
    words = text.casefold().strip()
    for phrase, hours in _WORDED_DAYS.items():
        if phrase in words:
            return hours
    numbers = [float(number) for number in re.findall(r"\d+(?:\.\d+)?", words)]
    if not numbers:
        return inf
    unit = next((unit for unit in _HOURS_PER if unit in words), "day")
    return max(numbers) * _HOURS_PER[unit]


def offered(
    options: Sequence[ShippingOption],
    rule: ShippingRule,
    currency: str,
    listed: Collection[str] = (),
) -> list[OfferedShipping]:
    """Return the store's offers in its order, each with the reason why the rule leaves it out."""
    listed = {*listed, *_descriptions(options)}
    return [
        OfferedShipping(
            **option.shown(currency).model_dump(),
            left_out=_left_out(option, rule, currency, listed),
        )
        for option in options
    ]


def _nothing_fits(
    options: Sequence[ShippingOption], rule: ShippingRule, currency: str, listed: Collection[str]
) -> NoShippingOption:
    listed = {*listed, *_descriptions(options)}
    only_pickup = all(_is_unnamed_pickup(option, rule, listed) for option in options)
    if not options:
        words = "The store offers nothing to this address."
    elif only_pickup:
        words = "The store offers only pickup to this address, and the rule does not name it."
    else:
        words = "None of the store's options fits the rule."
    offers = offered(options, rule, currency, listed)
    return NoShippingOption(
        words,
        step=SHIPPING_OPTION.name,
        offered=[offer.model_dump(mode="json") for offer in offers],
        **(explained(NO_SHIPPING) if only_pickup else {}),
    )


def _fitting(
    options: Sequence[ShippingOption],
    rule: ShippingRule,
    currency: str,
    listed: Collection[str] = (),
) -> list[ShippingOption]:
    listed = {*listed, *_descriptions(options)}
    return [option for option in options if fits(option, rule, currency, listed)]


def _descriptions(options: Sequence[ShippingOption]) -> set[str]:
    return {option.description for option in options}


def _left_out(
    option: ShippingOption, rule: ShippingRule, currency: str, listed: Collection[str]
) -> str | None:
    reasons = {
        "custom_shipping takes its place": rule.custom_shipping is not None,
        _PICKUP: _is_unnamed_pickup(option, rule, listed),
        _OTHER_TYPE: rule.type not in (None, option.type),
        _OTHER_WORDS: rule.description is not None and not _is_described(option, rule, listed),
        "is excluded by the rule": rule.exclude is not None
        and _excluded(option, rule.exclude, listed),
        "costs more than max_cost": rule.max_cost is not None
        and rounded(option.price, currency) > rule.max_cost,
    }
    return next((reason for reason, applies in reasons.items() if applies), None)


def _is_unnamed_pickup(option: ShippingOption, rule: ShippingRule, listed: Collection[str]) -> bool:
    """Return whether the customer would have to fetch goods that were to be delivered.

    The type decides: it is BigCommerce's, and the description the merchant's.
    """
    if "pickup" not in _PUNCTUATION.sub("", option.type.casefold()):
        return False
    return rule.type != option.type and not _is_described(option, rule, listed)


def _is_described(option: ShippingOption, rule: ShippingRule, listed: Collection[str]) -> bool:
    words = rule.description
    return words is not None and _is_named(option.description, words, listed)


def _excluded(option: ShippingOption, exclude: Exclusion, listed: Collection[str]) -> bool:
    return option.type in exclude.types or any(
        _is_named(option.description, words, listed) for words in exclude.descriptions
    )


def _is_named(description: str, words: str, listed: Collection[str]) -> bool:
    """Whether a rule's words mean it: one that is spelt so goes before one without its marks."""
    if _unmarked(description) != _unmarked(words):
        return False
    spelt = loose(words)
    return loose(description) == spelt or all(loose(other) != spelt for other in listed)


def _unmarked(text: str) -> str:
    """Carriers' names are registered, and offers say so or not: UPS\u00ae Ground, UPS Ground."""
    return loose(unescape(text).translate(_MARKS))


def _rank(option: ShippingOption) -> tuple[Decimal, str, str, str]:
    return option.price, option.type, option.description, option.id
