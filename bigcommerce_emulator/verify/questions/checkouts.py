"""Questions about checkouts, each answered by a switch's value and what was seen."""

from collections.abc import Callable, Mapping
from typing import Any

from bigcommerce_emulator.verify.documented.shapes import WITH_OPTIONS
from bigcommerce_emulator.verify.questions.carts import counted, seen
from bigcommerce_emulator.verify.shopping.asking import Answer
from bigcommerce_emulator.verify.shopping.shopping import (
    ADDRESS,
    CUSTOM,
    FEE,
    NotAskedError,
    Shopping,
    UndecidedError,
    expected,
    shippable,
)


def second_billing(shopping: Shopping) -> tuple[str, str]:
    """What a second billing address does."""
    cart_id = shopping.cart()["id"]
    expected(shopping.bill(cart_id), 200, "billing")
    answer = shopping.bill(cart_id, first_name="Other")
    return ("replace" if answer.status == 200 else "refuse"), seen(answer)


def consignment_again(shopping: Shopping) -> tuple[str, str]:
    """What happens to items that are in a consignment already."""
    cart = shopping.cart()
    expected(shopping.bill(cart["id"]), 200, "billing")
    expected(shopping.consign(cart["id"], shippable(cart)), 200, "a consignment")
    answer = shopping.consign(cart["id"], shippable(cart))
    if answer.status >= 400:
        return "refuse", seen(answer)
    count = len(answer.data["consignments"])
    return ("replace" if count == 1 else "add"), f"{count} consignments afterwards"


def split_lines(shopping: Shopping) -> tuple[str, str]:
    """What becomes of a line whose pieces go to two addresses."""
    cart = shopping.cart()
    expected(shopping.bill(cart["id"]), 200, "billing")
    item = {"item_id": shippable(cart)[0]["item_id"], "quantity": 1}
    rows = [
        {"address": shopping.address | {"address1": f"{number} Example Street"},
         "line_items": [item]}
        for number in (1, 2)
    ]  # fmt: skip
    answer = shopping.ask("POST", f"/v3/checkouts/{cart['id']}/consignments", rows)
    ids = [name for row in expected(answer, 200, "two consignments").data["consignments"]
           for name in row["line_item_ids"]]  # fmt: skip
    return ("new_ids" if len(set(ids)) == len(ids) else "same_id"), f"{len(set(ids))} line ids"


def phone_pattern(shopping: Shopping) -> tuple[str, str]:
    """Whether a number with dashes is refused."""
    answer = shopping.bill(shopping.cart()["id"], phone="555-555-5555")
    return ("ignored" if answer.status == 200 else "enforced"), seen(answer)


def form_fields(shopping: Shopping) -> tuple[str, str]:
    """Whether an address without a field that the store's forms require is refused."""
    if shopping.means.form_field is None:
        raise NotAskedError("set BIGCOMMERCE_FORM_FIELD")
    path = f"/v3/checkouts/{shopping.cart()['id']}/billing-address"
    answer = shopping.ask("POST", path, ADDRESS)
    return ("ignored" if answer.status == 200 else "enforced"), seen(answer)


def first_consignment(shopping: Shopping) -> tuple[str, str]:
    """Whether the checkout of a new cart has a consignment, whether it holds lines and can go."""
    cart_id = shopping.cart(line_items=[shopping.product])["id"]
    found = shopping.checkout(cart_id)["consignments"]
    held = sum(len(one["line_item_ids"]) for one in found)
    said = f"{len(found)} consignments with {held} lines"
    if not found or held:
        return ("of_all_lines" if found else "none"), said
    for one in found:
        shopping.ask("DELETE", f"/v3/checkouts/{cart_id}/consignments/{one['id']}")
    left = len(shopping.checkout(cart_id)["consignments"])
    return ("always" if left else "empty"), f"{said}; {left} when they were removed"


def consignment_address(shopping: Shopping) -> tuple[str, str]:
    """Whether an address without its postal code is quoted, as the prose has it."""
    cart = shopping.cart()
    answer = shopping.consign(
        cart["id"], shippable(cart), address=shopping.address | {"postal_code": ""}
    )
    return ("prose" if answer.status == 200 else "schema"), seen(answer)


def option_ids(shopping: Shopping) -> tuple[str, str]:
    """Whether a shipping option keeps its id over another write."""
    cart_id = shopping.chosen_cart()["id"]
    before = _options(shopping, cart_id)
    path = f"/v3/checkouts/{cart_id}"
    expected(shopping.ask("PUT", path, {"customer_message": "x"}), 200, "writing a message")
    same = before == _options(shopping, cart_id)
    kept = "the same" if same else "other"
    return ("stable" if same else "each_quote"), f"{len(before)} options, {kept} ids afterwards"


def coupons_clear_option(shopping: Shopping) -> tuple[str, str]:
    """Whether a coupon takes the chosen option away."""
    body = {"coupon_code": shopping.coupon}
    return _clears(
        shopping,
        lambda checkout: shopping.ask("POST", f"/v3/checkouts/{checkout['id']}/coupons", body),
    )


def discounts_remove_coupons(shopping: Shopping) -> tuple[str, str]:
    """Whether a manual discount takes coupons away."""
    path = f"/v3/checkouts/{shopping.cart()['id']}"
    expected(
        shopping.ask("POST", f"{path}/coupons", {"coupon_code": shopping.coupon}), 200, "a coupon"
    )
    body = {"cart": {"discounts": [{"discounted_amount": 1}]}}
    left = expected(shopping.ask("POST", f"{path}/discounts", body), 200, "a discount").data[
        "coupons"
    ]
    return ("no" if left else "yes"), f"{len(left)} coupons afterwards"


