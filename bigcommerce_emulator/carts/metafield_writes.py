"""Finds and writes the metafields of a cart for the app that asks."""

from dataclasses import replace

from bigcommerce_emulator.bodies import fields
from bigcommerce_emulator.bodies.errors import v3
from bigcommerce_emulator.state import metafields
from bigcommerce_emulator.state.metafields import Metafield
from bigcommerce_emulator.state.state import State

MOST_PER_APP = 10
MOST_PER_CART = 250


def of_cart(state: State, cart_id: str, client: str) -> list[Metafield]:
    """The metafields of the cart that the app may see, also after the cart's deletion."""
    held = _held(state, cart_id)
    return [entry for entry in held if entry.is_seen_by(client)]


def find(state: State, cart_id: str, metafield_id: str, client: str) -> Metafield:
    """One metafield of the cart, or a 404."""
    number = fields.digits(metafield_id)
    for entry in of_cart(state, cart_id, client):
        if entry.id == number:
            return entry
    raise v3(404, "The resource at that URL is not found.")


def add(state: State, cart_id: str, client: str, value: object) -> Metafield:
    """A new metafield; 409 for one of the same name, 422 where there are too many."""
    held = _held(state, cart_id)
    texts, now = metafields.read(value), state.now()
    added = Metafield(state.next_metafield_id, cart_id, client, created=now, modified=now, **texts)
    _check_name(_noticed(state, held), added)
    mine = sum(entry.owner == client for entry in held)
    if mine >= MOST_PER_APP or len(held) >= MOST_PER_CART:
        limits = f"{MOST_PER_APP} metafields for each app and {MOST_PER_CART} in all"
        raise v3(422, f"A cart has at most {limits}.")
    state.next_metafield_id += 1
    state.metafields.setdefault(cart_id, []).append(added)
    _count_version(state, cart_id)
    return added


def update(state: State, found: Metafield, client: str, value: object) -> Metafield:
    """The metafield with everything about it written anew."""
    _check_writer(found, client)
    changed = replace(found, modified=state.now(), **metafields.read(value))
    held = state.metafields[found.cart_id]
    _check_name([entry for entry in held if entry is not found], changed)
    held[held.index(found)] = changed
    _count_version(state, found.cart_id)
    return changed


def delete(state: State, found: Metafield, client: str) -> None:
    """Deletes the metafield."""
    _check_writer(found, client)
    state.metafields[found.cart_id].remove(found)
    _count_version(state, found.cart_id)


def _held(state: State, cart_id: str) -> list[Metafield]:
    known = state.find_cart(cart_id) is not None or cart_id in state.orders_of_cart
    held = state.metafields.get(cart_id)
    if held is None and not known:
        raise v3(404, "The requested cart was not found.")
    return held or []


def _check_name(held: list[Metafield], wanted: Metafield) -> None:
    if any(entry.name == wanted.name for entry in held):
        title = "The Metafield conflicts with another Metafield of the same namespace and key."
        raise v3(409, title, {"key": title})


def _noticed(state: State, held: list[Metafield]) -> list[Metafield]:
    # Where the 409 is no lock, two requests at the same moment do not see each other's row.
    if state.settings.metafield_conflict == "atomic":
        return held
    noticed_until = state.now() - state.settings.metafield_conflict_delay_seconds
    return [entry for entry in held if entry.created <= noticed_until]


def _check_writer(found: Metafield, client: str) -> None:
    if not found.is_written_by(client):
        raise v3(403, "The metafield belongs to another app, which does not share writing.")


def _count_version(state: State, cart_id: str) -> None:
    cart = state.find_cart(cart_id)
    if cart is not None and state.settings.metafields_count_version == "yes":
        state.changed(cart)
