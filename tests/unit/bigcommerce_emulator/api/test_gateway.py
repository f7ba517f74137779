from threading import Thread

import pytest

from bigcommerce_emulator.api.application import TOO_LARGE, UNREADABLE, Request
from bigcommerce_emulator.api.exchanges import unrecorded
from bigcommerce_emulator.api.messages import PlainText
from bigcommerce_emulator.api.routes import operation
from bigcommerce_emulator.state.settings import Settings
from tests.unit.bigcommerce_emulator.shopper import HEADERS, MUG, Shopper

CART = {"line_items": [MUG]}
LIMIT_HEADERS = {
    "X-Rate-Limit-Time-Window-Ms",
    "X-Rate-Limit-Time-Reset-Ms",
    "X-Rate-Limit-Requests-Quota",
    "X-Rate-Limit-Requests-Left",
}


@pytest.mark.parametrize("path", ["/v3/carts/1", "/v2/orders"])
def test_a_wrong_token_is_a_401_in_the_shape_of_the_api_version(path: str) -> None:
    shopper = Shopper()
    answer = shopper.ask("GET", path, x_auth_token="wrong")
    body = shopper.body(answer, 401)

    assert (body["status"] if path.startswith("/v3") else body[0]["status"]) == 401


def test_a_missing_token_is_a_401() -> None:
    request = Request("GET", "/stores/sandbox/v2/orders", {}, {}, None)

    answer = Shopper().store.handle(request)

    assert (answer.status, isinstance(answer.body, PlainText)) == (401, True)


def test_another_store_is_a_403() -> None:
    request = Request("GET", "/stores/other/v2/orders", {}, HEADERS, None)

    assert Shopper().store.handle(request).status == 403


@pytest.mark.parametrize(
    "path",
    ["/stores/sandbox/v3/brands", "/stores/sandbox/v3/carts/1/parcels", "/stores/sandbox", "/", ""],
)
@pytest.mark.parametrize("headers", [HEADERS, {}])
def test_an_unknown_route_is_a_404_in_plain_text_whoever_asks(
    path: str, headers: dict[str, str]
) -> None:
    answer = Shopper().store.handle(Request("GET", path, {}, headers, None))

    assert (answer.status, isinstance(answer.body, PlainText)) == (404, True)


def test_a_wrong_method_is_a_405_that_names_the_right_ones() -> None:
    answer = Shopper().ask("PATCH", "/v3/carts/1")

    assert answer.status == 405
    assert answer.headers["Allow"] == "GET, PUT, DELETE"


@pytest.mark.parametrize(
    ("accept", "status"),
    [
        ("application/json", 201),
        ("*/*", 201),
        ("text/html, application/json;q=0.9", 201),
        ("application/xml", 406),
    ],
)
def test_an_answer_is_json_or_refused(accept: str, status: int) -> None:
    assert Shopper().ask("POST", "/v3/carts", CART, accept=accept).status == status


@pytest.mark.parametrize(
    ("content_type", "status"),
    [
        ("application/json; charset=utf-8", 201),
        ("Application/JSON", 201),
        ("text/plain", 415),
        ("", 415),
    ],
)
def test_a_body_is_json_by_its_content_type_or_refused(content_type: str, status: int) -> None:
    shopper = Shopper()

    assert shopper.ask("POST", "/v3/carts", CART, content_type=content_type).status == status


def test_a_body_that_is_not_json_is_a_400() -> None:
    shopper = Shopper()

    assert shopper.ask("POST", "/v3/carts", UNREADABLE).status == 400
    assert shopper.ask("POST", "/v3/carts", UNREADABLE, x_auth_token="wrong").status == 401


def test_a_body_that_is_too_long_is_a_413() -> None:
    assert Shopper().ask("POST", "/v3/carts", TOO_LARGE).status == 413


def test_a_reading_call_needs_no_content_type() -> None:
    assert Shopper().ask("GET", "/v2/orders", content_type="").status == 204


def test_every_answer_of_a_limited_store_tells_what_is_left() -> None:
    shopper = Shopper(Settings(rate_limit=2))
    first = shopper.ask("GET", "/v2/orders")
    refused = shopper.ask("GET", "/v3/nowhere")

    assert set(first.headers) == set(refused.headers) == LIMIT_HEADERS
    assert first.headers["X-Rate-Limit-Requests-Left"] == "1"
    assert first.headers["X-Rate-Limit-Time-Reset-Ms"] == "30000"


def test_a_spent_quota_is_a_429_without_effect_until_the_window_ends() -> None:
    shopper = Shopper(Settings(rate_limit=1))
    shopper.open_cart(MUG)
    shopper.clock.now += 20
    spent = shopper.ask("POST", "/v3/carts", CART)
    shopper.clock.now += 10

    assert spent.status == 429
    assert spent.headers["X-Rate-Limit-Time-Reset-Ms"] == "10000"
    assert len(shopper.store.carts) == 1
    assert shopper.ask("POST", "/v3/carts", CART).status == 201


def test_a_429_says_in_whole_seconds_when_to_come_back() -> None:
    shopper = Shopper(Settings(rate_limit=1))
    answered = shopper.ask("GET", "/v2/orders")
    shopper.clock.now += 0.5
    refused = shopper.ask("GET", "/v2/orders")

    assert "X-Retry-After" not in answered.headers
    assert refused.headers["X-Retry-After"] == "30"


