"""Pure: reads the head of a plain request; what is not plain is left to a general parser.

Plain is what clients of this API send: one of five methods, a path of the API without escapes, a
body of a length that is said before. That is read in a tenth of the time which all of HTTP takes.
"""

import re
from dataclasses import dataclass

from bigcommerce_emulator.api.b2b_calls import PREFIX

STORES = "/stores/"
END = b"\r\n\r\n"
MOST_HEAD, MOST_BODY = 16_384, 1_048_576
"""Bytes of a head and of a body that are still plain."""

_METHODS = {name.encode(): name for name in ("GET", "POST", "PUT", "PATCH", "DELETE")}
_PATHS = (STORES.encode(), PREFIX.encode())
_VERSION = b"HTTP/1.1"
_TARGET = re.compile(rb"([!-$&->@-~]+)(?:\?([!-~]*))?")
_NAME = re.compile(rb"[-!#$%&'*+.^_`|~0-9a-z]+")
# Control characters, ends of lines that are no CRLF, and lines that continue the one before.
_ODD = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]|\r(?!\n)|(?<!\r)\n|\n[ \t]")
_BEGINNING = re.compile(rb"[A-Z]{0,7}(?: /|(?: )?\Z)")
_LENGTH = re.compile(rb"[0-9]{1,7}")
_CHANGES_THE_RULES = (b"transfer-encoding", b"expect", b"upgrade")
_ONCE = (b"host", b"content-length", b"connection")
_KEEP_ALIVE = (b"", b"keep-alive")


@dataclass(frozen=True, slots=True)
class PlainHead:
    """What ASGI has to know of a request before its body."""

    method: str
    path: bytes
    query: bytes
    headers: list[tuple[bytes, bytes]]
    length: int


def may_become_plain(received: bytes | bytearray) -> bool:
    """Whether the first bytes of a head can be those of a plain request."""
    return len(received) <= MOST_HEAD and _BEGINNING.match(received) is not None


def read_head(head: bytes) -> PlainHead | None:
    """The plain request that begins like this, up to its empty line; None for any other."""
    if _ODD.search(head):
        return None
    first, *lines = head.split(b"\r\n")
    words = first.split(b" ")
    if len(words) != 3 or words[0] not in _METHODS or words[2] != _VERSION:
        return None
    target = _TARGET.fullmatch(words[1])
    headers = _headers(lines)
    if target is None or headers is None or not words[1].startswith(_PATHS):
        return None
    length = _length(dict(headers))
    if length is None:
        return None
    return PlainHead(_METHODS[words[0]], target[1], target[2] or b"", headers, length)


def _headers(lines: list[bytes]) -> list[tuple[bytes, bytes]] | None:
    found, once = [], set()
    for line in lines:
        name, _, value = line.partition(b":")
        name = name.lower()
        if _NAME.fullmatch(name) is None or name in _CHANGES_THE_RULES or name in once:
            return None
        if name in _ONCE:
            once.add(name)
        found.append((name, value.strip(b" \t")))
    return found


def _length(headers: dict[bytes, bytes]) -> int | None:
    """How long the body is; None where the request is not plain."""
    if b"host" not in headers or headers.get(b"connection", b"").lower() not in _KEEP_ALIVE:
        return None
    text = headers.get(b"content-length", b"0")
    length = int(text) if _LENGTH.fullmatch(text) else MOST_BODY + 1
    return length if length <= MOST_BODY else None
