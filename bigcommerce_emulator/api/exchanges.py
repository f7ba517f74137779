"""Writes down what was asked and answered, one exchange of each shape."""

import os
from collections.abc import Callable
from decimal import Decimal
from functools import cache
from pathlib import Path
from threading import Lock
from urllib.parse import urlencode

from bigcommerce_emulator.api.b2b_calls import is_theirs
from bigcommerce_emulator.api.hook_calls import ROUTES as HOOK_ROUTES
from bigcommerce_emulator.api.messages import TOO_LARGE, UNREADABLE, Request, Response, encode
from bigcommerce_emulator.api.routes import operation

VARIABLE = "EMULATOR_EXCHANGES"
_UNREAD = (UNREADABLE, TOO_LARGE)
_HOOK_CALLS = tuple(entry.name for methods in HOOK_ROUTES.values() for entry in methods.values())
# Calls that are none, some that are specified in files of their own, a list that its specification
# describes as a list in words and as a single object in its schema, and the two paths that are
# only known from the links of orders.
_BEYOND_THE_SPECS = (
    "unknown",
    "payment_token",
    "list_metafields",
    "linked_addresses",
    "linked_quotes",
    "list_customers",
    "list_variants",
    "list_products",
    *_HOOK_CALLS,
)
_TAKES_AN_ADDRESS = ("update_billing_address", "shipping_option")
_NUMBERS = (int, float, Decimal)

Recording = Callable[[Request, Response, bool], None]
"""Takes an exchange, and whether it was answered in the documented shapes."""


class Recorder:
    """Appends exchanges to a JSONL file that several processes may share; headers never go in.

    What the published specs do not describe goes, without its bodies, to a file beside it; what
    B2B Edition is asked, whose paths and specification are others, goes to a third one.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._seen: set[object] = set()
        self._lock = Lock()

    def __call__(self, request: Request, response: Response, is_documented: bool = True) -> None:
        """Writes the exchange unless one of its shape was written by this recorder."""
        name = operation(request.method, request.path)
        if not is_documented or is_beyond_the_specs(name, request):
            self._write_once((request.method, name, response.status), request, response, True)
            return
        shapes = shape(request.body), shape(response.body)
        key = (name, tuple(request.query), response.status, shapes)
        self._write_once(key, request, response, False)

    def _write_once(
        self, key: object, request: Request, response: Response, is_beyond: bool
    ) -> None:
        with self._lock:
            if key in self._seen:
                return
            self._seen.add(key)
            if is_beyond:
                self._append(beyond(self._path), _bare_line(request, response))
            elif is_theirs(request.path):
                self._append(of_b2b(self._path), _line(request, response))
            else:
                self._append(self._path, _line(request, response))

    @staticmethod
    def _append(path: Path, line: bytes) -> None:
        # One write to a file opened for appending is never torn by another process's.
        file = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o644)
        try:
            os.write(file, line)
        finally:
            os.close(file)


def is_beyond_the_specs(name: str, request: Request) -> bool:
    """Whether the published specifications describe the exchange not at all, or in two ways."""
    if name in _BEYOND_THE_SPECS or request.body in _UNREAD:
        return True
    if name == "order_consignments":
        # A list of lines fits the schema of a list of links too, and must fit only one of them.
        return "consignments.line_items" in request.query.get("include", "")
    if name in ("add_items", "update_item"):
        # So does a product without options fit both kinds of line.
        return _names(request.body, "product_id")
    if name == "create_cart":
        return _names_options_beside_a_variant(request.body)
    # An address as the store shows it, sent back; and what the examples write for address.
    foreign = "country" if name in _TAKES_AN_ADDRESS else "shipping_address"
    return name in ("consignments", *_TAKES_AN_ADDRESS) and _names(request.body, foreign)


def _names_options_beside_a_variant(body: object) -> bool:
    """Whether a line has both, which the schema of a line with options has no place for."""
    lines = body.get("line_items") if isinstance(body, dict) else None
    return isinstance(lines, list) and any(
        {"option_selections", "variant_id"} <= line.keys()
        for line in lines
        if isinstance(line, dict)
    )


def _names(body: object, field: str) -> bool:
    if isinstance(body, dict):
        return field in body or any(_names(inner, field) for inner in body.values())
    return isinstance(body, list) and any(_names(inner, field) for inner in body)


def beyond(path: Path) -> Path:
    """The file beside a recording that holds what no published spec describes."""
    return path.with_name(f"{path.name}.beyond")


def of_b2b(path: Path) -> Path:
    """The file beside a recording that holds what B2B Edition was asked."""
    return path.with_name(f"{path.name}.b2b")


def unrecorded(request: Request, response: Response, is_documented: bool) -> None:
    """A recorder that writes nothing, whatever the environment says."""


def from_environment() -> Recording | None:
    """The recorder of the file that EMULATOR_EXCHANGES names, one for each file."""
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


def _bare_line(request: Request, response: Response) -> bytes:
    exchange = {"method": request.method, "path": request.path, "status": response.status}
    return encode(exchange) + b"\n"


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
