"""The switches: each is something the public documentation leaves open, or a choice of ours."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields, replace
from typing import Any, Literal, Self, get_args, get_origin, get_type_hints

from bigcommerce_emulator.bodies.spelling import did_you_mean

PUBLIC_WORD = "sandbox-token"  # opens nothing but an imaginary store
PUBLIC_SECRET = "sandbox-client-secret"  # signs nothing but the webhooks of an imaginary store


@dataclass(frozen=True)
class Settings:
    """How this store behaves where BigCommerce's behaviour is unknown; defaults are likeliest."""

    store_hash: str = "sandbox"
    access_token: str = PUBLIC_WORD
    client_secret: str = PUBLIC_SECRET
    checkout_order_id: Literal["set", "first", "never"] = "set"
    no_order_id: Literal["null", "false", "0"] = "null"
    order_list: Literal["at_once", "late", "only_status_0"] = "at_once"
    order_list_delay_seconds: float = 5.0
    order_filter: Literal["works", "ignored"] = "works"
    order_reads: Literal["at_once", "late"] = "at_once"
    order_writes_show: Literal["after", "before"] = "after"
    empty_list: Literal["204", "[]"] = "204"
    version: Literal["present", "absent"] = "present"
    version_counters: Literal["one", "two"] = "one"
    split_lines: Literal["new_ids", "same_id"] = "new_ids"
    second_billing: Literal["replace", "refuse"] = "replace"
    first_consignment: Literal["none", "empty", "always", "of_all_lines"] = "none"
    consignment_again: Literal["replace", "add", "refuse"] = "replace"
    plan: Literal["unlimited", "standard", "plus", "pro"] = "unlimited"
    rate_limit: int | None = None
    others_low: float = 0.0
    others_high: float = 0.0
    others_seconds: float = 300.0
    tokens: str = ""
    body_limit_bytes: int = 1_048_576
    maintenance: Literal["off", "on"] = "off"
    firewall: Literal["off", "on"] = "off"
    tax_provider: Literal["answers", "down"] = "answers"
    cart_converted: Literal["on_payment", "on_create", "on_status", "never"] = "on_payment"
    webhooks: Literal["once", "twice"] = "once"
    webhook_retries: Literal["short", "documented", "none"] = "short"
    cart_days: int | None = 30
    variant_with_options: Literal["accept", "refuse", "passed_over"] = "accept"
    extra_decimals: Literal["kept", "rounded"] = "kept"
    identical_lines: Literal["merge", "keep"] = "merge"
    custom_items_ship: Literal["yes", "no", "if_asked"] = "yes"
    gift_lines: Literal["consigned", "unlisted", "late", "renamed"] = "consigned"
    overridden_price_promotions: Literal["no", "yes"] = "no"
    unknown_customer: Literal["accept", "refuse"] = "accept"
    items_clear_option: Literal["yes", "no"] = "yes"
    discounts_clear_option: Literal["no", "yes"] = "no"
    billing_clears_option: Literal["no", "yes"] = "no"
    coupons_clear_option: Literal["no", "yes"] = "no"
    several_coupons: Literal["no", "yes"] = "no"
    choice_drops_coupons: Literal["no", "yes"] = "no"
    fees_count_version: Literal["yes", "no"] = "yes"
    metafields_count_version: Literal["no", "yes"] = "no"
    order_counts_version: Literal["no", "yes"] = "no"
    billing_counts_version: Literal["yes", "no"] = "yes"
    consignments_count_version: Literal["yes", "no"] = "yes"
    phone_pattern: Literal["ignored", "enforced"] = "ignored"
    form_fields: Literal["ignored", "enforced"] = "ignored"
    metafield_conflict: Literal["atomic", "late"] = "atomic"
    metafield_conflict_delay_seconds: float = 1.0
    prices: Literal["ex_tax", "inc_tax"] = "ex_tax"
    tax_rounding: Literal["line", "total"] = "line"
    amounts: Literal["rounded", "exact"] = "rounded"
    taxed_shipping: Literal["no", "yes"] = "no"
    taxed_fees: Literal["no", "yes"] = "no"
    update_stock_behavior: Literal["order_placed", "order_completed_or_shipped"] = "order_placed"
    unpaid_takes_stock: Literal["yes", "no"] = "yes"
    cancel_returns_stock: Literal["yes", "no"] = "yes"
    order_checks_stock: Literal["yes", "no"] = "yes"
    backorders: Literal["off", "beta"] = "off"
    backorder_limit: int = 0
    order_again: Literal["accept", "refuse"] = "accept"
    status_deletes_cart: Literal["no", "yes"] = "no"
    count_incomplete: Literal["yes", "no"] = "yes"
    custom_items_taxed: Literal["yes", "no"] = "yes"
    currency_missing: Literal["default", "refuse"] = "default"
    sku_filter: Literal["variants", "every_sku", "ignored"] = "variants"
    email_filter: Literal["works", "by_letters", "ignored"] = "works"
    account_list: Literal["every_channel", "default_channel"] = "every_channel"
    account_email: Literal["accept", "refuse"] = "accept"
    consignment_address: Literal["prose", "schema"] = "prose"
    order_refusal: Literal["422", "400"] = "422"
    incomplete_address: Literal["400", "422"] = "400"
    quantity_refusal: Literal["422", "409"] = "422"
    missing_cart: Literal["404", "500"] = "404"
    not_payable: Literal["409", "422"] = "409"
    shapes: Literal["documented", "nulls", "php"] = "documented"
    messages: Literal["kept", "passed_over"] = "kept"
    texts: Literal["as_sent", "escaped", "plain"] = "as_sent"
    answers_leave_out: Literal["nothing", "the_unwritten", "the_redundant"] = "nothing"
    carriers: Literal[
        "answer", "silent_once", "first_alone_once", "silent_when_chosen", "chosen_unlisted_once",
        "silent",
    ] = "answer"  # fmt: skip
    option_ids: Literal["stable", "each_quote"] = "stable"
    discounts_remove_coupons: Literal["no", "yes"] = "no"
    cart_passes_over: str = ""
    line_order: Literal["as_sent", "reversed"] = "as_sent"
    ordered_lines: Literal["mutable", "immutable"] = "mutable"
    address_spelling: Literal[
        "as_sent", "capitals", "abbreviated", "verified", "no_zeros", "postal_code", "country"
    ] = "as_sent"
    address_ids: Literal["none", "each_write"] = "none"
    pickup_addresses: Literal["as_sent", "none", "the_shop"] = "as_sent"
    b2b_edition: Literal["on", "off"] = "on"
    b2b_record: Literal["companies", "every_order", "never"] = "companies"
    b2b_record_delay_seconds: float = 2.0
    b2b_errors: Literal["status", "code"] = "status"
    manual_discounts: Literal["taken", "ignored", "until_coupon"] = "taken"
    discounts_shown: Literal["on_lines", "on_the_cart", "in_prices"] = "on_lines"
    gift_certificates_shown: Literal["as_sent", "labelled"] = "as_sent"
    option_costs: Literal[
        "as_offered", "dearer_when_chosen", "dearer_from_then", "cheaper_when_chosen"
    ] = "as_offered"
    own_shipping: Literal["as_sent", "other_side", "escaped", "fixed_word", "no_id"] = "as_sent"
    redirect_url_form: Literal["absolute", "relative", "own_letters"] = "absolute"
    broken_offer: Literal["none", "no_cost", "no_id", "at_first", "when_chosen"] = "none"
    first_order_id: int = 101
    id_seed: int | None = None

    def with_pairs(self, pairs: Iterable[str]) -> Self:
        """These settings with `name=value` texts applied; ValueError says what is wrong."""
        changes: dict[str, Any] = dict(_read(pair) for pair in pairs)
        return replace(self, **changes)


