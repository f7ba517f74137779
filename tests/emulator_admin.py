"""The admin API of the store that the deployed local cloud calls."""

import json
from collections import Counter
from typing import Any

from bigcommerce_emulator.http.guard import KEY_HEADER
from local_cloud.aws.entry_points import send


class StoreAdmin:
    """Asks it with its key."""

    def __init__(self, url: str, key: str) -> None:
        self._url = url
        self._key = key

    def kept(self) -> tuple[int, int]:
        """How many carts and orders the store has."""
        state = self._ask("GET", "/state")
        return state["carts"], state["orders"]

    def calls(self) -> Counter[str]:
        """How often each of the store's operations was called."""
        return Counter(self._ask("GET", "/state")["requests"])

    def fail(self, *faults: object) -> None:
        """Let calls fail in these ways, or in none."""
        self._ask("PUT", "/faults", json.dumps({"faults": faults}).encode())

    def stock(self, variant_id: int, left: int | None) -> None:
        """Let so many of a variant be left; None for no end of them."""
        self._ask("PUT", "/stock", json.dumps({str(variant_id): left}).encode())

    def _ask(self, method: str, path: str, body: bytes = b"") -> Any:
        answer = send(method, f"{self._url}{path}", {KEY_HEADER: self._key}, body)
        assert answer.status in (200, 204)
        return answer.body
