"""What the documentation says of tokens: for a guest's confirmation, and to pay an order."""

from bigcommerce_emulator.verify.checks.check import Check, expect, expect_fields, expect_status
from bigcommerce_emulator.verify.checks.orders import read
from bigcommerce_emulator.verify.shopping.asking import Answer
from bigcommerce_emulator.verify.shopping.shopping import NotAskedError, Shopping

_PAYMENTS = "/v3/payments/access_tokens"
_NO_ORDER = 999_999_999
_TWO_MINUTES = {"maxUses": 1, "ttl": 120}


def a_checkout_gives_a_token_with_a_200(shopping: Shopping) -> None:
    """In the data, or bare as the schema has it."""
    answer = shopping.ask("POST", f"/v3/checkouts/{shopping.cart()['id']}/token", _TWO_MINUTES)
    expect_status(answer, 200)
    expect_fields(answer.body.get("data", answer.body), ("checkoutToken",), "the answer")


def a_token_that_lives_no_time_is_a_422(shopping: Shopping) -> None:
    """A life out of the documented bounds."""
    path = f"/v3/checkouts/{shopping.cart()['id']}/token"
    expect_status(shopping.ask("POST", path, {"maxUses": 1, "ttl": 0}), 422)


def a_token_is_for_those_who_may_ask_for_it(shopping: Shopping) -> None:
    """The 401 of both."""
    wrong = {"x-auth-token": "wrong"}
    path = f"/v3/checkouts/{shopping.cart()['id']}/token"
    expect_status(shopping.ask("POST", path, _TWO_MINUTES, headers=wrong), 401)
    body = {"order": {"id": _NO_ORDER, "is_recurring": False}}
    expect_status(shopping.ask("POST", _PAYMENTS, body, headers=wrong), 401)


def an_incomplete_order_gives_a_payment_token_with_a_201(shopping: Shopping) -> None:
    """Nothing is paid by asking for one."""
    answer = _payment(shopping, {"id": shopping.story.ordered.data["id"], "is_recurring": False})
    expect_status(answer, 201)
    expect_fields(answer.data, ("id",), "the data")


def no_payment_token_without_an_order(shopping: Shopping) -> None:
    """An order that is not there, one that is no number, and a body that is none."""
    missing = _payment(shopping, {"id": _NO_ORDER, "is_recurring": False})
    expect_status(missing, 404)
    expect_fields(missing.body, ("status", "title", "type"), "the body of the 404")
    expect_status(_payment(shopping, {"id": "seven"}), 400, 422)
    expect_status(_allowed(shopping.ask("POST", _PAYMENTS, [])), 400, 422)


def an_order_that_has_moved_on_gives_no_payment_token(shopping: Shopping) -> None:
    """The documented error 30101."""
    answer = moved_on(shopping)
    expect_status(answer, 409, 422)
    code = answer.body.get("code")
    expect(code in (None, 30101), f"its code is {code}")


def moved_on(shopping: Shopping) -> Answer:
    """The answer to asking for a payment token of an order that was moved on."""
    number = shopping.go_through().ordered.data["id"]
    read(shopping, number)
    shopping.ask("PUT", f"/v2/orders/{number}", {"status_id": 7})
    return _payment(shopping, {"id": number, "is_recurring": False})


def _payment(shopping: Shopping, order: dict[str, object]) -> Answer:
    return _allowed(shopping.ask("POST", _PAYMENTS, {"order": order}))


def _allowed(answer: Answer) -> Answer:
    if answer.status == 403:
        raise NotAskedError("the access token may not create payment tokens")
    return answer


CHECKS: tuple[Check, ...] = (
    a_checkout_gives_a_token_with_a_200,
    a_token_that_lives_no_time_is_a_422,
    a_token_is_for_those_who_may_ask_for_it,
    an_incomplete_order_gives_a_payment_token_with_a_201,
    no_payment_token_without_an_order,
    an_order_that_has_moved_on_gives_no_payment_token,
)
