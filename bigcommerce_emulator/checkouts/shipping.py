"""What the store offers to ship a consignment, and what of it was chosen."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from bigcommerce_emulator.bodies.errors import invalid
from bigcommerce_emulator.state.carts import Cart, Consignment
from bigcommerce_emulator.state.catalog import Method, Seed, Step
from bigcommerce_emulator.state.identifiers import option_id
from bigcommerce_emulator.state.settings import Settings
from bigcommerce_emulator.state.state import State

CUSTOM = "custom"
DEARER, CHEAPER = Decimal(5), Decimal("0.5")
_WHEN_CHOSEN = {"dearer_when_chosen": DEARER, "cheaper_when_chosen": CHEAPER}
SILENCES = 3
"""How often a consignment's options are not listed once one is chosen, where settings ask that."""
FREE = Method(type="freeshipping", description="Free Shipping", cost=Decimal(0))
"""What a coupon for free shipping adds to the offers, whose own prices it leaves as they are."""


def quotes(
    cart: Cart, consignment: Consignment, seed: Seed, settings: Settings
) -> list[tuple[str, Method]]:
    """The shipping options of the consignment with their ids; none for an unserved place."""
    address = consignment.address
    if not address:
        return []
    state_code = str(address["state_or_province_code"])
    stable = settings.option_ids == "stable"
    name = consignment.id if stable else f"{consignment.id}@{cart.version}.{cart.checkout_version}"
    offered = []
    methods = seed.shipping_at(str(address["country_code"]), state_code)
    if any(coupon.type == "free_shipping" for coupon in cart.coupons):
        methods += (FREE,)
    for place, method in enumerate(methods):
        quoted = _quoted(method, cart, consignment, seed)
        if quoted is not None and settings.option_costs == "dearer_from_then":
            quoted = _anew(quoted, DEARER) if consignment.has_chosen else quoted
        if quoted is not None:
            offered.append((option_id(name, place), quoted))
    return offered


def listed(
    cart: Cart, consignment: Consignment, seed: Seed, settings: Settings
) -> list[tuple[str, Method]]:
    """The quotes that an answer lists: none of a carrier that is silent, as settings say."""
    heard, consignment.has_been_quoted = consignment.has_been_quoted, True
    if settings.carriers == "silent" or (settings.carriers == "silent_once" and not heard):
        return []
    offered = quotes(cart, consignment, seed, settings)
    if settings.carriers == "first_alone_once" and not heard:
        # Pickup, where the store has it, needs no carrier.
        return offered[:1]
    chosen = None if consignment.selected is None else consignment.selected[1]
    if chosen is None or chosen.type == CUSTOM:
        return offered
    if settings.carriers == "silent_when_chosen" and consignment.silences < SILENCES:
        consignment.silences += 1
        return []
    if settings.carriers == "chosen_unlisted_once" and not consignment.silences:
        consignment.silences += 1
        return [quote for quote in offered if quote[1] != chosen]
    return offered


def choose(state: State, cart: Cart, consignment: Consignment, chosen_id: str) -> None:
    """Selects one of the quoted options; refuses an id that is not among them."""
    offered = dict(quotes(cart, consignment, state.seed, state.settings))
    if chosen_id in offered:
        consignment.has_chosen = True
        method = dict(quotes(cart, consignment, state.seed, state.settings))[chosen_id]
        if state.settings.option_costs in _WHEN_CHOSEN:
            method = _anew(method, _WHEN_CHOSEN[state.settings.option_costs])
        if state.settings.choice_drops_coupons == "yes" and not _is_any_chosen(cart):
            cart.coupons = []
        select(cart, consignment, (chosen_id, method))
        return
    message = "The shipping option is not available for this consignment."
    raise invalid("shipping_option_id", message)


def select(cart: Cart, consignment: Consignment, quote: tuple[str, Method]) -> None:
    """Ships by this option: no pickup then, and no coupon that was tied to another option."""
    if consignment.selected is not None and consignment.selected[1] != quote[1]:
        untie_coupons(cart)
    consignment.selected = quote
    consignment.pickup_method_id = None


def untie_coupons(cart: Cart) -> None:
    """Takes away the coupons that are tied to a way of shipping, as another way does."""
    cart.coupons = [coupon for coupon in cart.coupons if coupon.method is None]


def requote(state: State, cart: Cart) -> None:
    """Drops each selected option that its consignment is no longer offered."""
    for consignment in cart.consignments:
        selected = consignment.selected
        if selected is not None and selected[1].type != CUSTOM:
            offered = quotes(cart, consignment, state.seed, state.settings)
            mine = (quote for quote in offered if quote[1] == selected[1])
            consignment.selected = next(mine, None)


def clear(cart: Cart) -> None:
    """Drops every selected option."""
    for consignment in cart.consignments:
        consignment.selected = None


def _is_any_chosen(cart: Cart) -> bool:
    return any(consignment.selected for consignment in cart.consignments)


def _anew(method: Method, times: Decimal) -> Method:
    """What a carrier asks that quotes anew when it is chosen."""
    return replace(method, cost=method.cost * times)


def _quoted(method: Method, cart: Cart, consignment: Consignment, seed: Seed) -> Method | None:
    if method.fails:
        return None
    cost: Decimal | None = method.cost
    if method.by_weight or method.by_price or method.free_over is not None:
        cost = _cost(method, cart, consignment)
    if cost is None:
        return None
    handling = method.handling
    if cart.currency in seed.rates:
        cost, handling = (seed.converted(amount, cart.currency) for amount in (cost, handling))
    if cost == method.cost and handling == method.handling:
        return method
    return replace(method, cost=cost, handling=handling)


def _cost(method: Method, cart: Cart, consignment: Consignment) -> Decimal | None:
    weight = worth = Decimal(0)
    for line in cart.line_items:
        count = consignment.items.get(line.id, 0)
        worth += (line.list_price - line.discount) * count
        if line.product is not None:
            weight += line.product.weight * count
    if method.free_over is not None and worth >= method.free_over:
        return Decimal(0)
    if method.by_weight:
        return _step(method.by_weight, weight)
    return _step(method.by_price, worth) if method.by_price else method.cost


def _step(steps: Sequence[Step], amount: Decimal) -> Decimal | None:
    return next((cost for limit, cost in steps if amount <= limit), None)
