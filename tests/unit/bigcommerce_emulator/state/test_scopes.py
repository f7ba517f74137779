import pytest

from bigcommerce_emulator.state import scopes
from bigcommerce_emulator.state.settings import Settings
from tests.unit.bigcommerce_emulator.shopper import MUG, Shopper

CART = {"line_items": [MUG]}


def shopper_with(*names: str) -> Shopper:
    shopper = Shopper()
    shopper.store.merchant.issue_token("narrow", names)
    return shopper


@pytest.mark.parametrize(
    ("names", "method", "path", "status"),
    [
        (["store_cart"], "POST", "/v3/carts", 201),
        (["store_cart_read_only"], "POST", "/v3/carts", 403),
        (["store_cart_read_only"], "GET", "/v3/carts/none", 404),
        (["store_cart"], "GET", "/v3/checkouts/none", 403),
        (["store_checkouts"], "GET", "/v3/checkouts/none", 404),
        (["store_v2_orders_read_only"], "GET", "/v2/orders", 204),
        (["store_v2_orders_read_only"], "PUT", "/v2/orders/1", 403),
        (["store_v2_orders"], "PUT", "/v2/orders/1", 404),
        ([], "GET", "/v2/orders", 403),
    ],
)
def test_a_call_needs_its_scope(names: list[str], method: str, path: str, status: int) -> None:
    shopper = shopper_with(*names)
    body = None if method == "GET" else CART

    assert shopper.ask(method, path, body, x_auth_token="narrow").status == status


@pytest.mark.parametrize("name", ["store_checkout", "store_checkouts", "store_v2_checkouts"])
def test_the_checkout_scope_is_known_by_all_its_names(name: str) -> None:
    answer = shopper_with(name).ask("GET", "/v3/checkouts/none", x_auth_token="narrow")

    assert answer.status == 404


def test_a_403_changes_nothing() -> None:
    shopper = shopper_with("store_v2_orders")
    answer = shopper.ask("POST", "/v3/carts", CART, x_auth_token="narrow")

    assert (answer.status, shopper.store.carts) == (403, {})


def test_a_revoked_token_is_a_401() -> None:
    shopper = shopper_with("store_v2_orders")
    shopper.store.merchant.revoke_token("narrow")

    assert shopper.ask("GET", "/v2/orders", x_auth_token="narrow").status == 401


def test_a_store_can_be_made_with_several_tokens() -> None:
    shopper = Shopper(Settings(tokens="all carts:store_cart+store_checkout_read_only"))

    assert shopper.ask("GET", "/v2/orders", x_auth_token="all").status == 204
    assert shopper.ask("GET", "/v2/orders", x_auth_token="carts").status == 403
    assert shopper.ask("GET", "/v3/checkouts/none", x_auth_token="carts").status == 404


def test_a_scope_that_does_not_exist_is_named() -> None:
    with pytest.raises(ValueError, match="'store_lunch' is not a scope"):
        scopes.tokens("token:store_lunch")
