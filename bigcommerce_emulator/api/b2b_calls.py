"""The operations of B2B Edition, which has a host of its own and its own words for everything."""

from collections.abc import Mapping

from bigcommerce_emulator.api.calls import Call, Operation, Routes
from bigcommerce_emulator.api.messages import Request, Response
from bigcommerce_emulator.b2b import answers, records
from bigcommerce_emulator.bodies.errors import RefusedError, b2b
from bigcommerce_emulator.bodies.fields import digits
from bigcommerce_emulator.state.state import State

PREFIX = "/api/v3/io/"
"""What begins every path of B2B Edition."""
STORE_HEADER = "x-store-hash"
_MOST_ROWS, _USUAL_ROWS = 200, 10


def is_theirs(path: str) -> bool:
    """Whether a path is one of B2B Edition's."""
    return path.startswith(PREFIX)


def store_hash_of(request: Request, in_the_path: str) -> str:
    """The store that a request is for, which a header says to B2B Edition."""
    return request.headers.get(STORE_HEADER, "") if is_theirs(request.path) else in_the_path


def refused(request: Request, refusal: RefusedError, state: State) -> Response:
    """The answer that a refusal becomes: its code may stand in the body alone."""
    in_body = isinstance(refusal.body, dict) and "code" in refusal.body
    hidden = in_body and is_theirs(request.path) and state.settings.b2b_errors == "code"
    return Response(200 if hidden else refusal.status, refusal.body, refusal.headers)


def _list_extra_fields(state: State, call: Call) -> Response:
    _check_edition(state)
    query = call.request.query
    limit = digits(query.get("limit", str(_USUAL_ROWS))) or _USUAL_ROWS
    offset = digits(query.get("offset", "0")) or 0
    if limit > _MOST_ROWS:
        raise b2b(422, f"limit is {_MOST_ROWS} at most")
    rows = [answers.extra_field(*row) for row in enumerate(state.seed.extra_fields, 1)]
    pages = {"totalCount": len(rows), "limit": limit, "offset": offset}
    return _answered(rows[offset : offset + limit], {"pagination": pages})


def _create_record(state: State, call: Call) -> Response:
    _check_edition(state)
    body = _object(call.request.body)
    order_id, customer_id = body.get("bcOrderId"), body.get("customerId")
    if not isinstance(order_id, int) or not isinstance(customer_id, int):
        raise b2b(422, "bcOrderId and customerId are required")
    made = records.create(state, order_id, customer_id, _changes(body))
    return _answered(answers.record(state, made))


def _read_record(state: State, call: Call) -> Response:
    _check_edition(state)
    return _answered([answers.record(state, records.find(state, digits(call.ids[0])))])


def _update_record(state: State, call: Call) -> Response:
    _check_edition(state)
    found = records.find(state, digits(call.ids[0]))
    changed = records.update(state, found, _changes(_object(call.request.body)))
    return _answered([answers.record(state, changed)])


def _answered(data: object, more: Mapping[str, object] | None = None) -> Response:
    return Response(
        200, {"code": 200, "data": data, "meta": {"message": "SUCCESS", **(more or {})}}
    )


def _check_edition(state: State) -> None:
    if state.settings.b2b_edition == "off":
        raise b2b(403, "B2B Edition is not enabled for this store.")


def _object(body: object) -> Mapping[str, object]:
    if not isinstance(body, dict):
        raise b2b(422, "the body must be an object")
    return body


def _changes(body: Mapping[str, object]) -> records.Changes:
    number, rows = body.get("poNumber"), body.get("extraFields")
    if number is not None and not isinstance(number, str):
        raise b2b(422, "poNumber must be a string")
    if rows is None:
        return number, None
    if not isinstance(rows, list):
        raise b2b(422, "extraFields must be an array")
    return number, dict(_field(row) for row in rows)


def _field(row: object) -> tuple[str, str]:
    name, value = (_object(row).get(key) for key in ("fieldName", "fieldValue"))
    if not isinstance(name, str) or not isinstance(value, str):
        raise b2b(422, "fieldName and fieldValue must be strings")
    return name, value


ROUTES: Routes = {
    ("b2b", "orders", "extra-fields"): {
        "GET": Operation("list_order_extra_fields", _list_extra_fields)
    },
    ("b2b", "orders"): {"POST": Operation("create_b2b_order", _create_record)},
    ("b2b", "orders", "*"): {
        "GET": Operation("read_b2b_order", _read_record),
        "PUT": Operation("update_b2b_order", _update_record),
    },
}