@pytest.mark.parametrize(("plan", "quota"), [("standard", "150"), ("plus", "150"), ("pro", "450")])
def test_the_quota_is_that_of_the_plan(plan: str, quota: str) -> None:
    shopper = Shopper(Settings().with_pairs([f"plan={plan}"]))

    assert shopper.ask("GET", "/v2/orders").headers["X-Rate-Limit-Requests-Quota"] == quota


def test_all_tokens_of_a_store_share_its_quota() -> None:
    shopper = Shopper(Settings(rate_limit=1, tokens="another"))

    assert shopper.ask("GET", "/v2/orders", x_auth_token="another").status == 204
    assert shopper.ask("GET", "/v2/orders").status == 429


def test_a_wrong_token_costs_nothing_and_is_told_the_quota() -> None:
    shopper = Shopper(Settings(rate_limit=1))
    refused = shopper.ask("GET", "/v2/orders", x_auth_token="wrong")

    assert refused.headers["X-Rate-Limit-Requests-Left"] == "1"


def test_a_store_without_a_limit_tells_of_one_that_nobody_reaches() -> None:
    answer = Shopper().ask("GET", "/v2/orders")

    assert set(answer.headers) == LIMIT_HEADERS
    assert int(answer.headers["X-Rate-Limit-Requests-Left"]) > 1_000_000


@pytest.mark.parametrize(("path", "shape"), [("/v3/carts", dict), ("/v2/orders", list)])
def test_a_store_in_maintenance_answers_everything_with_503(path: str, shape: type) -> None:
    shopper = Shopper(Settings(maintenance="on"))
    closed = shopper.ask("POST", path, CART)
    shopper.store.merchant.reopen()

    assert (closed.status, type(closed.body)) == (503, shape)
    assert shopper.ask("POST", "/v3/carts", CART).status == 201
    shopper.store.merchant.close_for_maintenance()
    assert shopper.ask("GET", "/v2/orders").status == 503


@pytest.mark.parametrize(
    ("method", "path", "name"),
    [
        ("POST", "/v3/carts", "create_cart"),
        ("GET", "/v3/carts/1", "read_cart"),
        ("DELETE", "/v3/carts/1", "delete_cart"),
        ("POST", "/v3/carts/1/redirect_urls", "redirect_urls"),
        ("GET", "/v3/checkouts/1", "read_checkout"),
        ("POST", "/v3/checkouts/1/billing-address", "billing_address"),
        ("PUT", "/v3/checkouts/1/billing-address/2", "update_billing_address"),
        ("POST", "/v3/checkouts/1/consignments", "consignments"),
        ("PUT", "/v3/checkouts/1/consignments/2", "shipping_option"),
        ("DELETE", "/v3/checkouts/1/consignments/2", "delete_consignment"),
        ("POST", "/v3/checkouts/1/orders", "create_order"),
        ("GET", "/v2/orders", "list_orders"),
        ("GET", "/v2/orders/1", "read_order"),
        ("PUT", "/v2/orders/1", "update_order"),
        ("DELETE", "/v2/orders/1", "archive_order"),
        ("GET", "/v2/orders/1/products", "order_products"),
        ("GET", "/v3/brands", "unknown"),
        ("GET", "/v3/customers", "list_customers"),
        ("GET", "/v3/catalog/variants", "list_variants"),
        ("PATCH", "/v3/carts/1", "unknown"),
    ],
)
def test_every_call_has_a_name(method: str, path: str, name: str) -> None:
    assert operation(method, f"/stores/sandbox{path}") == name


def test_a_call_belongs_to_the_cart_of_its_path_query_or_order() -> None:
    shopper = Shopper()
    cart_id, order_id = shopper.placed_order()

    def cart_of(path: str, **query: str) -> str | None:
        request = Request("GET", f"/stores/sandbox{path}", query, {}, None)
        return shopper.store.cart_id_of(request)

    assert cart_of(f"/v3/checkouts/{cart_id}/orders") == cart_id
    assert cart_of("/v2/orders", cart_id=cart_id) == cart_id
    assert cart_of(f"/v2/orders/{order_id}") == cart_id
    assert cart_of("/v2/orders/1") is None
    assert cart_of("/v3/carts") is None


def test_a_reset_store_is_as_it_was_when_it_was_made() -> None:
    shopper = Shopper()
    shopper.placed_order()
    shopper.store.merchant.rotate_token("other")
    shopper.store.reset()

    assert (shopper.store.orders, shopper.store.carts) == ([], {})
    assert shopper.placed_order()[1] == Settings().first_order_id


def test_seeded_identifiers_repeat_and_others_do_not() -> None:
    seeded = [Shopper(Settings(id_seed=5)).open_cart(MUG)["id"] for _ in range(2)]
    unseeded = [Shopper().open_cart(MUG)["id"] for _ in range(2)]

    assert seeded[0] == seeded[1]
    assert unseeded[0] != unseeded[1]


def test_callers_at_once_each_get_their_own_order() -> None:
    shopper = Shopper(recorder=unrecorded)
    cart_id = shopper.ready_cart()
    threads = [Thread(target=lambda: [shopper.order(cart_id) for _ in range(50)]) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len({order.id for order in shopper.store.orders}) == 400
