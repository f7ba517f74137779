"""Adapter: sends calls to the API, waiting or awaiting; the only importer of httpx here."""

import asyncio
import json
import ssl
from decimal import Decimal
from typing import Any
from urllib.parse import urlsplit

import httpx

from cart_to_order.calls import NO_ANSWER, Call, Reply, Sign
from cart_to_order.problems import NotAllowed

TIMEOUT = httpx.Timeout(35.0, connect=5.0)
"""API Gateway gives up after 29 seconds."""
LOOPBACK = ("127.0.0.1", "localhost", "::1")


class Connection:
    """One pool of connections to the API, usable from several threads."""

    def __init__(
        self, api_url: str, sign: Sign, transport: httpx.BaseTransport | None = None
    ) -> None:
        self._url, self._sign = api_url.rstrip("/"), sign
        self._client = httpx.Client(
            transport=transport,
            timeout=TIMEOUT,
            trust_env=_is_remote(api_url),
            verify=_trusted(api_url),
        )

    def send(self, call: Call) -> Reply:
        """Return the answer; status 0 if there was none."""
        url = self._url + call.path
        headers = self._sign(call, url)
        try:
            response = self._client.request(call.method, url, headers=headers, content=call.body)
        except httpx.TransportError:
            return Reply(NO_ANSWER)
        return _read(response)

    def close(self) -> None:
        """Close the connections."""
        self._client.close()


class AsyncConnection:
    """The same for one event loop."""

    def __init__(
        self, api_url: str, sign: Sign, transport: httpx.AsyncBaseTransport | None = None
    ) -> None:
        self._url, self._sign = api_url.rstrip("/"), sign
        self._client = httpx.AsyncClient(
            transport=transport,
            timeout=TIMEOUT,
            trust_env=_is_remote(api_url),
            verify=_trusted(api_url),
        )

    async def send(self, call: Call) -> Reply:
        """Return the answer; status 0 if there was none."""
        url = self._url + call.path
        # Credentials that have expired are fetched anew there, which waits.
        headers = await asyncio.to_thread(self._sign, call, url)
        try:
            response = await self._client.request(
                call.method, url, headers=headers, content=call.body
            )
        except httpx.TransportError:
            return Reply(NO_ANSWER)
        return _read(response)

    async def close(self) -> None:
        """Close the connections."""
        await self._client.aclose()


def _is_remote(api_url: str) -> bool:
    parts = urlsplit(api_url)
    if parts.scheme != "https" and parts.hostname not in LOOPBACK:
        raise NotAllowed("The API's URL must begin with https://: an order names its customer.")
    return parts.hostname not in LOOPBACK


def _trusted(api_url: str) -> ssl.SSLContext | bool:
    """Return whom TLS trusts: nobody where there is none, as reading all of them takes a while."""
    without_tls = urlsplit(api_url).scheme == "http"
    return ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT) if without_tls else True


def _read(response: httpx.Response) -> Reply:
    headers = {name.lower(): value for name, value in response.headers.items()}
    return Reply(response.status_code, headers, _json(response.content))


def _json(content: bytes) -> Any:
    try:
        return json.loads(content, parse_float=Decimal)
    except (ValueError, RecursionError):
        return None
