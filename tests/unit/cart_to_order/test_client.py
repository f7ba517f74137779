import asyncio
import json
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import boto3
import httpx
import pytest

from cart_to_order import Api, AsyncClient, Client, NotAllowed, Pending, Placed, Refused
from cart_to_order.connection import AsyncConnection, Connection
from cart_to_order.signing import signer
from tests.fakes.clock import FakeClock
from tests.fakes.orders import order_body
from tests.unit.cart_to_order.conversations import QUOTE

URL = "https://abc.execute-api.eu-west-1.amazonaws.com/live"
TOTALS = {"currency": "USD", "base_amount": "0.10", "discount_amount": "0.00",
          "cart_amount": "0.10", "tax_total": "0.00", "shipping_total": "0.20",
          "grand_total": "0.30"}  # fmt: skip
ANSWER: dict[str, Any] = {
    "order_id": 101,
    "status": "Incomplete",
    "cart_id": "c",
    "redirect_urls": {"cart_url": "https://shop.example/cart?token=secret"},
    "consignments": [],
    "totals": TOTALS,
}


def api(url: str = URL, region: str | None = None) -> Api:
    session = boto3.Session("AKIDEXAMPLE", "secret-example", region_name=region)
    return Api(url, signer(session, url))


class Server:
    """Answers in turn; a reason to fail is raised."""

    def __init__(self, *answers: httpx.Response | Exception) -> None:
        self.answers = list(answers)
        self.requests: list[httpx.Request] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        answer = self.answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer


def placed() -> httpx.Response:
    return httpx.Response(201, json=ANSWER)


def busy() -> httpx.Response:
    said = {"code": "store_throttled", "status": 503}
    return httpx.Response(503, headers={"Retry-After": "3"}, json=said)


def placed_by_waiting(server: Server, clock: FakeClock, **asked: Any) -> Any:
    connection = Connection(URL, api().sign, httpx.MockTransport(server))
    with Client(api(), connection=connection, now=clock.now, sleep=clock.sleep) as client:
        return client.place_order("acme", order_body(), **asked)


def placed_by_awaiting(server: Server, clock: FakeClock, **asked: Any) -> Any:
    async def sleep(seconds: float) -> None:
        clock.sleep(seconds)

    async def place() -> Any:
        connection = AsyncConnection(URL, api().sign, httpx.MockTransport(server))
        async with AsyncClient(api(), connection=connection, now=clock.now, sleep=sleep) as client:
            return await client.place_order("acme", order_body(), **asked)

    return asyncio.run(place())


both = pytest.mark.parametrize("place", [placed_by_waiting, placed_by_awaiting])
Place = Callable[..., Any]


@both
def test_an_order_is_placed_after_a_lost_answer_and_a_busy_store(place: Place) -> None:
    clock = FakeClock(0)
    server = Server(httpx.ReadTimeout("late"), busy(), placed())
    result = place(server, clock, key="po-1")
    assert isinstance(result, Placed)
    assert result.order.totals.grand_total == Decimal("0.30")
    assert clock.time == 4
    assert {request.headers["Idempotency-Key"] for request in server.requests} == {"po-1"}
    assert len({request.content for request in server.requests}) == 1


@both
def test_the_callers_order_number_becomes_the_key(place: Place) -> None:
    server = Server(placed())
    result = place(server, FakeClock(), order_number="PO 7")
    assert server.requests[0].headers["Idempotency-Key"] == result.key
    assert result.key.startswith("PO-7~")


@both
def test_a_call_without_key_and_number_is_a_mistake(place: Place) -> None:
    with pytest.raises(ValueError, match="a retry orders twice"):
        place(Server(), FakeClock())


@both
def test_patience_ends(place: Place) -> None:
    result = place(Server(busy(), busy()), FakeClock(), key="po-1", patience=5)
    assert result == Pending("po-1", "unknown", "store_throttled", goes_on=False)


@both
def test_each_try_is_signed_for_the_region_of_the_api(place: Place) -> None:
    server = Server(busy(), placed())
    place(server, FakeClock(), key="po-1")
    assert len(server.requests) == 2
    for request in server.requests:
        signature = request.headers["Authorization"]
        assert "/eu-west-1/execute-api/aws4_request" in signature
        assert "idempotency-key" in signature


def test_amounts_are_sent_exactly() -> None:
    server = Server(placed())
    line = {"name": "thing", "list_price": Decimal("0.10"), "quantity": 3}
    connection = Connection(URL, api().sign, httpx.MockTransport(server))
    Client(api(), connection=connection).place_order(
        "acme", order_body(custom_items=[line]), key="po-1"
    )
    sent = json.loads(server.requests[0].content)
    assert sent["custom_items"][0]["list_price"] == "0.1"


def test_a_float_is_no_amount() -> None:
    line = {"name": "thing", "list_price": 0.1, "quantity": 3}
    connection = Connection(URL, api().sign, httpx.MockTransport(Server()))
    result = Client(api(), connection=connection).place_order(
        "acme", order_body(custom_items=[line]), key="po-1"
    )
    assert isinstance(result, Refused)
    assert result.fields == ("custom_items[0].list_price",)


def test_the_async_client_asks_for_status_and_quote() -> None:
    server = Server(
        httpx.Response(404, json={"code": "unknown_order"}), httpx.Response(200, json=QUOTE)
    )

    async def ask() -> None:
        connection = AsyncConnection(URL, api().sign, httpx.MockTransport(server))
        async with AsyncClient(api(), connection=connection) as client:
            assert await client.order_status("acme", "po-1") is None
            quote = await client.quote("acme", order_body())
            assert not isinstance(quote, Refused | Pending)
            assert str(quote.order.totals.grand_total) == "15.83"

    asyncio.run(ask())


def test_results_keep_secrets_out_of_logs() -> None:
    result = placed_by_waiting(Server(placed()), FakeClock(), key="po-1")
    assert "secret" not in repr(result)
    refused = Refused("po-1", "store_refused", {"detail": "secret"})
    assert "secret" not in repr(refused)
    assert "secret" not in repr(api())


@pytest.mark.parametrize("url", ["http://shop.example/live", "shop.example"])
def test_orders_are_not_sent_in_the_open(url: str) -> None:
    with pytest.raises(NotAllowed, match="https"):
        Connection(url, api().sign)


def test_the_region_of_another_host_is_the_profiles() -> None:
    server = Server(placed())
    local = api("http://127.0.0.1:4566/live", "us-east-1")
    connection = Connection(local.url, local.sign, httpx.MockTransport(server))
    Client(local, connection=connection).place_order("acme", order_body(), key="po-1")
    assert "/us-east-1/execute-api/" in server.requests[0].headers["Authorization"]


class Stranger(boto3.Session):
    """A session that found no credentials."""

    def get_credentials(self) -> None:
        return None


def test_a_caller_without_credentials_is_told_so() -> None:
    connection = Connection(URL, signer(Stranger(), URL), httpx.MockTransport(Server()))
    with pytest.raises(NotAllowed, match="no AWS credentials"):
        Client(api(), connection=connection).place_order("acme", order_body(), key="po-1")


def test_a_region_that_nobody_named_is_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("AWS_REGION", "AWS_DEFAULT_REGION", "AWS_PROFILE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("AWS_CONFIG_FILE", "/nowhere")
    with pytest.raises(NotAllowed, match="region"):
        api("https://orders.example.com")
