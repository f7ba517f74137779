"""Requests and answers as ASGI carries them."""

import json
from dataclasses import dataclass, field
from decimal import Decimal
from typing import NoReturn
from urllib.parse import parse_qsl

from starlette.types import Receive, Scope, Send

from bigcommerce_emulator.api.messages import (
    TOO_LARGE,
    UNREADABLE,
    PlainText,
    Request,
    Response,
    encode,
)


@dataclass(frozen=True, slots=True)
class Answer:
    """The bytes of one HTTP answer."""

    status: int
    content: bytes = b""
    content_type: str = "application/json"
    headers: dict[str, str] = field(default_factory=dict)


def request_of(scope: Scope, content: bytes | None) -> Request:
    """The request that a scope and its body's bytes make; None for a body that is too large."""
    return Request(
        method=scope["method"],
        path=scope["path"],
        query=_query(scope["query_string"]),
        headers={name.decode("latin-1"): text.decode("latin-1") for name, text in scope["headers"]},
        body=body_of(content),
    )


def body_of(content: bytes | None) -> object | None:
    """The body in the bytes: nothing in none at all, TOO_LARGE where there were too many."""
    if content is None:
        return TOO_LARGE
    return parse(content) if content else None


def parse(content: bytes) -> object:
    """The body that the bytes spell, with exact numbers; UNREADABLE if they are not JSON."""
    try:
        return _DECODER.decode(content.decode())
    except (ValueError, ArithmeticError, RecursionError):
        return UNREADABLE


def answer_of(response: Response) -> Answer:
    """The answer that the store gave."""
    content = b"" if response.body is None else encode(response.body)
    kind = "text/plain" if isinstance(response.body, PlainText) else "application/json"
    return Answer(response.status, content, kind, headers=response.headers)


async def read(receive: Receive, most: int) -> bytes | None:
    """The whole body of the request, or None if it has more bytes than `most`."""
    content = bytearray()
    size = 0
    while True:
        message = await receive()
        body = message.get("body", b"")
        size += len(body)
        if size <= most:
            content += body
        if not message.get("more_body", False):
            return bytes(content) if size <= most else None


async def send_all(send: Send, answer: Answer) -> None:
    """Sends the answer."""
    await _start(send, answer)
    await send({"type": "http.response.body", "body": answer.content})


async def send_half(send: Send, answer: Answer) -> None:
    """Promises the answer and sends half of it."""
    await _start(send, answer)
    half = answer.content[: len(answer.content) // 2]
    await send({"type": "http.response.body", "body": half, "more_body": True})


async def until_disconnected(receive: Receive) -> None:
    """Returns once the connection is gone, so that nobody answers on it."""
    while (await receive())["type"] != "http.disconnect":
        pass


async def _start(send: Send, answer: Answer) -> None:
    headers = [(name.encode(), text.encode()) for name, text in answer.headers.items()]
    if answer.content:
        headers.append((b"content-type", answer.content_type.encode()))
    if answer.content or answer.status != 204:
        headers.append((b"content-length", b"%d" % len(answer.content)))
    await send({"type": "http.response.start", "status": answer.status, "headers": headers})


def _query(text: bytes) -> dict[str, str]:
    return dict(parse_qsl(text.decode("latin-1"), keep_blank_values=True)) if text else {}


def _refuse(word: str) -> NoReturn:
    raise ValueError(f"{word} is not JSON")


# `json.loads` makes one anew for every body.
_DECODER = json.JSONDecoder(parse_float=Decimal, parse_constant=_refuse)
