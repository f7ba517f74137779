"""What the documentation says of webhooks: created, listed, changed and deleted by an app."""

from bigcommerce_emulator.verify.checks.check import (
    Check,
    expect,
    expect_fields,
    expect_status,
    expect_v3_error,
)
from bigcommerce_emulator.verify.documented import shapes
from bigcommerce_emulator.verify.shopping.asking import UNREADABLE_TEXT
from bigcommerce_emulator.verify.shopping.shopping import HOOK, Shopping, expected

_HOOKS = "/v3/hooks"
_NO_HOOK = 999_999_999
_WRONG = {"x-auth-token": "wrong"}


def a_webhook_is_created_with_the_documented_fields(shopping: Shopping) -> None:
    """Inactive, so that nothing is ever sent."""
    answer = shopping.subscribe()
    expect_status(answer, 200)
    expect_fields(answer.data, shapes.HOOK, "the webhook")
    expect(answer.data["is_active"] is False, "it is active")


def a_webhook_is_listed_read_changed_and_deleted(shopping: Shopping) -> None:
    """All with a 200, and gone afterwards."""
    number = expected(shopping.subscribe(), 200, "creating a webhook").data["id"]
    path = f"{_HOOKS}/{number}"
    listed = shopping.ask("GET", _HOOKS, None, {"limit": "250"})
    expect_status(listed, 200)
    expect(number in [row["id"] for row in listed.data], "it is not listed")
    expect_status(shopping.ask("GET", path), 200)
    changed = shopping.ask("PUT", path, HOOK | {"scope": "store/cart/converted"})
    expect_status(changed, 200)
    expect(changed.data["scope"] == "store/cart/converted", "its scope is the old one")
    expect_status(shopping.ask("DELETE", path), 200)
    expect_status(shopping.ask("GET", path), 404)


def a_webhook_that_cannot_be_is_refused(shopping: Shopping) -> None:
    """Without a destination a 422, in a body that is none a 400."""
    expect_v3_error(shopping.ask("POST", _HOOKS, {"scope": HOOK["scope"]}), 422)
    expect_v3_error(shopping.ask("POST", _HOOKS, UNREADABLE_TEXT), 400)
    expect_status(shopping.ask("GET", f"{_HOOKS}/{_NO_HOOK}"), 404)


def webhooks_are_for_those_who_may_ask_for_them(shopping: Shopping) -> None:
    """The 401 of each call."""
    for method, path, body in (
        ("POST", _HOOKS, HOOK),
        ("GET", _HOOKS, None),
        ("GET", f"{_HOOKS}/{_NO_HOOK}", None),
    ):
        expect_status(shopping.ask(method, path, body, headers=_WRONG), 401)


CHECKS: tuple[Check, ...] = (
    a_webhook_is_created_with_the_documented_fields,
    a_webhook_is_listed_read_changed_and_deleted,
    a_webhook_that_cannot_be_is_refused,
    webhooks_are_for_those_who_may_ask_for_them,
)
