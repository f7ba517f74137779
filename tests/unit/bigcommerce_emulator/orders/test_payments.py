from typing import Any

import pytest

from bigcommerce_emulator.api.application import Response
from bigcommerce_emulator.api.exchanges import unrecorded
from bigcommerce_emulator.state.settings import Settings
from tests.unit.bigcommerce_emulator.shopper import MUG, Shopper


def access_token(shopper: Shopper, body: object) -> Response:
    return shopper.ask("POST", "/v3/payments/access_tokens", body)


def checkout_token(shopper: Shopper, cart_id: str, **body: object) -> Response:
    return shopper.ask("POST", f"/v3/checkouts/{cart_id}/token", body)


def test_an_incomplete_order_can_be_paid() -> None:
    shopper = Shopper(recorder=unrecorded)
    _, order_id = shopper.placed_order()
    body = {"order": {"id": order_id, "is_recurring": False}}
    tokens = {shopper.body(access_token(shopper, body), 201)["data"]["id"] for _ in range(2)}

    assert len(tokens) == 2


@pytest.mark.parametrize("status", ["409", "422"])
def test_an_order_that_has_moved_on_cannot_be_paid(status: Any) -> None:
    shopper = Shopper(Settings(not_payable=status), recorder=unrecorded)
    _, order_id = shopper.placed_order()
    shopper.store.merchant.move_order(order_id, 11)
    answer = shopper.body(access_token(shopper, {"order": {"id": order_id}}), int(status))

    assert answer["code"] == 30101
    assert {"status", "title", "type"} <= set(answer)


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"order": {"id": 9}}, 404),
        ({"order": {}}, 404),
        ({"order": {"id": "x"}}, 422),
        ({}, 422),
        ([], 400),
    ],
)
def test_a_payment_of_nothing_is_refused(body: Any, status: int) -> None:
    assert access_token(Shopper(recorder=unrecorded), body).status == status


def test_an_archived_order_cannot_be_paid() -> None:
    shopper = Shopper(recorder=unrecorded)
    _, order_id = shopper.placed_order()
    shopper.store.merchant.archive_order(order_id)

    assert access_token(shopper, {"order": {"id": order_id}}).status == 404


def test_a_checkout_gets_a_token_until_its_order_is_final() -> None:
    shopper = Shopper()
    cart_id, order_id = shopper.placed_order()
    answer = shopper.body(checkout_token(shopper, cart_id, maxUses=1, ttl=86_400))
    shopper.store.merchant.move_order(order_id, 11)

    assert len(answer["data"]["checkoutToken"]) == 64
    assert checkout_token(shopper, cart_id).status == 422


@pytest.mark.parametrize("body", [{"ttl": 0}, {"ttl": 2_592_001}, {"maxUses": 0}, {"ttl": "x"}])
def test_a_token_with_a_life_that_makes_no_sense_is_refused(body: dict[str, object]) -> None:
    shopper = Shopper()
    cart_id = shopper.open_cart(MUG)["id"]

    assert checkout_token(shopper, cart_id, **body).status == 422
    assert checkout_token(shopper, "none").status == 404
