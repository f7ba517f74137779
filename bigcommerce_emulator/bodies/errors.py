"""The shapes in which BigCommerce says no."""

from collections.abc import Mapping

PAGE = "https://developer.bigcommerce.com/api-docs/getting-started/api-status-codes"
CONFLICT = (
    "The request cannot be processed due to a possible conflict."
    " Please review the changes and try again."
)


class RefusedError(Exception):
    """A request that the store declines, with the answer that says so."""

    def __init__(self, status: int, body: object, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(status)
        self.status = status
        self.body = body
        self.headers = dict(headers or {})


def v3(status: int, title: str, errors: Mapping[str, str] | None = None) -> RefusedError:
    """A refusal in the general V3 shape, where `errors` is an object keyed by field."""
    body = {"status": status, "title": title, "type": PAGE, "instance": ""}
    return RefusedError(status, body if errors is None else {**body, "errors": dict(errors)})


def invalid(field: str, message: str) -> RefusedError:
    """A 422 that names the field which is wrong."""
    return v3(422, message, {field: message})


def incomplete_address(which: str, missing: list[str], code: str = "400") -> RefusedError:
    """The refusal of an address that is too short to order with, as staff or the guide tell it."""
    if code == "422":
        title = f"A {which} address for this order is incomplete"
        return v3(422, title, {f"{which}_address": f"Missing: {', '.join(missing)}."})
    body: dict[str, object] = {"status": 400, "title": f"The {which} address is incomplete."}
    kind = f"invalid_{which}_address"
    return RefusedError(400, body | {"type": kind, "detail": f"Missing: {', '.join(missing)}."})


def coupon_refused(code: str, title: str) -> RefusedError:
    """The 400 of a coupon that this order cannot have, with a code that says why."""
    return RefusedError(400, {"status": 400, "title": title, "type": PAGE, "code": code})


def conflict() -> RefusedError:
    """The 409 for a `version` that is not the current one."""
    return RefusedError(409, {"status": 409, "title": CONFLICT, "type": PAGE})


def unreadable(detail: str) -> RefusedError:
    """The 400 for a body of another kind than the operation takes."""
    body = {"status": 400, "title": "Input is invalid", "type": PAGE, "detail": detail}
    return RefusedError(400, body)


def checkout_not_found() -> RefusedError:
    """The 404 of reading a checkout, the one shape where `errors` is an array."""
    error = {
        "status": 404,
        "title": "Not found",
        "type": PAGE,
        "detail": "The requested checkout was not found.",
    }
    return RefusedError(404, {"errors": [error]})


def v2(status: int, message: str) -> RefusedError:
    """A refusal in the V2 shape, an array."""
    return RefusedError(status, [{"status": status, "message": message}])


def tax_provider_down() -> RefusedError:
    """The 500 of a checkout whose taxes cannot be had, where the fallback is turned off."""
    title = "The tax provider is unavailable."
    kind = "tax_provider_unavailable"
    return RefusedError(500, {"status": 500, "code": 10000, "title": title, "type": kind})


def stock_conflict(rows: list[dict[str, object]]) -> RefusedError:
    """The 409 of V2 that says of which variants there are too few, and how many are left."""
    message = "The order does not meet stock or quantity requirements."
    body = {"status": 409, "message": message, "details": {"errors": rows}}
    return RefusedError(409, [body])


def b2b(status: int, message: str, data: Mapping[str, str] | None = None) -> RefusedError:
    """A refusal in the shape of B2B Edition, which says its code in the body."""
    body = {"code": status, "data": dict(data or {}), "meta": {"message": message}}
    return RefusedError(status, body)


def for_version(version: str, status: int, title: str) -> RefusedError:
    """A refusal in the shape of the API version that was called."""
    if version == "b2b":
        return b2b(status, title)
    return v2(status, title) if version == "v2" else v3(status, title)
