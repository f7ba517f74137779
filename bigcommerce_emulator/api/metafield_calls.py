"""The operations on the metafields of carts."""

from datetime import UTC, datetime

from bigcommerce_emulator.api.calls import Call, Json, Operation, Routes, v3_response
from bigcommerce_emulator.api.messages import Response
from bigcommerce_emulator.bodies.errors import invalid
from bigcommerce_emulator.carts import metafield_lists, metafield_writes
from bigcommerce_emulator.state.metafields import Metafield, client_of
from bigcommerce_emulator.state.state import State

FIELDS = frozenset(
    """
    resource_id key value namespace permission_set resource_type description owner_client_id
    date_created date_modified
    """.split()
)
"""What `include_fields` may name."""


def _list_metafields(state: State, call: Call) -> Response:
    rows = metafield_writes.of_cart(state, call.ids[0], _client(call))
    return _page(rows, call)


def _list_all_metafields(state: State, call: Call) -> Response:
    client = _client(call)
    held = (entry for rows in state.metafields.values() for entry in rows)
    return _page([entry for entry in held if entry.is_seen_by(client)], call, _wanted(call))


def _create_metafield(state: State, call: Call) -> Response:
    added = metafield_writes.add(state, call.ids[0], _client(call), call.request.body)
    return v3_response(200, _body(added))


def _read_metafield(state: State, call: Call) -> Response:
    return v3_response(200, _body(_found(state, call)))


def _update_metafield(state: State, call: Call) -> Response:
    found = _found(state, call)
    changed = metafield_writes.update(state, found, _client(call), call.request.body)
    return v3_response(200, _body(changed))


def _delete_metafield(state: State, call: Call) -> Response:
    metafield_writes.delete(state, _found(state, call), _client(call))
    return Response(204, None)


def _found(state: State, call: Call) -> Metafield:
    return metafield_writes.find(state, call.ids[0], call.ids[1], _client(call))


def _client(call: Call) -> str:
    return client_of(call.request.headers["x-auth-token"])


def _page(rows: list[Metafield], call: Call, wanted: set[str] | None = None) -> Response:
    shown, meta = metafield_lists.select(rows, call.request.query)
    bodies = [_body(entry) for entry in shown]
    if wanted is not None:
        bodies = [{name: body[name] for name in body if name in wanted} for body in bodies]
    return v3_response(200, bodies, meta)


def _wanted(call: Call) -> set[str] | None:
    text = call.request.query.get("include_fields")
    if not text:
        return None
    names = set(text.split(","))
    if not names <= FIELDS:
        raise invalid("include_fields", f"include_fields is some of {', '.join(sorted(FIELDS))}.")
    # The id comes with whatever else is asked for.
    return names | {"id"}


def _body(entry: Metafield) -> Json:
    return {
        "id": str(entry.id),
        "key": entry.key,
        "value": entry.value,
        "namespace": entry.namespace,
        "permission_set": entry.permission_set,
        "resource_type": "cart",
        "resource_id": entry.cart_id,
        "description": entry.description,
        "date_created": _time(entry.created),
        "date_modified": _time(entry.modified),
        "owner_client_id": entry.owner,
    }


def _time(seconds: float) -> str:
    return datetime.fromtimestamp(int(seconds), UTC).isoformat()


ROUTES: Routes = {
    ("v3", "carts", "metafields"): {"GET": Operation("list_all_metafields", _list_all_metafields)},
    ("v3", "carts", "*", "metafields"): {
        "GET": Operation("list_metafields", _list_metafields),
        "POST": Operation("create_metafield", _create_metafield),
    },
    ("v3", "carts", "*", "metafields", "*"): {
        "GET": Operation("read_metafield", _read_metafield),
        "PUT": Operation("update_metafield", _update_metafield),
        "DELETE": Operation("delete_metafield", _delete_metafield),
    },
}
