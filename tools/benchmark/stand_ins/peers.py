"""The same order placed in other ways: by a client that does nothing else, and by the peers.

None of the peers keeps a ledger: a repeated order is another order with each of them.
"""

import json
import ssl
from collections.abc import Mapping
from http.client import HTTPConnection, HTTPSConnection
from typing import Any
from urllib.parse import urlsplit

import requests
from bigc import BigCommerceAPI
from requests.adapters import HTTPAdapter

from tests.fakes.orders import AUSTIN

TOKEN = "sandbox-token"
OPTIONS = "consignments.available_shipping_options"
CART = {
    "custom_items": [{"sku": "abc-123", "name": "Custom thing", "list_price": 10, "quantity": 1}]
}
HEADERS = {"X-Auth-Token": TOKEN, "Accept": "application/json", "Content-Type": "application/json"}


def consignment(cart: Mapping[str, Any]) -> list[dict[str, Any]]:
    """All of the cart to one address."""
    line = cart["line_items"]["custom_items"][0]["id"]
    return [{"address": AUSTIN, "line_items": [{"item_id": line, "quantity": 1}]}]


def first_option(checkout: Mapping[str, Any]) -> tuple[str, dict[str, str]]:
    """The consignment's id and the choice of the first option that delivers."""
    found = checkout["consignments"][0]
    offers = found["available_shipping_options"]
    chosen = next(offer for offer in offers if offer["type"] != "shipping_pickupinstore")
    return found["id"], {"shipping_option_id": chosen["id"]}


class Bare:
    """The floor: the store's five calls and the ledger's four, and nothing else."""

    def __init__(
        self, store_url: str, aws_url: str, trusted: ssl.SSLContext, *, writes: bool = True
    ) -> None:
        self._writes = writes
        parts, aws = urlsplit(store_url), urlsplit(aws_url)
        self._store = (
            HTTPSConnection(parts.hostname or "", parts.port, context=trusted)
            if parts.scheme == "https"
            else HTTPConnection(parts.hostname or "", parts.port)
        )
        self._aws = HTTPConnection(aws.hostname or "", aws.port)

    def order(self, key: str) -> None:
        """Place one order."""
        self._write(key)
        cart = self._ask("POST", "/v3/carts?include=redirect_urls", CART)["data"]
        self._write(key)
        path = f"/v3/checkouts/{cart['id']}"
        self._ask("POST", f"{path}/billing-address", AUSTIN)
        checkout = self._ask("POST", f"{path}/consignments?include={OPTIONS}", consignment(cart))
        name, choice = first_option(checkout["data"])
        self._ask("PUT", f"{path}/consignments/{name}", choice)
        self._write(key)
        self._ask("POST", f"{path}/orders")
        self._write(key)

    def _ask(self, method: str, path: str, body: Any = None) -> Any:
        content = None if body is None else json.dumps(body).encode()
        self._store.request(method, f"/stores/sandbox{path}", content, HEADERS)
        return json.loads(self._store.getresponse().read())

    def _write(self, key: str) -> None:
        if not self._writes:
            return
        call = {
            "TableName": "ledger",
            "Key": {"id": {"S": key}},
            "UpdateExpression": "SET phase = :phase, draft = :draft",
            "ConditionExpression": "attribute_not_exists(id) OR phase = :phase",
            "ExpressionAttributeValues": {":phase": {"S": "cart"}, ":draft": {"S": "x" * 500}},
        }
        headers = {"X-Amz-Target": "DynamoDB_20120810.UpdateItem"}
        self._aws.request("POST", "/", json.dumps(call).encode(), headers)
        self._aws.getresponse().read()


class Tutorial:
    """The store's tutorial as a plain script: ``requests``, a new connection for each call."""

    def __init__(self, store_url: str, certificate: str) -> None:
        self._base = f"{store_url}/stores/sandbox"
        self._certificate = certificate

    def order(self, key: str) -> None:
        """Place one order; the key is not heard of."""
        cart = self._ask("POST", "/v3/carts?include=redirect_urls", CART)["data"]
        path = f"/v3/checkouts/{cart['id']}"
        self._ask("POST", f"{path}/billing-address", AUSTIN)
        checkout = self._ask("POST", f"{path}/consignments?include={OPTIONS}", consignment(cart))
        name, choice = first_option(checkout["data"])
        self._ask("PUT", f"{path}/consignments/{name}", choice)
        self._ask("POST", f"{path}/orders")

    def _ask(self, method: str, path: str, body: Any = None) -> Any:
        answer = requests.request(
            method,
            self._base + path,
            json=body,
            headers=HEADERS,
            verify=self._certificate,
            timeout=30,
        )
        answer.raise_for_status()
        return answer.json()


class Elsewhere(HTTPAdapter):
    """Carries what is meant for the one address that ``bigc`` knows to another server."""

    def __init__(self, store_url: str, certificate: str) -> None:
        super().__init__()
        self._store_url = store_url
        self._certificate = certificate

    def send(self, request: requests.PreparedRequest, **options: Any) -> requests.Response:  # type: ignore[override]
        """Send the request there."""
        parts = urlsplit(request.url or "")
        request.url = f"{self._store_url}{parts.path}" + (f"?{parts.query}" if parts.query else "")
        return super().send(request, **options | {"verify": self._certificate})


class Bigc:
    """The ``bigc`` package: its own keep-alive session."""

    def __init__(self, store_url: str, certificate: str) -> None:
        self._api = BigCommerceAPI("sandbox", TOKEN, timeout=30)
        elsewhere = Elsewhere(store_url, certificate)
        self._api.api_v3._session.mount("https://api.bigcommerce.com/", elsewhere)

    def order(self, key: str) -> None:
        """Place one order; the key is not heard of."""
        cart = self._api.carts_v3.create(CART, params={"include": "redirect_urls"})
        checkouts = self._api.checkouts_v3
        checkouts.add_billing_address(cart["id"], AUSTIN)
        asked = {"include": OPTIONS}
        checkout = checkouts.add_consignments(cart["id"], consignment(cart), params=asked)
        name, choice = first_option(checkout)
        checkouts.update_consignment(cart["id"], name, choice)
        checkouts.create_order(cart["id"])
