"""Which ways of a store are a reason to refuse an order, or to make it otherwise than was asked.

A switch of the emulator that is in neither table is none: whatever it says, an order must be placed
as it was asked for. Each row says why, and which orders it is about.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from bigcommerce_emulator.state.settings import Settings
from tests.fakes.features import SHIPS_FREE

Body = Mapping[str, Any]


def _has(*fields: str) -> Callable[[Body], bool]:
    return lambda order: all(order.get(field) for field in fields)


def _asks_carriers(order: Body) -> bool:
    """Return whether a carrier's offer is to be chosen anywhere, and not a shipping of our own."""
    rules = [one.get("shipping", {}) for one in order.get("consignments") or [order]]
    return any("custom_shipping" not in rule for rule in rules)


def _names_variant_and_options(order: Body) -> bool:
    lines = order.get("line_items", ())
    return any(line.get("variant_id") and line.get("option_selections") for line in lines)


@dataclass(frozen=True)
class Way:
    """Values of switches, all of them together, and what they mean for the orders it is about."""

    values: Mapping[str, Any]
    why: str
    is_about: Callable[[Body], bool]

    def is_here(self, settings: Settings, order: Body) -> bool:
        """Return whether a store is so, and the order is one of those that it is about."""
        so = all(getattr(settings, name) == value for name, value in self.values.items())
        return so and self.is_about(order)


REFUSES = (
    Way(
        {"form_fields": "enforced"},
        "the address forms require a field that no order of a world has",
        _has("billing_address"),
    ),
    Way(
        {"currency_missing": "refuse"},
        "the store has several currencies, and wants one to be named",
        lambda order: not order.get("currency"),
    ),
    Way({"carriers": "silent"}, "nothing is ever offered that could be chosen", _asks_carriers),
    Way(
        {"address_spelling": "postal_code"},
        "goods would go, and taxes be reckoned, elsewhere",
        _has("billing_address"),
    ),
    Way(
        {"address_spelling": "country"},
        "goods would go, and taxes be reckoned, elsewhere",
        _has("billing_address"),
    ),
    Way(
        {"manual_discounts": "ignored"},
        "the customer would pay what was to be taken off",
        _has("discounts"),
    ),
    Way(
        {"manual_discounts": "until_coupon"},
        "the discount ends when the coupon comes",
        _has("discounts", "coupon_codes"),
    ),
    Way(
        {"choice_drops_coupons": "yes", "coupons_clear_option": "yes"},
        "a coupon ends the choice of shipping, and that choice ends the coupon",
        _has("coupon_codes"),
    ),
    Way(
        {"choice_drops_coupons": "yes"},
        "a coupon for free shipping always ends the choice, and that choice ends the coupon",
        lambda order: SHIPS_FREE in order.get("coupon_codes", []),
    ),
    Way(
        {"option_costs": "dearer_when_chosen"},
        "it costs more than max_cost once it is chosen",
        _has("shipping"),
    ),
    Way(
        {"option_costs": "dearer_from_then"},
        "it costs more than max_cost once it is chosen, as does all else",
        _has("shipping"),
    ),
    Way(
        {"messages": "passed_over"},
        "the order would be without its message",
        _has("customer_message"),
    ),
    Way(
        {"cart_passes_over": "customer_id"},
        "the order would be nobody's",
        lambda order: any(order.get(name) for name in ("customer_id", "customer")),
    ),
    Way(
        {"cart_passes_over": "sku list_price"},
        "a custom item has no price but the one that is passed over",
        _has("custom_items"),
    ),
    Way(
        {"variant_with_options": "refuse"},
        "a line with its variant and options beside it is refused, or would lack them",
        _names_variant_and_options,
    ),
    Way(
        {"variant_with_options": "passed_over"},
        "a line with its variant and options beside it is refused, or would lack them",
        _names_variant_and_options,
    ),
    Way(
        {"cart_passes_over": "quantity"},
        "the cart's every line lacks what the store itself requires",
        lambda order: any(order.get(name) for name in ("line_items", "custom_items")),
    ),
)
"""What may refuse an order, or let it be one that nobody asked for, which is refused before."""

OTHERWISE: Mapping[str, tuple[Way, ...]] = {
    "addresses": (
        Way(
            {"address_spelling": "verified"},
            "the store puts an address of its own in the place of the one it was sent",
            _has("billing_address"),
        ),
    ),
    "discounts": (
        Way(
            {"discounts_shown": "in_prices", "manual_discounts": "until_coupon"},
            "a coupon ended the discount, which is neither named nor shown: its price is there",
            _has("discounts", "coupon_codes"),
        ),
    ),
}
"""By the part of an order: what may make it another, so that no answer of the store shows it."""


def refusing(settings: Settings, order: Body) -> Iterator[str]:
    """Yield why this store may refuse this order."""
    return (way.why for way in REFUSES if way.is_here(settings, order))


def is_otherwise(part: str, settings: Settings, order: Body) -> bool:
    """Return whether this part of the order may be another in this store, unseen."""
    return any(way.is_here(settings, order) for way in OTHERWISE[part])
