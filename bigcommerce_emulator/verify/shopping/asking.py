"""Ways to ask a store: one that runs in this process, or one at a URL."""

import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from typing import Any, Protocol
from urllib.parse import urlencode, urlsplit

from bigcommerce_emulator.api.application import UNREADABLE, Request, Store
from bigcommerce_emulator.api.b2b_calls import STORE_HEADER, is_theirs
from bigcommerce_emulator.api.messages import encode

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

    def another(self) -> "Ask":
        """Another way to ask the same store, at the same moment as this one."""

    def close(self) -> None:
        """Ends what this way of asking holds open."""


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
        words[STORE_HEADER] = settings.store_hash
        path = path if is_theirs(path) else f"/stores/{settings.store_hash}{path}"
        request = Request(method, path, query or {}, words | dict(headers or {}), sent)
        answer = self._store.handle(request)
        lower = {name.lower(): text for name, text in answer.headers.items()}
        return Answer(
            answer.status, _read(b"" if answer.body is None else encode(answer.body)), lower
        )

    def another(self) -> "InProcess":
        """The same, as a store of this process takes calls from several threads."""
        return self

    def close(self) -> None:
        """Nothing is open."""


class OverHttp:
    """Asks a store at a URL, once for each call; OSError where no answer comes."""

    def __init__(self, url: str, store_hash: str, token: str) -> None:
        self._where = url, store_hash, token
        parts = urlsplit(url)
        kind = HTTPSConnection if parts.scheme == "https" else HTTPConnection
        self._connection = kind(parts.hostname or "", parts.port, timeout=_TIMEOUT)
        self._base = parts.path.rstrip("/")
        self._store_hash = store_hash
        self._token = token

    def __call__(
        self,
        method: str,
        path: str,
        body: object = None,
        query: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        """The answer of the store."""
        words = {"X-Auth-Token": self._token, "Accept": JSON, "User-Agent": "cart-to-order-verify"}
        sent = body if body == UNREADABLE_TEXT or body is None else encode(body)
        if sent is not None:
            words["Content-Type"] = JSON
        for name, text in (headers or {}).items():
            words[name.title()] = text
        prefix = self._base
        if is_theirs(path):
            words[STORE_HEADER] = self._store_hash
        else:
            prefix += f"/stores/{self._store_hash}"
        where = f"{prefix}{path}" + (f"?{urlencode(query)}" if query else "")
        try:
            self._connection.request(method, where, sent, words)
            response = self._connection.getresponse()
            content = response.read()
        except (OSError, HTTPException) as error:
            # The next call has to begin with a connection of its own.
            self.close()
            raise OSError(f"{method} {path.partition('?')[0]}: {type(error).__name__}") from error
        lower = {name.lower(): text for name, text in response.getheaders()}
        return Answer(response.status, _read(content), lower)

    def another(self) -> "OverHttp":
        """A connection beside this one, to ask at the same moment."""
        return OverHttp(*self._where)

    def close(self) -> None:
        """Ends the connection."""
        self._connection.close()


class OfB2bElsewhere:
    """Asks one host about the store, and another one about B2B Edition."""

    def __init__(self, store: Ask, b2b: Ask) -> None:
        self._store = store
        self._b2b = b2b

    def __call__(
        self,
        method: str,
        path: str,
        body: object = None,
        query: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        """The answer of the host that the path is for."""
        host = self._b2b if is_theirs(path) else self._store
        return host(method, path, body, query, headers)

    def another(self) -> "OfB2bElsewhere":
        """Another way to ask both."""
        return OfB2bElsewhere(self._store.another(), self._b2b.another())

    def close(self) -> None:
        """Ends both connections."""
        self._store.close()
        self._b2b.close()


class Patient:
    """Asks again after a 429, when its headers say; the last of many is the answer."""

    def __init__(self, ask: Ask, pause: Callable[[float], None] = time.sleep) -> None:
        self._ask = ask
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
        for _ in range(_MOST_TRIES):
            answer = self._ask(method, path, body, query, headers)
            if answer.status != _THROTTLED:
                break
            self._pause(_wait(answer.headers))
        return answer

    def another(self) -> "Patient":
        """As patient, at the same moment."""
        return Patient(self._ask.another(), self._pause)

    def close(self) -> None:
        """Ends the connection."""
        self._ask.close()


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
