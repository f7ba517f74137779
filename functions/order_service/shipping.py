"""Pure: which of the store's shipping options the caller's rule takes."""

import re
from collections.abc import Sequence
from decimal import Decimal
from math import inf
from typing import Any

from order_service.checkout_view import ShippingOption
from order_service.destinations import ShippingRule
from order_service.errors import NoShippingOption
from order_service.iso_codes import rounded
from order_service.refusal_causes import NO_SHIPPING, explained

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
            offered=[_offer(option, currency) for option in options],
            **({} if options else explained(NO_SHIPPING)),
        )
    if rule.choose == "recommended":
        marked = [option for option in fitting if option.is_recommended]
        return min(marked, key=_rank) if marked else fitting[0]
    if rule.choose == "fastest":
        return min(fitting, key=lambda option: (transit_hours(option.transit_time), *_rank(option)))
    return min(fitting, key=_rank)


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


def _offer(option: ShippingOption, currency: str) -> dict[str, Any]:
    return {
        "type": option.type,
        "description": option.description,
        "cost": str(rounded(option.cost, currency)),
        "transit_time": option.transit_time,
    }
