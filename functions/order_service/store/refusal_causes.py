"""Pure: why a store said no, recognised in its words, and what to do about it.

BigCommerce documents hardly any error text (contract 1.1), so words are matched loosely, and
whatever is not recognised keeps the store's own words. Hints are ours: they quote nothing.
"""

import re
from collections.abc import Sequence

from order_service.request.destinations import Address
from order_service.store.cause import Cause
from order_service.store_steps import COUPON, Scope, StoreStep

OTHER = Cause(
    "not_recognised", "merchant", "The store's own words are all that is known: see store.words."
)
"""The cause of a refusal that no other one fits."""

BLOCKED = Cause(
    "blocked_on_the_way",
    "operator",
    "A firewall or proxy between this service and the store answered in the store's place. Let "
    "the function's addresses through. If the firewall is BigCommerce's, send its support the time "
    "and the X-Correlation-Id.",
)
"""The cause of a 403 that is not BigCommerce's JSON."""

NO_ROUTE = Cause(
    "no_such_route",
    "operator",
    "Check BigCommerceUrl (for a step of B2B Edition: B2bUrl) and the store_hash in the store's "
    "secret: there is no such path.",
)
"""The cause of a 404 that is no JSON."""

NO_SHIPPING = Cause(
    "no_shipping_offered",
    "merchant",
    "Check country, state and postal code of the address; if they are right, the store has no "
    "shipping zone or method for it, or its carrier does not answer.",
    r"no shipping|shipping (?:method|option)|(?:does not|doesn't|cannot|not) (?:be )?ship",
)
"""The cause when nothing is offered for an address."""

_ENTERED = r"(?:text|date|number|numeric|file|image|value|colou?r)"
_MODIFIER = (
    r"\b(?:enter|provide|specify|supply|type|choose|select|pick|upload|attach)\b"
    rf".{{0,60}}\b{_ENTERED}\b"
    rf"|\b{_ENTERED}\b.{{0,60}}\b(?:required|missing|invalid|not valid|earlier|later|before|after"
    r"|between|bytes|[km]b|too \w+)\b|\b\d+ (?:characters|lines)\b"
)
"""What a store asks of a text, date, number or file that belongs to a line, option unnamed."""

_LINES = r"(?<![a-z])(?:items?|products?|physical|digital)(?![a-z])"
_NEVER_SHIPPED = (
    r"not found|not exist|n't exist|no such|unknown|invalid|not valid|not in th|digital|physical"
    r"|not (?:be )?ship|n't (?:be )?ship|shippable|require (?:no )?shipping|custom[ _-]items?\b"
)
_OTHER_REASONS = (
    r"address|countr|\bstates?\b|province|\bzip|postcode|postal|region|\bzones?\b|location"
    r"|destination|pick-?up|maximum|minimum|limit|\bmany\b|quantit|stock"
    r"|available|weigh|heavy|dimension|\btoo\b|warehouse|combin|together|carrier|quote|\brates?\b"
    r"|pric|\btax|option|\blater\b|again|present|moment|temporar|time"
)

