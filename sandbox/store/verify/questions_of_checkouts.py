"""Questions about checkouts, each answered by a switch's value and what was seen."""

from collections.abc import Callable, Mapping
from typing import Any

from sandbox.store.verify.asking import Answer
from sandbox.store.verify.questions_of_carts import counted, seen
from sandbox.store.verify.shopping import ADDRESS, CUSTOM, NotToldError, Shopping, shippable, told

_FEE = {
    "type": "custom_fee",
    "name": "sample",
    "display_name": "Sample",
    "cost": 1,
    "source": "verify",
}


def second_billing(shopping: Shopping) -> tuple[str, str]:
    """What a second billing address does."""
    cart_id = shopping.cart()["id"]
    told(shopping.bill(cart_id), 200, "billing")
    answer = shopping.bill(cart_id, first_name="Other")
    return ("replace" if answer.status == 200 else "refuse"), seen(answer)


def consignment_again(shopping: Shopping) -> tuple[str, str]:
    """What happens to items that are in a consignment already."""
    cart = shopping.cart()
    told(shopping.bill(cart["id"]), 200, "billing")
    told(shopping.consign(cart["id"], shippable(cart)), 200, "a consignment")
    answer = shopping.consign(cart["id"], shippable(cart))
    if answer.status >= 400:
        return "refuse", seen(answer)
    count = len(answer.data["consignments"])
    return ("replace" if count == 1 else "add"), f"{count} consignments afterwards"


def split_lines(shopping: Shopping) -> tuple[str, str]:
    """What becomes of a line whose pieces go to two addresses."""
    cart = shopping.cart()
    told(shopping.bill(cart["id"]), 200, "billing")
    item = {"item_id": shippable(cart)[0]["item_id"], "quantity": 1}
    rows = [{"address": ADDRESS | {"address1": f"{number} Example Street"}, "line_items": [item]}
            for number in (1, 2)]  # fmt: skip
    answer = shopping.ask("POST", f"/v3/checkouts/{cart['id']}/consignments", rows)
    ids = [name for row in told(answer, 200, "two consignments").data["consignments"]
           for name in row["line_item_ids"]]  # fmt: skip
    return ("new_ids" if len(set(ids)) == len(ids) else "same_id"), f"{len(set(ids))} line ids"


def phone_pattern(shopping: Shopping) -> tuple[str, str]:
    """Whether a number with dashes is refused."""
    answer = shopping.bill(shopping.cart()["id"], phone="555-555-5555")
    return ("ignored" if answer.status == 200 else "enforced"), seen(answer)


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
        body = ADDRESS | {"first_name": "Other"}
        return shopping.ask("PUT", f"{path}/{checkout['billing_address']['id']}", body)

    return _clears(shopping, change)


def fees_count_version(shopping: Shopping) -> tuple[str, str]:
    """Whether a fee counts as a change of the cart."""
    cart_id = shopping.cart()["id"]
    body = {"fees": [_FEE]}
    return counted(
        shopping, cart_id, lambda: shopping.ask("POST", f"/v3/checkouts/{cart_id}/fees", body)
    )


def taxed_shipping(shopping: Shopping) -> tuple[str, str]:
    """Whether shipping is taxed where products are."""
    checkout = shopping.story.checkout.data
    gross, net = (checkout[f"shipping_cost_total_{kind}_tax"] for kind in ("inc", "ex"))
    if not checkout["tax_total"] or not gross:
        raise NotToldError("nothing is taxed, or shipping is free, at the sample address")
    return ("yes" if gross != net else "no"), "shipping with and without tax compared"


def _clears(shopping: Shopping, act: Callable[[Any], Answer]) -> tuple[str, str]:
    checkout = shopping.chosen_cart()
    answer = act(checkout)
    if answer.status >= 300:
        raise NotToldError(f"the call was answered {seen(answer)}")
    rows = shopping.checkout(checkout["id"])["consignments"]
    kept = bool(rows) and all("selected_shipping_option" in row for row in rows)
    return ("no" if kept else "yes"), f"the option is {'still there' if kept else 'gone'}"


QUESTIONS: Mapping[str, Callable[[Shopping], tuple[str, str]]] = {
    "second_billing": second_billing,
    "consignment_again": consignment_again,
    "split_lines": split_lines,
    "phone_pattern": phone_pattern,
    "items_clear_option": items_clear_option,
    "discounts_clear_option": discounts_clear_option,
    "billing_clears_option": billing_clears_option,
    "fees_count_version": fees_count_version,
    "taxed_shipping": taxed_shipping,
}
