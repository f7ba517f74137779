"""What stands before every operation: the token, its scopes and the headers."""

import re
from collections.abc import Mapping

from bigcommerce_emulator.api.messages import TOO_LARGE, UNREADABLE, PlainText, Request
from bigcommerce_emulator.bodies.errors import RefusedError, for_version

_JSON = "application/json"
_ACCEPTED = (_JSON, "application/*", "*/*")


def check_headers(request: Request, version: str) -> None:
    """Refuses an answer that is not JSON (406) and a body that is none or too long (415-400)."""
    accept = request.headers.get("accept")
    if accept is not None and accept != _JSON and not _accepts_json(accept):
        raise for_version(version, 406, "The answer is JSON; Accept must allow it.")
    if request.body is None:
        return
    if request.body is TOO_LARGE:
        raise for_version(version, 413, "The body is larger than this store takes.")
    if not _is_json(request.headers):
        raise for_version(version, 415, "The body must have Content-Type: application/json.")
    if request.body is UNREADABLE:
        raise for_version(version, 400, "The body is not valid JSON.")


def unauthorized(version: str, token: str) -> RefusedError:
    """The 401 for a token that is not the store's; in plain text for one that is no token."""
    if re.fullmatch(r"[\w-]+", token) is None:
        return RefusedError(401, PlainText("Unauthorized"))
    title = "Unauthorized: the X-Auth-Token is not valid for this store."
    if version in ("v2", "b2b"):
        return for_version(version, 401, title)
    return RefusedError(401, {"status": 401, "title": title})


def another_store(version: str) -> RefusedError:
    """The 403 for a store hash that the token is not for."""
    return for_version(version, 403, "The token is not for this store.")


def no_such_route() -> RefusedError:
    """The 404 for a path that the API does not have: in plain text, for every client."""
    return RefusedError(404, PlainText("The requested resource was not found."))


def behind_a_firewall() -> RefusedError:
    """The 403 of something on the way that lets nothing pass: a page, and none of the store's."""
    page = "<html><head><title>403 Forbidden</title></head><body>Request blocked.</body></html>"
    return RefusedError(403, PlainText(page))


def in_maintenance(version: str) -> RefusedError:
    """The 503 that answers everything while the store is closed."""
    return for_version(version, 503, "The store is in maintenance; come back later.")


def _accepts_json(accept: str) -> bool:
    kinds = (part.partition(";")[0].strip() for part in accept.split(","))
    return any(kind in _ACCEPTED for kind in kinds)


def _is_json(headers: Mapping[str, str]) -> bool:
    kind = headers.get("content-type", "")
    return kind == _JSON or kind.partition(";")[0].strip().lower() == _JSON