def pairs(switches: Mapping[str, object]) -> list[str]:
    """The `name=value` texts of switches that a file or a program gives as values."""
    return [f"{name}={_word(value)}" for name, value in switches.items()]


def _word(value: object) -> object:
    # YAML reads yes and no without quotes as true and false.
    if value is None:
        return "none"
    return ("yes" if value else "no") if isinstance(value, bool) else value


def described() -> Iterator[str]:
    """Every switch with the values it takes, the default first."""
    hints, usual = get_type_hints(Settings), Settings()
    for row in fields(Settings):
        default, kind = getattr(usual, row.name), hints[row.name]
        if get_origin(kind) is Literal:
            yield f"{row.name}={'|'.join(get_args(kind))}"
        elif kind is str:
            yield f"{row.name}={default or 'TEXT'}"
        else:
            others = "|none" if kind == int | None and default is not None else ""
            number = f"{default:g}" if isinstance(default, float) else str(default)
            yield f"{row.name}={'none|NUMBER' if default is None else number + others}"


_AT_THE_START = """
    store_hash access_token client_secret tokens plan rate_limit
    others_low others_high others_seconds body_limit_bytes maintenance first_order_id id_seed
""".split()
TURNABLE = tuple(row.name for row in fields(Settings) if row.name not in _AT_THE_START)
"""The switches that can be turned while a store runs."""

OUTAGES = ("firewall", "tax_provider")
"""The switches that are a trouble and no way of a store: nothing is ordered until it ends."""


def _read(pair: str) -> tuple[str, object]:
    name, found, text = pair.partition("=")
    hints = get_type_hints(Settings)
    if name not in hints:
        raise ValueError(f"there is no switch {name!r}{did_you_mean(name, hints)}")
    if not found:
        raise ValueError(f"the switch {name} needs a value: {name}=VALUE")
    return name, _value(name, hints[name], text)


def _value(name: str, kind: object, text: str) -> object:
    if get_origin(kind) is Literal:
        choices = get_args(kind)
        if text not in choices:
            near = did_you_mean(text, choices)
            raise ValueError(f"{name} is one of {', '.join(choices)}, not {text!r}{near}")
        return text
    if kind is str:
        return text
    if text == "none" and kind is not float:
        return None
    return _number(name, float if kind is float else int, text)


def _number(name: str, kind: type[int] | type[float], text: str) -> int | float:
    try:
        return kind(text)
    except ValueError:
        raise ValueError(f"{name} is a number, not {text!r}") from None
