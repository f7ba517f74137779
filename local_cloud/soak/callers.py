"""Those who want orders: some ask by HTTP and insist, some send messages, some do both."""

from __future__ import annotations

import json
import random
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from copy import deepcopy
from dataclasses import dataclass, field
from http.client import HTTPException
from typing import Any

from local_cloud.aws.entry_points import Answer, EntryPoints, event

STORE = "sandbox"
THREADS = 4
LONGEST_PAUSE = 3.0
REFUSED_EACH = 20
"""One order in so many cannot be shipped and must be refused."""
End = tuple[str, int]
"""The phase in which a key has ended, as its caller was answered, and its order; 0 for none."""


@dataclass
class Wanted:
    """All orders that are asked for, and what the HTTP callers were answered."""

    bodies: dict[str, dict[str, Any]]
    by_http: list[str]
    by_queue: list[str]
    must_be_refused: int
    ends: dict[str, End] = field(default_factory=dict)


def wanted(count: int, seed: int) -> Wanted:
    """So many different orders: half by HTTP, half by queue, one in ten by both entry points."""
    chance = random.Random(seed)  # noqa: S311
    bodies = {f"soak-{number:05}": _body(number) for number in range(count)}
    keys = list(bodies)
    both = [key for key in keys if chance.random() < 0.1]
    refused = len(range(0, count, REFUSED_EACH))
    return Wanted(bodies, keys[::2] + both, keys[1::2] + both, refused)


class Callers:
    """Ask for everything, from several threads, until each has a final answer."""

    def __init__(self, entry_points: EntryPoints, orders: Wanted) -> None:
        self._entry_points = entry_points
        self._orders = orders
        self._lock = threading.Lock()
        self._ended = threading.Event()

    def end(self) -> None:
        """Ask no more, whatever is open."""
        self._ended.set()

    def send_messages(self) -> None:
        """Put the orders of the queue into it, as an ERP would: all together."""
        for key in self._orders.by_queue:
            body = {"store": STORE, "idempotency_key": key, "order": self._orders.bodies[key]}
            self._entry_points.send_message(json.dumps(body))

    def call(self) -> None:
        """Ask by HTTP for every order of theirs until the answer is final."""
        with ThreadPoolExecutor(THREADS) as threads:
            list(threads.map(self._insist, self._orders.by_http))

    def _insist(self, key: str) -> None:
        while not self._ended.is_set():
            answer = self._asked(key)
            if end := answer and end_in(answer):
                with self._lock:
                    self._orders.ends[key] = end
                return
            pause = float((answer and answer.header("Retry-After")) or 1)
            self._ended.wait(min(pause, LONGEST_PAUSE))

    def _asked(self, key: str) -> Answer | None:
        headers = {"Content-Type": "application/json", "Idempotency-Key": key}
        body = json.dumps(self._orders.bodies[key]).encode()
        with suppress(OSError, HTTPException):
            return self._entry_points.request("POST", f"/stores/{STORE}/orders", headers, body)
        return None


def end_in(answer: Answer) -> End | None:
    """What an answer says the key has ended in; None if it has not ended."""
    if answer.status == 201:
        return "placed", answer.body["order_id"]
    if answer.status == 422:
        return "rejected", 0
    parked = isinstance(answer.body, dict) and answer.body.get("state") == "parked"
    return ("parked", 0) if parked else None


def _body(number: int) -> dict[str, Any]:
    body: dict[str, Any] = deepcopy(json.loads(event("api_create_tutorial")["body"]))
    body["custom_items"][0]["quantity"] = number % 7 + 1
    del body["consignments"][0]["line_items"]
    if number % REFUSED_EACH == 0:
        # The emulator ships nothing to Antarctica: this order must be refused.
        address = body["consignments"][0].pop("shipping_address")
        body["consignments"][0]["address"] = address | {
            "country_code": "AQ",
            "state_or_province": "",
            "state_or_province_code": "",
        }
    return body
