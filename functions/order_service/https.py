"""Adapter: one keep-alive HTTPS client; the only importer of httpx."""

import json
import logging
from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Protocol

import httpx

from order_service.verdicts import Answer, NoAnswer, NotSent

CONNECT_SECONDS = 2.0
POOL_SECONDS = 1.0
WRITE_SECONDS = 2.0
BEFORE_READING = CONNECT_SECONDS + POOL_SECONDS + WRITE_SECONDS
"""Longest time, in seconds, until the wait for the answer begins."""
KEEP_ALIVE_SECONDS = 20.0
"""Shorter than the store keeps an idle connection, so that no call goes out on a dead one."""

_NEVER_SENT = (
    httpx.ConnectError,
    httpx.ConnectTimeout,
    httpx.PoolTimeout,
    httpx.UnsupportedProtocol,
    httpx.InvalidURL,
)


class Send(Protocol):
    """Sends one request and returns the answer; raises NotSent or NoAnswer."""

    def __call__(
        self, method: str, path: str, headers: Mapping[str, str], body: Any, read_seconds: float
    ) -> Answer:
        """Return what came back."""
        ...


def connect(
    base_url: str, transport: httpx.BaseTransport | None = None, connections: int = 20
) -> Send:
    """Return a sender over one pool of connections that stay open between calls."""
    for talkative in ("httpx", "httpcore"):
        # At INFO they log every URL, and with it the store's hash.
        logging.getLogger(talkative).setLevel(logging.WARNING)
    client = httpx.Client(
        base_url=base_url,
        transport=transport,
        follow_redirects=False,
        trust_env=False,
        limits=httpx.Limits(
            max_connections=connections,
            max_keepalive_connections=connections,
            keepalive_expiry=KEEP_ALIVE_SECONDS,
        ),
    )

    def send(
        method: str, path: str, headers: Mapping[str, str], body: Any, read_seconds: float
    ) -> Answer:
        timeout = httpx.Timeout(
            read_seconds, connect=CONNECT_SECONDS, write=WRITE_SECONDS, pool=POOL_SECONDS
        )
        content = None if body is None else encode(body)
        try:
            response = client.request(
                method, path, headers=dict(headers), content=content, timeout=timeout
            )
        except Exception as error:
            raise translate(error) from None
        return read(response.status_code, response.headers, response.content)

    return send


def encode(body: Any) -> bytes:
    """Return a request body as JSON, amounts as numbers."""
    return json.dumps(body, default=_number).encode()


def translate(error: Exception) -> NotSent | NoAnswer:
    """Return whether the request can have had an effect; whatever is not known, may have."""
    kind = type(error).__name__
    return NotSent(kind) if isinstance(error, _NEVER_SENT) else NoAnswer(kind)


def read(status: int, headers: Mapping[str, str], content: bytes) -> Answer:
    """Return the answer with its JSON parsed, numbers exactly."""
    lower = {name.lower(): value for name, value in headers.items()}
    if not content.strip():
        # An empty 200 promises a body and has none: only 204 says nothing and means it.
        return Answer(status, lower, None, readable=status in (204, 205) or status >= 300)
    try:
        body = json.loads(content, parse_float=Decimal)
    except (ValueError, ArithmeticError, RecursionError):
        return Answer(status, lower, None, readable=False)
    return Answer(status, lower, body, readable=body is not None)


def _number(value: Any) -> float:
    if isinstance(value, Decimal):
        return float(value)
    raise TypeError(type(value).__name__)
