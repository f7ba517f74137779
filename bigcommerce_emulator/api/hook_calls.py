"""The operations on webhooks, by which an app subscribes to events."""

from collections.abc import Mapping
from urllib.parse import urlsplit

from bigcommerce_emulator.api.calls import Call, Json, Operation, Routes, v3_response
from bigcommerce_emulator.api.messages import Response
from bigcommerce_emulator.bodies import fields
from bigcommerce_emulator.bodies.errors import RefusedError, invalid, v3
from bigcommerce_emulator.carts.metafield_lists import page
from bigcommerce_emulator.state.hooks import RESOURCES, Subscription
from bigcommerce_emulator.state.metafields import client_of
from bigcommerce_emulator.state.state import State

_FEWEST_PARTS = 2  # store, and a resource
MOST_OF_A_SCOPE = 10


def _create_hook(state: State, call: Call) -> Response:
    body, now = fields.mapping(call.request.body), state.now()
    scope, destination = _scope(body), _destination(body)
    entry = Subscription(
        state.next_hook_id, _client(call), scope, destination, _headers(body), now, now
    )
    entry.is_active = _flag(body, default=True)
    _check_limits(scope, destination, _own(state, call))
    state.hooks[entry.id] = entry
    state.next_hook_id += 1
    return _answer(state, entry)


def _list_hooks(state: State, call: Call) -> Response:
    query = call.request.query
    rows = _own(state, call)
    shown, meta = page([row for row in rows if _is_wanted(row, query)], query)
    return v3_response(200, [_body(state, row) for row in shown], meta)


def _read_hook(state: State, call: Call) -> Response:
    return _answer(state, _found(state, call))


def _update_hook(state: State, call: Call) -> Response:
    found, body = _found(state, call), fields.mapping(call.request.body)
    scope = _scope(body) if "scope" in body else found.scope
    destination = _destination(body) if "destination" in body else found.destination
    headers = _headers(body) if "headers" in body else found.headers
    is_active = _flag(body, default=found.is_active)
    _check_limits(scope, destination, [row for row in _own(state, call) if row is not found])
    # Everything was read before anything is written: a refusal changes nothing.
    found.scope, found.destination, found.headers = scope, destination, headers
    found.is_active, found.updated = is_active, state.now()
    return _answer(state, found)


def _delete_hook(state: State, call: Call) -> Response:
    found = _found(state, call)
    del state.hooks[found.id]
    # Nothing that waits to be delivered to it is delivered any more.
    answer = _answer(state, found)
    found.is_active = False
    return answer


def _found(state: State, call: Call) -> Subscription:
    number = fields.digits(call.ids[0])
    for row in _own(state, call):
        if row.id == number:
            return row
    raise _not_found(call.ids[0])


def _own(state: State, call: Call) -> list[Subscription]:
    client = _client(call)
    return [row for row in state.subscriptions() if row.client_id == client]


def _check_limits(scope: str, destination: str, others: list[Subscription]) -> None:
    """Refuses what the documented limits of the platform forbid to an app."""
    alike = [row for row in others if row.scope == scope]
    if any(row.destination == destination for row in alike):
        raise invalid("destination", "The app has a webhook of this scope and destination already.")
    if len(alike) >= MOST_OF_A_SCOPE:
        raise invalid("scope", f"An app has at most {MOST_OF_A_SCOPE} webhooks of a scope.")


def _not_found(name: str) -> RefusedError:
    return v3(404, f"Webhook with id [{name}] not found")


def _client(call: Call) -> str:
    return client_of(call.request.headers["x-auth-token"])


def _is_wanted(row: Subscription, query: Mapping[str, str]) -> bool:
    active = query.get("is_active")
    if active is not None and row.is_active != (active.lower() in ("true", "1")):
        return False
    given = ((row.scope, query.get("scope")), (row.destination, query.get("destination")))
    return all(wanted is None or held == wanted for held, wanted in given)


def _scope(body: Mapping[str, object]) -> str:
    scope = fields.required_text(body, "scope")
    parts = scope.split("/")
    known = parts[1:2] == ["*"] or (len(parts) >= _FEWEST_PARTS and parts[1] in RESOURCES)
    if parts[0] != "store" or not known or "*" in parts[1:-1]:
        names = ", ".join(sorted(RESOURCES))
        raise invalid(
            "scope", f"scope is store/RESOURCE/EVENT or ends with /*; resources: {names}."
        )
    return scope


def _destination(body: Mapping[str, object]) -> str:
    destination = fields.required_text(body, "destination")
    parts = urlsplit(destination)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise invalid("destination", "destination is a https URL; this emulator takes http too.")
    return destination


def _headers(body: Mapping[str, object]) -> Mapping[str, str] | None:
    given = body.get("headers")
    if given is None:
        return None
    if not isinstance(given, dict) or not all(_is_header(*row) for row in given.items()):
        raise invalid("headers", "headers is an object of texts in one line, or null.")
    return dict(given)


def _is_header(name: str, value: object) -> bool:
    plain = isinstance(value, str) and value.isascii() and value.isprintable()
    return plain and name.isascii() and name.isprintable() and " " not in name and ":" not in name


def _flag(body: Mapping[str, object], *, default: bool) -> bool:
    given = body.get("is_active")
    if given is None:
        return default
    if not isinstance(given, bool):
        raise invalid("is_active", "is_active is true or false.")
    return given


def _answer(state: State, entry: Subscription) -> Response:
    return v3_response(200, _body(state, entry))


def _body(state: State, entry: Subscription) -> Json:
    return {
        "id": entry.id,
        "client_id": entry.client_id,
        "store_hash": state.settings.store_hash,
        "created_at": int(entry.created),
        "updated_at": int(entry.updated),
        "scope": entry.scope,
        "destination": entry.destination,
        "is_active": entry.is_active,
        "headers": None if entry.headers is None else dict(entry.headers),
    }


ROUTES: Routes = {
    ("v3", "hooks"): {
        "GET": Operation("list_hooks", _list_hooks),
        "POST": Operation("create_hook", _create_hook),
    },
    ("v3", "hooks", "*"): {
        "GET": Operation("read_hook", _read_hook),
        "PUT": Operation("update_hook", _update_hook),
        "DELETE": Operation("delete_hook", _delete_hook),
    },
}