def items_clear_option(shopping: Shopping) -> tuple[str, str]:
    """Whether another line takes the chosen option away."""
    return _clears(
        shopping,
        lambda checkout: shopping.ask(
            "POST", f"/v3/carts/{checkout['id']}/items", {"custom_items": [CUSTOM]}
        ),
    )


def discounts_clear_option(shopping: Shopping) -> tuple[str, str]:
    """Whether a manual discount takes the chosen option away."""
    body = {"cart": {"discounts": [{"discounted_amount": 1}]}}
    return _clears(
        shopping,
        lambda checkout: shopping.ask("POST", f"/v3/checkouts/{checkout['id']}/discounts", body),
    )


def billing_clears_option(shopping: Shopping) -> tuple[str, str]:
    """Whether another billing address takes the chosen option away."""

    def change(checkout: Any) -> Answer:
        path = f"/v3/checkouts/{checkout['id']}/billing-address"
        body = shopping.address | {"first_name": "Other"}
        return shopping.ask("PUT", f"{path}/{checkout['billing_address']['id']}", body)

    return _clears(shopping, change)


def fees_count_version(shopping: Shopping) -> tuple[str, str]:
    """Whether a fee counts as a change of the cart."""
    cart_id = shopping.cart()["id"]
    body = {"fees": [FEE]}
    return counted(
        shopping, cart_id, lambda: shopping.ask("POST", f"/v3/checkouts/{cart_id}/fees", body)
    )


def billing_counts_version(shopping: Shopping) -> tuple[str, str]:
    """Whether a billing address counts as a change."""
    cart_id = shopping.cart()["id"]
    return counted(shopping, cart_id, lambda: shopping.bill(cart_id))


def consignments_count_version(shopping: Shopping) -> tuple[str, str]:
    """Whether a consignment counts as a change."""
    cart = shopping.cart()
    expected(shopping.bill(cart["id"]), 200, "billing")
    return counted(shopping, cart["id"], lambda: shopping.consign(cart["id"], shippable(cart)))


def taxed_fees(shopping: Shopping) -> tuple[str, str]:
    """Whether fees are taxed where products are."""
    cart_id = shopping.cart()["id"]
    expected(shopping.bill(cart_id), 200, "billing")
    answer = shopping.ask("POST", f"/v3/checkouts/{cart_id}/fees", {"fees": [FEE]})
    checkout = expected(answer, 200, "a fee").data
    if not checkout["tax_total"]:
        raise UndecidedError("nothing is taxed at the sample address in Austin, US")
    fee = checkout["fees"][0]
    taxed = fee["cost_inc_tax"] != fee["cost_ex_tax"]
    return ("yes" if taxed else "no"), "a fee with and without tax compared"


def taxed_shipping(shopping: Shopping) -> tuple[str, str]:
    """Whether shipping is taxed where products are."""
    checkout = shopping.story.checkout.data
    gross, net = (checkout[f"shipping_cost_total_{kind}_tax"] for kind in ("inc", "ex"))
    if not checkout["tax_total"] or not gross:
        raise UndecidedError("nothing is taxed, or shipping is free, at the sample address")
    return ("yes" if gross != net else "no"), "shipping with and without tax compared"


def _options(shopping: Shopping, cart_id: str) -> list[str]:
    rows = shopping.checkout(cart_id, WITH_OPTIONS)["consignments"]
    return [option["id"] for row in rows for option in row["available_shipping_options"]]


def _clears(shopping: Shopping, act: Callable[[Any], Answer]) -> tuple[str, str]:
    checkout = shopping.chosen_cart()
    answer = act(checkout)
    if answer.status >= 300:
        raise UndecidedError(f"the call was answered {seen(answer)}")
    rows = shopping.checkout(checkout["id"])["consignments"]
    kept = bool(rows) and all("selected_shipping_option" in row for row in rows)
    return ("no" if kept else "yes"), f"the option is {'still there' if kept else 'gone'}"


def shapes(shopping: Shopping) -> tuple[str, str]:
    """Whether options have nulls, and whether empty lists and objects are what they should be."""
    cart = shopping.cart()
    lines = cart["line_items"]
    swapped = sorted(name for name, rows in lines.items() if rows == {})
    if swapped:
        return "php", f"{{}} for a list in {', '.join(swapped)}"
    expected(shopping.bill(cart["id"]), 200, "billing")
    answer = expected(shopping.consign(cart["id"], shippable(cart)), 200, "a consignment").data
    options = answer["consignments"][0].get("available_shipping_options") or []
    nulls = {name for row in options for name, value in row.items() if value is None}
    evidence = f"null in {', '.join(sorted(nulls)) or 'nothing'} of {len(options)} options"
    return ("nulls" if nulls else "documented"), evidence


QUESTIONS: Mapping[str, Callable[[Shopping], tuple[str, str]]] = {
    "shapes": shapes,
    "second_billing": second_billing,
    "first_consignment": first_consignment,
    "consignment_again": consignment_again,
    "split_lines": split_lines,
    "phone_pattern": phone_pattern,
    "form_fields": form_fields,
    "consignment_address": consignment_address,
    "option_ids": option_ids,
    "items_clear_option": items_clear_option,
    "discounts_clear_option": discounts_clear_option,
    "billing_clears_option": billing_clears_option,
    "coupons_clear_option": coupons_clear_option,
    "discounts_remove_coupons": discounts_remove_coupons,
    "billing_counts_version": billing_counts_version,
    "consignments_count_version": consignments_count_version,
    "fees_count_version": fees_count_version,
    "taxed_shipping": taxed_shipping,
    "taxed_fees": taxed_fees,
}
