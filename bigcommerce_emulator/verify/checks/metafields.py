"""What the documentation says of the metafields of carts."""

from bigcommerce_emulator.verify.checks.check import (
    Check,
    expect,
    expect_fields,
    expect_status,
    expect_v3_error,
)
from bigcommerce_emulator.verify.documented import shapes
from bigcommerce_emulator.verify.shopping.shopping import METAFIELD, Shopping, expected


def a_metafield_is_a_200_with_the_documented_fields(shopping: Shopping) -> None:
    """Writing one."""
    cart_id = shopping.cart()["id"]
    answer = shopping.note(cart_id)
    expect_status(answer, 200)
    expect_fields(answer.data, shapes.METAFIELD, "the metafield")
    expect(answer.data["resource_id"] == cart_id, "resource_id is another cart")


def a_second_metafield_of_the_same_name_is_a_409(shopping: Shopping) -> None:
    """What makes one a claim."""
    cart_id = shopping.cart()["id"]
    expected(shopping.note(cart_id), 200, "writing a metafield")
    # Where the 409 is late, it is late by less than this.
    shopping.pause(2)
    expect_v3_error(shopping.note(cart_id, value="2"), 409)


def a_metafield_without_its_fields_is_refused(shopping: Shopping) -> None:
    """A value out of the documented ones, and a body that is none."""
    cart_id = shopping.cart()["id"]
    expect_v3_error(shopping.note(cart_id, permission_set="everybody"), 422)
    answer = shopping.ask("POST", f"/v3/carts/{cart_id}/metafields", [METAFIELD])
    expect_status(answer, 400, 422)


def metafields_are_listed_for_their_cart(shopping: Shopping) -> None:
    """The list of one cart, and one by its number."""
    cart_id = shopping.cart()["id"]
    number = expected(shopping.note(cart_id), 200, "writing a metafield").data["id"]
    path = f"/v3/carts/{cart_id}/metafields"
    rows = shopping.ask("GET", path)
    expect_status(rows, 200)
    expect([row["id"] for row in rows.data] == [number], f"{len(rows.data)} are listed")
    expect_fields(rows.data[0], shapes.METAFIELD, "the metafield")
    expect_fields(rows.body["meta"], ("pagination",), "meta")
    expect_status(shopping.ask("GET", f"{path}/{number}"), 200)
    expect_status(shopping.ask("GET", f"{path}/999999999"), 404)


def metafields_of_all_carts_are_found_by_key_and_namespace(shopping: Shopping) -> None:
    """What finds a cart again by the caller's own name for it."""
    cart_id = shopping.cart()["id"]
    expected(shopping.note(cart_id, key=f"k-{cart_id[:8]}"), 200, "writing a metafield")
    query = {"key": f"k-{cart_id[:8]}", "namespace": str(METAFIELD["namespace"])}
    answer = shopping.ask("GET", "/v3/carts/metafields", None, query)
    expect_status(answer, 200)
    expect([row["resource_id"] for row in answer.data] == [cart_id], "it is not found")


def a_metafield_is_changed_with_a_200(shopping: Shopping) -> None:
    """And refused where it cannot be."""
    cart_id = shopping.cart()["id"]
    number = expected(shopping.note(cart_id), 200, "writing a metafield").data["id"]
    path = f"/v3/carts/{cart_id}/metafields/{number}"
    answer = shopping.ask("PUT", path, METAFIELD | {"value": "2"})
    expect_status(answer, 200)
    expect(answer.data["value"] == "2", "the value did not change")
    refused = shopping.ask("PUT", path, METAFIELD | {"permission_set": "everybody"})
    expect_status(refused, 400, 422)
    expect_status(shopping.ask("PUT", path, [METAFIELD]), 400, 422)


def a_metafield_is_deleted_once(shopping: Shopping) -> None:
    """A 204, then a 404."""
    cart_id = shopping.cart()["id"]
    number = expected(shopping.note(cart_id), 200, "writing a metafield").data["id"]
    path = f"/v3/carts/{cart_id}/metafields/{number}"
    expect_status(shopping.ask("DELETE", path), 204)
    expect_status(shopping.ask("DELETE", path), 404)


def metafields_outlive_their_cart(shopping: Shopping) -> None:
    """They stay reachable by the cart's number."""
    cart_id = shopping.cart()["id"]
    expected(shopping.note(cart_id), 200, "writing a metafield")
    expected(shopping.ask("DELETE", f"/v3/carts/{cart_id}"), 204, "deleting the cart")
    answer = shopping.ask("GET", f"/v3/carts/{cart_id}/metafields")
    expect_status(answer, 200)
    expect(len(answer.data) == 1, f"{len(answer.data)} are left")


CHECKS: tuple[Check, ...] = (
    a_metafield_is_a_200_with_the_documented_fields,
    a_second_metafield_of_the_same_name_is_a_409,
    a_metafield_without_its_fields_is_refused,
    metafields_are_listed_for_their_cart,
    metafields_of_all_carts_are_found_by_key_and_namespace,
    a_metafield_is_changed_with_a_200,
    a_metafield_is_deleted_once,
    metafields_outlive_their_cart,
)
