"""Tells URLs what happened in the store: at least once, a little later, never in its way."""

import json
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import sha1
from heapq import heappop, heappush
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from itertools import count
from threading import Condition, Thread
from urllib.parse import urlsplit

from bigcommerce_emulator.state.events import SCOPES, Event

WAITS = (1.0, 5.0, 30.0)
_TIMEOUT = 5.0

Post = Callable[[str, bytes], int]


@dataclass(frozen=True, slots=True)
class Hook:
    """Who wants to hear of what: a scope, or one that ends with * for all that begin so."""

    scope: str
    destination: str

    def __post_init__(self) -> None:
        """Refuses a scope that never happens and a URL that cannot be posted to."""
        if not any(self.hears(scope) for scope in SCOPES):
            raise ValueError(f"{self.scope!r} is none of {', '.join(SCOPES)}, nor store/*")
        parts = urlsplit(self.destination)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise ValueError("a destination is a http or https URL")

    def hears(self, scope: str) -> bool:
        """Whether an event of this scope is for this hook."""
        if self.scope.endswith("*"):
            return scope.startswith(self.scope[:-1])
        return self.scope == scope


@dataclass(order=True, slots=True)
class _Delivery:
    due: float
    number: int
    destination: str = field(compare=False)
    content: bytes = field(compare=False)
    tries: int = field(default=0, compare=False)


class Webhooks:
    """Delivers events while `delivering` lasts; each delivery that fails is tried again."""

    def __init__(
        self,
        store_hash: str,
        post: Post | None = None,
        waits: tuple[float, ...] = WAITS,
        copies: Callable[[], int] = lambda: 1,
    ) -> None:
        self.hooks: tuple[Hook, ...] = ()
        self.counts = Counter[str]()
        self._producer = f"stores/{store_hash}"
        self._post = post or post_json
        self._waits = waits
        self._copies = copies
        self._numbers = count()
        self._pending: list[_Delivery] = []
        self._changed = Condition()
        self._ending = False

    def __call__(self, event: Event) -> None:
        """Plans to tell every hook that hears of such an event; returns at once."""
        destinations = [hook.destination for hook in self.hooks if hook.hears(event.scope)]
        if destinations:
            content = _content(event, self._producer, next(self._numbers))
            for destination in destinations * self._copies():
                self._plan(_Delivery(time.monotonic(), next(self._numbers), destination, content))

    @contextmanager
    def delivering(self) -> Iterator[None]:
        """Delivers until the block ends; what is not delivered by then is forgotten."""
        thread = Thread(target=self._run, name="webhooks", daemon=True)
        thread.start()
        try:
            yield
        finally:
            with self._changed:
                self._ending = True
                self._changed.notify()
            thread.join()

    def forget(self) -> None:
        """Drops what is not delivered yet and counts anew."""
        with self._changed:
            self._pending.clear()
        self.counts.clear()

    def _plan(self, delivery: _Delivery) -> None:
        with self._changed:
            heappush(self._pending, delivery)
            self._changed.notify()

    def _run(self) -> None:
        while (delivery := self._next()) is not None:
            if self._is_taken(delivery):
                self.counts["delivered"] += 1
            elif delivery.tries < len(self._waits):
                self.counts["tried again"] += 1
                delivery.due = time.monotonic() + self._waits[delivery.tries]
                delivery.tries += 1
                self._plan(delivery)
            else:
                self.counts["given up"] += 1

    def _next(self) -> _Delivery | None:
        with self._changed:
            while not self._ending:
                wait = self._pending[0].due - time.monotonic() if self._pending else None
                if wait is not None and wait <= 0:
                    return heappop(self._pending)
                self._changed.wait(wait)
        return None

    def _is_taken(self, delivery: _Delivery) -> bool:
        try:
            return 200 <= self._post(delivery.destination, delivery.content) < 300
        except (OSError, HTTPException):
            return False


def hooks(rows: Iterable[Mapping[str, str]]) -> tuple[Hook, ...]:
    """The hooks that parsed JSON describes; ValueError says what is wrong."""
    try:
        return tuple(Hook(row["scope"], row["destination"]) for row in rows)
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError("webhooks are a list of objects with scope and destination") from error


def post_json(url: str, content: bytes) -> int:
    """The status that a URL answers a JSON body with."""
    parts = urlsplit(url)
    kind = HTTPSConnection if parts.scheme == "https" else HTTPConnection
    connection = kind(parts.hostname or "", parts.port, timeout=_TIMEOUT)
    try:
        path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        connection.request("POST", path, content, {"Content-Type": "application/json"})
        return connection.getresponse().status
    finally:
        connection.close()


def _content(event: Event, producer: str, number: int) -> bytes:
    data = dict(event.data)
    # The same in each delivery of one event, and another for the next event that says as much.
    told = json.dumps([number, event.scope, data])
    digest = sha1(told.encode(), usedforsecurity=False).hexdigest()
    body = {
        "scope": event.scope,
        "store_id": "1",
        "data": data,
        "hash": digest,
        "created_at": int(time.time()),
        "producer": producer,
    }
    return json.dumps(body).encode()
