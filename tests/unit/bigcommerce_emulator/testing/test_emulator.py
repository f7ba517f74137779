"""The store as tests of other projects see it, without a socket."""

import asyncio
from decimal import Decimal

import httpx
import pytest

from bigcommerce_emulator.testing.emulator import Emulator, chosen_store

CART = {"line_items": [{"product_id": 120, "quantity": 2}]}


@pytest.fixture
def emulator() -> Emulator:
    return Emulator()


def test_a_call_is_answered_without_a_socket(emulator: Emulator) -> None:
    reply = emulator.handle("POST", "/v3/carts", CART)
    bought = emulator.handle("GET", f"/v3/carts/{reply.body['data']['id']}")

    assert reply.status == 201
    assert bought.body["data"]["cart_amount"] == Decimal("32.48")
    assert "X-Rate-Limit-Requests-Left" in bought.headers
    assert emulator.handle("GET", "/v2/orders").body is None
    assert emulator.handle("GET", "/v3/lunch").body == "The requested resource was not found."


def test_faults_strike_in_process_and_their_delays_do_not_wait(emulator: Emulator) -> None:
    emulator.faults(
        {"operation": "list_orders", "kind": "status", "status": 503, "times": 1},
        {"operation": "create_cart", "kind": "cut", "when": "after", "times": 1},
        {"operation": "*", "kind": "delay", "ms": 60_000},
    )
    with pytest.raises(ConnectionResetError):
        emulator.handle("POST", "/v3/carts", CART)

    assert len(emulator.store.carts) == 1
    assert emulator.handle("GET", "/v2/orders").status == 503
    assert emulator.handle("GET", "/v2/orders").status == 204
    emulator.faults({"operation": "read_cart", "kind": "truncated"})
    with pytest.raises(ConnectionResetError):
        emulator.handle("GET", "/v3/carts/x")


def test_switches_are_turned_until_the_reset(emulator: Emulator) -> None:
    emulator.set(empty_list="[]", cart_days=None, several_coupons=True)
    turned = emulator.handle("GET", "/v2/orders").body
    emulator.reset()

    assert turned == []
    assert emulator.handle("GET", "/v2/orders").status == 204
    with pytest.raises(ValueError, match="did you mean 'empty_list'"):
        emulator.set(emty_list="[]")


def test_the_app_answers_an_asynchronous_client(emulator: Emulator) -> None:
    async def opened() -> tuple[int, bool]:
        transport = httpx.ASGITransport(emulator.app)
        where = f"http://store/stores/{emulator.store_hash}"
        async with httpx.AsyncClient(
            transport=transport, base_url=where, headers=emulator.headers
        ) as client:
            answer = await client.post("/v3/carts", json=CART)
            emulator.faults({"operation": "read_cart", "kind": "cut"})
            with pytest.raises(ConnectionResetError):
                await client.get("/v3/carts/1")
            return answer.status_code, bool(answer.json()["data"]["id"])

    assert asyncio.run(opened()) == (201, True)


def test_what_happened_is_listed_without_customers(emulator: Emulator) -> None:
    emulator.handle("POST", "/v3/carts", CART)
    (entry,) = emulator.requests()

    assert (entry["method"], entry["path"], entry["status"]) == ("POST", "/v3/carts", 201)
    assert emulator.orders() == []


def test_a_store_of_a_profile_keeps_its_faults_through_a_reset() -> None:
    emulator = chosen_store("real", "", {"plan": "pro"})
    emulator.faults()
    emulator.reset()

    assert emulator.store.quota.limit == 450
    emulator.faults()
    assert emulator.store.settings.order_list == "late"
