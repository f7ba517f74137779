"""Writes down what was asked and answered, one exchange of each shape."""

import os
from collections.abc import Callable
from decimal import Decimal
from functools import cache
from pathlib import Path
from threading import Lock
from urllib.parse import urlencode

from sandbox.store.messages import UNREADABLE, Request, Response, encode
from sandbox.store.routes import operation

VARIABLE = "SANDBOX_EXCHANGES"
_NUMBERS = (int, float, Decimal)

Recording = Callable[[Request, Response], None]


class Recorder:
    """Appends exchanges to a JSONL file that several processes may share; headers never go in."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._seen: set[object] = set()
        self._lock = Lock()

    def __call__(self, request: Request, response: Response) -> None:
        """Writes the exchange unless one of its shape was written by this recorder."""
        name = operation(request.method, request.path)
        if name == "unknown" or request.body is UNREADABLE:
            return
        shapes = shape(request.body), shape(response.body)
        key = (name, tuple(request.query), response.status, shapes)
        with self._lock:
            if key in self._seen:
                return
            self._seen.add(key)
            self._append(_line(request, response))

    def _append(self, line: bytes) -> None:
        # One write to a file opened for appending is never torn by another process's.
        file = os.open(self._path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o644)
        try:
            os.write(file, line)
        finally:
            os.close(file)


def unrecorded(request: Request, response: Response) -> None:
    """A recorder that writes nothing, whatever the environment says."""


def from_environment() -> Recording | None:
    """The recorder of the file that SANDBOX_EXCHANGES names, one for each file."""
    name = os.environ.get(VARIABLE)
    return _recorder(name) if name else None


def shape(value: object) -> object:
    """The keys and types of a body without its values; lists of like things are alike."""
    if isinstance(value, dict):
        return tuple((key, shape(inner)) for key, inner in value.items())
    if isinstance(value, (list, tuple)):
        return frozenset(shape(inner) for inner in value)
    if isinstance(value, bool) or not isinstance(value, _NUMBERS):
        return type(value)
    return Decimal


@cache
def _recorder(name: str) -> Recorder:
    return Recorder(Path(name))


def _line(request: Request, response: Response) -> bytes:
    query = f"?{urlencode(request.query)}" if request.query else ""
    exchange = {
        "method": request.method,
        "path": request.path + query,
        "request": request.body,
        "status": response.status,
        "response": response.body,
    }
    return encode(exchange) + b"\n"
