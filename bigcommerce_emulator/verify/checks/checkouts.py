"""What the documentation says of checkouts."""

from typing import Any

from bigcommerce_emulator.verify.checks.check import (
    NOWHERE,
    Check,
    expect,
    expect_conflict,
    expect_fields,
    expect_status,
    expect_v3_error,
)
from bigcommerce_emulator.verify.checks.orders import read
from bigcommerce_emulator.verify.documented import shapes
from bigcommerce_emulator.verify.shopping.shopping import (
    Shopping,
    UndecidedError,
    deliveries,
    expected,
    shippable,
    stale,
)


def a_new_checkout_has_the_documented_fields(shopping: Shopping) -> None:
    """A checkout before anything was said about it."""
    checkout = shopping.checkout(shopping.cart()["id"])
    expect_fields(checkout, shapes.CHECKOUT - {"version"}, "the checkout")
    expect_fields(checkout["cart"], shapes.CHECKOUT_CART, "its cart")
    expect(checkout["consignments"] == [], "there is a consignment already")
    expect(checkout["order_id"] is None, "order_id is set already")


def an_empty_billing_address_is_an_empty_object(shopping: Shopping) -> None:
    """Not null, and not absent."""
    checkout = shopping.checkout(shopping.cart()["id"])
    expect(checkout["billing_address"] == {}, "billing_address is not {}")


def a_checkout_that_is_not_there_has_its_404_in_an_array(shopping: Shopping) -> None:
    """The one shape where errors is an array."""
    answer = shopping.ask("GET", f"/v3/checkouts/{NOWHERE}")
    expect_status(answer, 404)
    expect_fields(answer.body, ("errors",), "the body of the 404")
    expect(isinstance(answer.body["errors"], list), "errors is no array")


def a_billing_address_is_a_200_with_an_id_and_a_country(shopping: Shopping) -> None:
    """The address comes back complete."""
    address = shopping.story.billed.data["billing_address"]
    expect_fields(address, (shapes.ADDRESS | {"id"}) - {"custom_fields"}, "the billing address")
    expect(isinstance(address["id"], str), "its id is no string")
    expect(address["country"] == "United States", "the country is not named")
    expect(address["state_or_province"] == "Texas", "the state is not normalised")


def a_billing_address_is_changed_by_its_id(shopping: Shopping) -> None:
    """PUT after POST."""
    cart_id = shopping.cart()["id"]
    address = expected(shopping.bill(cart_id), 200, "billing").data["billing_address"]
    path = f"/v3/checkouts/{cart_id}/billing-address/{address['id']}"
    answer = shopping.ask("PUT", path, shopping.address | {"first_name": "Other"})
    expect_status(answer, 200)
    expect(answer.data["billing_address"]["first_name"] == "Other", "it did not change")


def a_consignment_has_the_documented_fields(shopping: Shopping) -> None:
    """What a consignment and its options look like."""
    consignment = shopping.story.consigned.data["consignments"][0]
    expect_fields(consignment, shapes.CONSIGNMENT, "the consignment")
    options = consignment.get("available_shipping_options")
    expect(bool(options), "no options were offered")
    expect_fields(options[0], shapes.SHIPPING_OPTION, "the option")


def options_come_only_when_asked_for(shopping: Shopping) -> None:
    """Absent without the include, and that is not the same as empty."""
    consignment = shopping.story.checkout.data["consignments"][0]
    expect("available_shipping_options" not in consignment, "options come unasked")


def a_consignment_that_is_no_array_is_refused(shopping: Shopping) -> None:
    """The body is an array."""
    cart = shopping.cart()
    body = {"address": shopping.address, "line_items": shippable(cart)}
    answer = shopping.ask("POST", f"/v3/checkouts/{cart['id']}/consignments", body)
    expect(400 <= answer.status < 500, f"a bare object was answered {answer.status}")


def no_option_is_selected_until_one_is_chosen(shopping: Shopping) -> None:
    """Absent before, the chosen one after."""
    before = shopping.story.consigned.data["consignments"][0]
    after = shopping.story.chosen.data["consignments"][0]
    expect("selected_shipping_option" not in before, "an option is selected unasked")
    wanted = deliveries(before)[0]["id"]
    chosen = after.get("selected_shipping_option") or {}
    expect(chosen.get("id") == wanted, "another option is selected than was chosen")


def the_total_is_the_sum_of_its_parts(shopping: Shopping) -> None:
    """Cart, shipping and handling, all with tax."""
    checkout = shopping.story.checkout.data
    parts = checkout["cart"]["cart_amount_inc_tax"] + checkout["shipping_cost_total_inc_tax"]
    parts += checkout["handling_cost_total_inc_tax"]
    total = checkout["grand_total"]
    expect(abs(total - parts) < 1, f"the parts add up to {parts}, the total is {total}")


