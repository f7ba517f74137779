"""What the documentation says of what makes a checkout cheaper or dearer."""

from bigcommerce_emulator.verify.checks.check import (
    Check,
    expect,
    expect_conflict,
    expect_fields,
    expect_status,
)
from bigcommerce_emulator.verify.shopping.shopping import FEE, Shopping, expected, stale

_DISCOUNT = {"cart": {"discounts": [{"discounted_amount": 1}]}}
_FEE_FIELDS = {"id", "type", "name", "display_name", "cost_inc_tax", "cost_ex_tax", "source"}


def a_coupon_that_nobody_knows_is_refused(shopping: Shopping) -> None:
    """Without effect."""
    cart_id = shopping.cart()["id"]
    body = {"coupon_code": "no-such-coupon-7"}
    answer = shopping.ask("POST", f"/v3/checkouts/{cart_id}/coupons", body)
    expect(400 <= answer.status < 500, f"answered {answer.status}")
    expect(shopping.checkout(cart_id)["coupons"] == [], "it is applied")


def a_coupon_comes_and_goes_by_its_code(shopping: Shopping) -> None:
    """Adding and deleting one."""
    body, path = {"coupon_code": shopping.coupon}, f"/v3/checkouts/{shopping.cart()['id']}/coupons"
    added = shopping.ask("POST", path, body)
    expect_status(added, 200)
    shown = [row["code"].upper() for row in added.data["coupons"]]
    expect(shown == [shopping.coupon.upper()], f"{len(shown)} coupons are applied")
    gone = shopping.ask("DELETE", f"{path}/{shopping.coupon}")
    expect_status(gone, 200)
    expect(gone.data["coupons"] == [], "it is still applied")


def a_stale_version_keeps_coupons_as_they_are(shopping: Shopping) -> None:
    """The 409 of adding and of deleting."""
    cart = shopping.cart()
    path = f"/v3/checkouts/{cart['id']}/coupons"
    body = {"coupon_code": shopping.coupon}
    old = stale(shopping.checkout(cart["id"]))
    expect_conflict(shopping.ask("POST", path, body | old))
    expected(shopping.ask("POST", path, body), 200, "adding a coupon")
    expect_conflict(shopping.ask("DELETE", f"{path}/{shopping.coupon}", old))
    expect(len(shopping.checkout(cart["id"])["coupons"]) == 1, "the refused deletion was made")


def a_manual_discount_is_a_200_that_makes_the_total_smaller(shopping: Shopping) -> None:
    """Its amount, less the tax on it."""
    cart_id = shopping.cart()["id"]
    before = shopping.checkout(cart_id)["grand_total"]
    answer = shopping.ask("POST", f"/v3/checkouts/{cart_id}/discounts", _DISCOUNT)
    expect_status(answer, 200)
    less = before - answer.data["grand_total"]
    expect(1 <= less < 2, f"a discount of 1 makes the total smaller by {less}")


def a_stale_version_gives_no_discount(shopping: Shopping) -> None:
    """The version stands inside of cart, or outside: it is sent in both."""
    cart = shopping.cart()
    old = stale(shopping.checkout(cart["id"]))
    body = {"cart": _DISCOUNT["cart"] | old} | old
    expect_conflict(shopping.ask("POST", f"/v3/checkouts/{cart['id']}/discounts", body))


def a_fee_is_added_changed_and_deleted(shopping: Shopping) -> None:
    """Each with a 200 and the checkout."""
    path = f"/v3/checkouts/{shopping.cart()['id']}/fees"
    added = shopping.ask("POST", path, {"fees": [FEE]})
    expect_status(added, 200)
    fee = added.data["fees"][0]
    expect_fields(fee, _FEE_FIELDS, "the fee")
    changed = shopping.ask("PUT", path, {"fees": [FEE | {"id": fee["id"], "cost": 3}]})
    expect_status(changed, 200)
    more = changed.data["fees"][0]["cost_ex_tax"] - fee["cost_ex_tax"]
    expect(1.5 < more <= 2, f"a fee of 3 costs {more} more than one of 1")
    gone = shopping.ask("DELETE", path, {"ids": [fee["id"]]})
    expect_status(gone, 200)
    expect(gone.data["fees"] == [], "it is still there")


CHECKS: tuple[Check, ...] = (
    a_coupon_that_nobody_knows_is_refused,
    a_coupon_comes_and_goes_by_its_code,
    a_stale_version_keeps_coupons_as_they_are,
    a_manual_discount_is_a_200_that_makes_the_total_smaller,
    a_stale_version_gives_no_discount,
    a_fee_is_added_changed_and_deleted,
)
