"""Pure: which of the store's shipping options the caller's rule takes."""

import re
from collections.abc import Sequence
from decimal import Decimal
from math import inf

from order_service.errors import NoShippingOption
from order_service.request.destinations import ShippingRule
from order_service.request.iso_codes import rounded
from order_service.store.checkout_view import ShippingOption
from order_service.store.refusal_causes import NO_SHIPPING, explained

_HOURS_PER = {"minute": 1 / 60, "hour": 1, "day": 24, "week": 168, "month": 720}
_WORDED_DAYS = {
    "same day": 0.0,
    "today": 0.0,
    "overnight": 24.0,
    "next day": 24.0,
    "tomorrow": 24.0,
}


def choose(options: Sequence[ShippingOption], rule: ShippingRule, currency: str) -> ShippingOption:
    """Return the option the rule takes; equal ones are told apart the same way every time.

    ``cheapest`` is the lowest cost, ``fastest`` the shortest transit time at its longest
    (``3-5 days`` is 5), ``recommended`` the one the store marks, or lists first. Raises
    NoShippingOption with all that the store offered.
    """
    fitting = [option for option in options if _fits(option, rule, currency)]
    if not fitting:
        raise NoShippingOption(
            "The store offers nothing to this address."
            if not options
            else "None of the store's options fits the rule.",
            step="shipping_option",
            offered=[option.told(currency).model_dump(mode="json") for option in options],
            **({} if options else explained(NO_SHIPPING)),
        )
    if rule.choose == "recommended":
        marked = [option for option in fitting if option.is_recommended]
        return min(marked, key=_rank) if marked else fitting[0]
    if rule.choose == "fastest":
        return min(fitting, key=lambda option: (transit_hours(option.transit_time), *_rank(option)))
    return min(fitting, key=_rank)


def why(options: Sequence[ShippingOption], rule: ShippingRule, currency: str) -> str:
    """Return in plain words why the rule takes what ``choose`` takes of these options."""
    taken = choose(options, rule, currency)
    fitting = [option for option in options if _fits(option, rule, currency)]
    if len(options) == 1:
        return "the only one offered"
    if len(fitting) == 1:
        return f"the only one of {len(options)} that fits"
    if rule.choose == "recommended":
        return _recommended(fitting)
    if rule.choose == "fastest":
        return _fastest(fitting, taken)
    alike = sum(option.cost == taken.cost for option in fitting)
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


def _fits(option: ShippingOption, rule: ShippingRule, currency: str) -> bool:
    return (
        rule.type in (None, option.type)
        and (rule.description is None or _same_words(rule.description, option.description))
        and (rule.max_cost is None or rounded(option.cost, currency) <= rule.max_cost)
    )


def _same_words(one: str, other: str) -> bool:
    return one.casefold().split() == other.casefold().split()


def _rank(option: ShippingOption) -> tuple[Decimal, str, str, str]:
    return option.cost, option.type, option.description, option.id
