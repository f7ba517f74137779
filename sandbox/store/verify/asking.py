"""Ways to ask a store: one that runs in this process, or one at a URL."""

import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from http.client import HTTPConnection, HTTPSConnection
from typing import Any, Protocol
from urllib.parse import urlencode, urlsplit

from sandbox.store.application import UNREADABLE, Request, Store
from sandbox.store.messages import encode

JSON = "application/json"
UNREADABLE_TEXT = "{"
_TIMEOUT = 60
_MOST_TRIES = 6
_THROTTLED = 429


@dataclass(frozen=True, slots=True)
class Answer:
    """What a store answered: header names in lower case, numbers exact, None for no body."""

    status: int
    body: Any
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def data(self) -> Any:
        """What a V3 answer holds."""
        return self.body["data"]


class Ask(Protocol):
    """Puts one call to the store; headers given here stand over the usual ones."""

    def __call__(
        self,
        method: str,
        path: str,
        body: object = None,
        query: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        """The answer of the store, whatever its status."""


class InProcess:
    """Asks a store of this process; UNREADABLE_TEXT as a body is one that is not JSON."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def __call__(
        self,
        method: str,
        path: str,
        body: object = None,
        query: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        """The answer of the store, as its bytes would be read."""
        settings = self._store.settings
        words = {"x-auth-token": settings.access_token, "accept": JSON, "content-type": JSON}
        sent = UNREADABLE if body == UNREADABLE_TEXT else body
        path = f"/stores/{settings.store_hash}{path}"
        request = Request(method, path, query or {}, words | dict(headers or {}), sent)
        answer = self._store.handle(request)
        lower = {name.lower(): text for name, text in answer.headers.items()}
        return Answer(
            answer.status, _read(b"" if answer.body is None else encode(answer.body)), lower
        )


class OverHttp:
    """Asks a store at a URL, patiently: a 429 is waited for as long as its headers say."""

    def __init__(
        self, url: str, store_hash: str, token: str, pause: Callable[[float], None] = time.sleep
    ) -> None:
        parts = urlsplit(url)
        kind = HTTPSConnection if parts.scheme == "https" else HTTPConnection
        self._connection = kind(parts.hostname or "", parts.port, timeout=_TIMEOUT)
        self._prefix = f"{parts.path.rstrip('/')}/stores/{store_hash}"
        self._token = token
        self._pause = pause

    def __call__(
        self,
        method: str,
        path: str,
        body: object = None,
        query: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        """The answer of the store; a 429 only when it goes on and on."""
        words = {"X-Auth-Token": self._token, "Accept": JSON, "User-Agent": "cart-to-order-verify"}
        content = body if body == UNREADABLE_TEXT or body is None else encode(body)
        if content is not None:
            words["Content-Type"] = JSON
        for name, text in (headers or {}).items():
            words[name.title()] = text
        where = f"{self._prefix}{path}" + (f"?{urlencode(query)}" if query else "")
        for _ in range(_MOST_TRIES):
            answer = self._once(method, where, content, words)
            if answer.status != _THROTTLED:
                break
            self._pause(_wait(answer.headers))
        return answer

    def close(self) -> None:
        """Ends the connection."""
        self._connection.close()

    def _once(self, method: str, where: str, content: Any, words: dict[str, str]) -> Answer:
        self._connection.request(method, where, content, words)
        response = self._connection.getresponse()
        lower = {name.lower(): text for name, text in response.getheaders()}
        return Answer(response.status, _read(response.read()), lower)


def _wait(headers: Mapping[str, str]) -> float:
    reset = float(headers.get("x-rate-limit-time-reset-ms", 5000)) / 1000
    return max(reset, float(headers.get("x-retry-after", 0)))


def _read(content: bytes) -> Any:
    if not content:
        return None
    try:
        return json.loads(content, parse_float=Decimal)
    except ValueError:
        return content.decode(errors="replace")