def a_stale_version_is_a_409_without_effect(shopping: Shopping) -> None:
    """What keeps two callers from overwriting each other."""
    cart = shopping.cart()
    if "version" not in cart:
        raise UndecidedError("the cart has no version")
    expect_v3_error(shopping.bill(cart["id"], version=cart["version"] + 7), 409)
    expect(shopping.checkout(cart["id"])["billing_address"] == {}, "the refused address is there")


def a_message_is_written_with_a_200_and_goes_into_the_order(shopping: Shopping) -> None:
    """The only words of a caller that an order carries."""
    cart_id = shopping.chosen_cart()["id"]
    answer = shopping.ask("PUT", f"/v3/checkouts/{cart_id}", {"customer_message": "Sample"})
    expect_status(answer, 200)
    expect(answer.data["customer_message"] == "Sample", "the checkout does not show it")
    number = expected(shopping.order(cart_id), 200, "making an order").data["id"]
    expect(read(shopping, number).body["customer_message"] == "Sample", "the order lacks it")


def a_stale_version_keeps_the_message_and_the_addresses(shopping: Shopping) -> None:
    """The 409 of the message, of both billing calls and of adding a consignment."""
    cart = shopping.cart()
    path = f"/v3/checkouts/{cart['id']}"
    address = expected(shopping.bill(cart["id"]), 200, "billing").data["billing_address"]["id"]
    old = stale(shopping.checkout(cart["id"]))
    expect_conflict(shopping.ask("PUT", path, {"customer_message": "x"} | old))
    expect_conflict(shopping.bill(cart["id"], **old))
    changed = shopping.address | {"first_name": "Other"} | old
    expect_conflict(shopping.ask("PUT", f"{path}/billing-address/{address}", changed))
    expect_conflict(shopping.consign(cart["id"], shippable(cart), **old))
    now = shopping.checkout(cart["id"])
    expect((now["customer_message"], now["consignments"]) == ("", []), "a refused call took effect")


def a_stale_version_keeps_a_consignment(shopping: Shopping) -> None:
    """The 409 of changing one."""
    checkout = shopping.chosen_cart()
    path = _consignment(checkout)
    expect_conflict(shopping.ask("PUT", path, {"address": shopping.address} | stale(checkout)))


def a_consignment_is_sent_elsewhere_with_a_200(shopping: Shopping) -> None:
    """Changing its address."""
    moved = shopping.address | {"address1": "2 Example Street"}
    answer = shopping.ask("PUT", _consignment(shopping.chosen_cart()), {"address": moved})
    expect_status(answer, 200)
    shown = answer.data["consignments"][0]["address"]["address1"]
    expect(shown == "2 Example Street", "the address did not change")


def a_consignment_is_deleted_with_a_200(shopping: Shopping) -> None:
    """Its lines stay in the cart."""
    answer = shopping.ask("DELETE", _consignment(shopping.chosen_cart()))
    expect_status(answer, 200)
    expect(answer.data["consignments"] == [], "it is still there")


def an_option_and_an_address_are_no_one_request(shopping: Shopping) -> None:
    """The option must be its own request."""
    checkout = shopping.chosen_cart()
    option = checkout["consignments"][0]["selected_shipping_option"]["id"]
    body = {"address": shopping.address, "shipping_option_id": option}
    answer = shopping.ask("PUT", _consignment(checkout), body)
    expect(400 <= answer.status < 500, f"both at once were answered {answer.status}")


def _consignment(checkout: Any) -> str:
    return f"/v3/checkouts/{checkout['id']}/consignments/{checkout['consignments'][0]['id']}"


CHECKS: tuple[Check, ...] = (
    a_new_checkout_has_the_documented_fields,
    an_empty_billing_address_is_an_empty_object,
    a_checkout_that_is_not_there_has_its_404_in_an_array,
    a_billing_address_is_a_200_with_an_id_and_a_country,
    a_billing_address_is_changed_by_its_id,
    a_consignment_has_the_documented_fields,
    options_come_only_when_asked_for,
    a_consignment_that_is_no_array_is_refused,
    no_option_is_selected_until_one_is_chosen,
    the_total_is_the_sum_of_its_parts,
    a_stale_version_is_a_409_without_effect,
    a_message_is_written_with_a_200_and_goes_into_the_order,
    a_stale_version_keeps_the_message_and_the_addresses,
    a_stale_version_keeps_a_consignment,
    a_consignment_is_sent_elsewhere_with_a_200,
    a_consignment_is_deleted_with_a_200,
    an_option_and_an_address_are_no_one_request,
)
