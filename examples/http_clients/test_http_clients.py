"""Any HTTP client will do: one cart with each, over HTTP or in the same process."""

import asyncio
from typing import Any

import aiohttp
import httpx
import requests

CART = {"line_items": [{"product_id": 120, "quantity": 2}]}
PRICE = 32.48


def test_requests(bigcommerce: Any) -> None:
    where = f"{bigcommerce.api_url}/v3/carts"
    answer = requests.post(where, json=CART, headers=bigcommerce.headers, timeout=10)

    assert answer.json()["data"]["cart_amount"] == PRICE


def test_httpx(bigcommerce: Any) -> None:
    with httpx.Client(base_url=bigcommerce.api_url, headers=bigcommerce.headers) as client:
        assert client.post("/v3/carts", json=CART).json()["data"]["cart_amount"] == PRICE


def test_aiohttp(bigcommerce: Any) -> None:
    async def price() -> float:
        where = f"{bigcommerce.api_url}/v3/carts"
        async with (
            aiohttp.ClientSession(headers=bigcommerce.headers) as session,
            session.post(where, json=CART) as answer,
        ):
            return float((await answer.json())["data"]["cart_amount"])

    assert asyncio.run(price()) == PRICE


def test_httpx_without_a_socket(bigcommerce: Any) -> None:
    async def price() -> float:
        transport = httpx.ASGITransport(bigcommerce.app)
        where = f"http://store/stores/{bigcommerce.store_hash}"
        async with httpx.AsyncClient(
            transport=transport, base_url=where, headers=bigcommerce.headers
        ) as client:
            answer = await client.post("/v3/carts", json=CART)
            return float(answer.json()["data"]["cart_amount"])

    assert asyncio.run(price()) == PRICE


def test_no_client_at_all(bigcommerce: Any) -> None:
    reply = bigcommerce.handle("POST", "/v3/carts", CART)

    assert float(reply.body["data"]["cart_amount"]) == PRICE
