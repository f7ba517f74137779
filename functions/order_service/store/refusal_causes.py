"""Pure: why a store said no, recognised in its words, and what to do about it.

BigCommerce documents hardly any error text (contract 1.1), so words are matched loosely, and
whatever is not recognised keeps the store's own words. Hints are ours: they quote nothing.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from order_service.answers import Fixer
from order_service.request.destinations import Address
from order_service.store_steps import Scope, StoreStep


@dataclass(frozen=True)
class Cause:
    """One known reason: who fixes it and how; an empty condition holds for everything."""

    code: str
    fixer: Fixer
    hint: str
    words: str = ""
    scope: Scope | None = None
    status: int | None = None

    def fits(self, step: StoreStep, status: int, words: str) -> bool:
        """Tell whether the store's answer to this step has this cause."""
        return (
            self.status in (None, status)
            and self.scope in (None, step.scope)
            and (not self.words or re.search(self.words, words) is not None)
        )


OTHER = Cause(
    "not_recognised", "merchant", "The store's own words are all that is known: see store.words."
)
"""The cause of a refusal that no other one fits."""

NO_SHIPPING = Cause(
    "no_shipping_offered",
    "merchant",
    "Check country, state and postal code of the address; if they are right, the store has no "
    "shipping zone or method for it, or its carrier does not answer.",
    r"no shipping|shipping (?:method|option)|(?:does not|doesn't|cannot|not) (?:be )?ship",
)
"""The cause when nothing is offered for an address."""

CAUSES = (
    Cause(
        "token_rejected",
        "operator",
        "Put a token of this store that is valid into its secret; no deployment is needed.",
        status=401,
    ),
    *(
        Cause(
            f"scope_missing_{scope.name.lower()}",
            "operator",
            f"Give the store's API account the scope {scope.value}.",
            scope=scope,
            status=403,
        )
        for scope in Scope
    ),
    Cause(
        "store_down_or_suspended",
        "merchant",
        "The store is in maintenance or suspended; the order goes on when that ends. Outages of "
        "the whole platform are told at status.bigcommerce.com.",
        status=503,
    ),
    Cause(
        "maximum_quantity",
        "caller",
        "Order no more of this product than the store allows in one order.",
        r"\bmaximum (?:of|order|purchase|quantity)|\bmaximum\b.*\bper order|\bmax_?\s?quantity",
    ),
    Cause(
        "minimum_quantity",
        "caller",
        "Order at least as many of this product as the store asks for.",
        r"\bminimum (?:of|order|purchase|quantity)|\bminimum\b.*\bper order|\bmin_?\s?quantity",
    ),
    Cause(
        "out_of_stock",
        "merchant",
        "Order fewer of this product, or let the merchant correct its stock.",
        r"\bstock\b|\binventory\b|insufficient|not enough|sold out",
    ),
    Cause(
        "variant_required",
        "caller",
        "Name the variant_id of this line: its product has several.",
        r"variant(?:[ _]id)? is (?:required|missing)|product has options|choose .*variant",
    ),
    Cause(
        "options_invalid",
        "caller",
        "Correct option_selections of this line: each required option and modifier of the product "
        "needs an option_id and a value that it has.",
        r"option_(?:selections|id|value)|\bmodifiers?\b|\boptions?\b.*(?:required|invalid|no such)",
    ),
    Cause(
        "product_not_found",
        "caller",
        "Check product_id and variant_id: the store does not sell this product in this channel.",
        r"\b(?:product|variant)(?:_id)?\b.*(?:not found|not exist|invalid|not valid|unavailable"
        r"|not available|no longer|purchas)",
    ),
    Cause(
        "currency_not_transactional",
        "merchant",
        "Use a currency that the store takes orders in, or let the merchant make it transactional.",
        r"\bcurrenc(?:y|ies)\b",
    ),
    Cause(
        "coupon_invalid",
        "caller",
        "Leave the coupon out, or send one that is valid for this order.",
        r"\bcoupons?(?:_code)?\b",
    ),
    Cause(
        "gift_certificate_invalid",
        "caller",
        "Correct the gift certificate: the store does not sell it like this.",
        r"gift[_ ]certificates?\b",
    ),
    Cause(
        "customer_invalid",
        "caller",
        "Send the customer_id of a customer of this store and channel, or 0 for a guest.",
        r"\bcustomer(?:[ _]id)?\b(?!_)",
    ),
    Cause(
        "channel_invalid",
        "caller",
        "Send the channel_id of an active channel of this store.",
        r"\bchannels?(?:_id)?\b",
    ),
    Cause(
        "address_incomplete",
        "caller",
        "Complete the address: many countries need state_or_province and postal_code, and a store "
        "can require more, a phone or custom_fields for example.",
        r"address\b.*(?:incomplete|required|missing)|(?:missing|incomplete)\b.*\baddress"
        r"|(?:postal_code|zip|state_or_province|province|city|address1|first_name|last_name|phone"
        r"|custom_fields)\b.*(?:required|missing|empty|blank)",
    ),
    NO_SHIPPING,
    Cause(
        "address_invalid",
        "caller",
        "Correct the address: the store does not take one of its fields.",
        r"\baddress\b|country_code|state_or_province|postal_code|\bphone\b|\bemail\b",
    ),
)
"""Every known cause; the first that fits is told."""


def cause_of(step: StoreStep, status: int, words: Sequence[str]) -> Cause | None:
    """Return the first cause that fits the store's answer, or None."""
    said = "\n".join(words).casefold()
    return next((cause for cause in CAUSES if cause.fits(step, status, said)), None)


def explained(cause: Cause | None, words: Sequence[str] = ()) -> dict[str, str]:
    """Return the facts of a problem that tell its cause; the address fields in words are named."""
    if cause is None:
        return {}
    named = _named(words) if cause.code.startswith("address_") else ""
    return {"cause": cause.code, "fix": cause.fixer, "hint": cause.hint + named}


def _named(words: Sequence[str]) -> str:
    said = "\n".join(words).casefold()
    fields = [name for name in Address.model_fields if _mentions(said, name)]
    return f" The store names: {', '.join(fields)}." if fields else ""


def _mentions(said: str, field: str) -> bool:
    spelt = field.replace("_", "[_ ]")
    return re.search(rf"(?<![a-z_]){spelt}(?![a-z_])", said) is not None