CAUSES = (
    Cause(
        "tax_provider_unavailable",
        "merchant",
        "The store's tax provider does not answer, and its fallback is turned off. The order goes "
        "on when the provider answers again, or when the merchant turns the fallback on.",
        r"tax[ _](?:provider|service)(?:\b|_).*(?:unavailable|not available|down|timed? ?out"
        r"|not respond)",
        outage=True,
    ),
    Cause(
        "token_rejected",
        "operator",
        "Put a valid token of this store into its secret; no deployment is needed.",
        status=401,
    ),
    Cause(
        "store_down_or_suspended",
        "merchant",
        "The store is in maintenance or suspended; the order goes on when that ends. For outages "
        "of the whole platform, see status.bigcommerce.com.",
        status=503,
    ),
    Cause(
        "coupon_invalid",
        "caller",
        "Leave the coupon out, or send one that is valid for this order's amount, currency, "
        "customer and date.",
        r"\bcoupons?(?:_code)?\b",
        step=COUPON,
    ),
    Cause(
        "maximum_quantity",
        "caller",
        "Order fewer pieces of this product: the store limits how many one order may have.",
        r"\bmaximum (?:of|order|purchase|quantity)\b(?! \d+ (?:characters|lines|bytes|[km]b))"
        r"|\bmaximum\b.*\bper order|\bmax_?\s?quantity",
    ),
    Cause(
        "minimum_quantity",
        "caller",
        "Order more pieces of this product: the store has a minimum for one order.",
        r"\bminimum (?:of|order|purchase|quantity)\b(?! \d+ (?:characters|lines|bytes|[km]b))"
        r"|\bminimum\b.*\bper order|\bmin_?\s?quantity",
    ),
    Cause(
        "out_of_stock",
        "merchant",
        "Order fewer of this product, or let the merchant correct its stock. If the problem has "
        "shortages, they say how many are left and how many may be backordered.",
        r"\bstock\b|\boutofstock\b|\binventory\b|insufficient|not enough|sold out|back[ -]?order",
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
        "needs its option_id and one of its values.",
        r"option_(?:selections|id|value)|\bmodifiers?\b"
        r"|\boptions?\b.*(?:required|invalid|not valid|no such|missing|must)",
        cart_words=_MODIFIER,
    ),
    Cause(
        "product_not_found",
        "caller",
        "Check product_id and variant_id: the store does not sell this product in this channel.",
        r"\b(?:product|variant)(?:_id)?\b.*(?:not found|not exist|invalid|not valid|unavailable"
        r"|not available|no longer|purchas)|\bcustomer group\b",
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
        "currency_not_transactional",
        "merchant",
        "Use a currency in which the store takes orders, or let the merchant make this one "
        "transactional.",
        r"\bcurrenc(?:y|ies)\b",
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
        "can require more, for example a phone or custom_fields.",
        r"address\b.*(?:incomplete|required|missing)|(?:missing|incomplete)\b.*\baddress"
        r"|(?:postal_code|zip|state_or_province|province|city|address1|first_name|last_name|phone"
        r"|custom_fields)\b.*(?:required|missing|empty|blank)",
    ),
    NO_SHIPPING,
    Cause(
        "address_invalid",
        "caller",
        "Correct the address: the store refuses one of its fields.",
        r"\baddress\b|country_code|state_or_province|postal_code|\bphone\b|\bemail\b",
    ),
)
"""Every cause that is recognised by an answer; the first that fits is returned.

What is wrong with goods goes before a missing scope: a 403 can be about goods.
"""

EVERY_CAUSE = (*CAUSES, BLOCKED, NO_ROUTE, OTHER)


def cause_of(step: StoreStep, status: int, words: Sequence[str]) -> Cause | None:
    """Return the first cause that fits the store's answer, or None."""
    said = "\n".join(words).casefold()
    about_scope = status == 403 and re.search(r"\bscopes?\b|\btoken\b|permission|privilege", said)
    rows = (cause for cause in CAUSES if cause.scope is not None or not about_scope)
    return next((cause for cause in rows if cause.fits(step, status, said)), None)


def ships_no_such_line(words: Sequence[str]) -> bool:
    """Return whether a refusal of consignments says that a line is unknown there, or never shipped.

    It names no address, place, number, or anything that can be otherwise in another cart or later:
    then leaving lines out of a consignment puts nothing right.
    """
    said = "\n".join(words).casefold()
    is_why = all(re.search(pattern, said) for pattern in (_LINES, _NEVER_SHIPPED))
    return is_why and not (re.search(_OTHER_REASONS, said) or _named(words))


def explained(cause: Cause | None, words: Sequence[str] = ()) -> dict[str, str]:
    """Return the facts that explain a problem's cause, with the address fields that words name."""
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
