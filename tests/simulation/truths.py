"""Whether what a caller was answered is true at the end."""

import json
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from order_service.ledger.entry import Entry, Phase
from order_service.request.intake import read_order
from tests.simulation.callers import Said

ANOTHERS = "key_of_another_caller"


def untrue(entry: Entry, said: Said, *, begun_anew: bool = False) -> Iterator[str]:
    """Yield what of an answer does not hold for the key as it has ended.

    A refusal was true when it was said, if an operator let the key begin anew.
    """
    yield from _of_an_order(entry, said)
    yield from () if begun_anew else _of_a_refusal(entry, said)
    yield from _of_a_cancellation(entry, said)
    yield from _of_a_key_s_caller(entry, said)
    if said.status >= 500 and said.status != 503:
        yield f"answered {said.status} {said.body.get('code')}"


def _of_an_order(entry: Entry, said: Said) -> Iterator[str]:
    placed = (Phase.PLACED, entry.order_id)
    if said.status == 201:
        if not same_order(entry, said.asked):
            yield "an order said to the caller of another one"
        if (entry.phase, said.body["order_id"]) != placed:
            yield f"order said, and the key is {entry.phase}, or another order"
    shown = said.body.get("order", {}).get("order_id")
    if said.body.get("state") == "placed" and (entry.phase, shown) != placed:
        yield f"placed said, and the key is {entry.phase}, or another order"


def _of_a_refusal(entry: Entry, said: Said) -> Iterator[str]:
    code = said.body.get("code")
    if code == "key_reused" and same_order(entry, said.asked):
        yield "key_reused said to the caller whose order it is"
    of_the_key = code in ("key_reused", ANOTHERS)
    refused = said.status == 422 or said.body.get("state") == "rejected"
    if refused and not of_the_key and not entry.refused:
        yield f"refused said, and the key is {entry.phase}"


def _of_a_cancellation(entry: Entry, said: Said) -> Iterator[str]:
    code, placed = said.body.get("code"), (Phase.PLACED, entry.order_id)
    ended = code == "cancelled" or said.body.get("state") == "cancelled"
    if ended and entry.phase is not Phase.CANCELLED:
        yield f"cancelled said, and the key is {entry.phase}"
    if code == "already_placed" and (entry.phase, said.body["order_id"]) != placed:
        yield f"already placed said, and the key is {entry.phase}, or another order"
    if said.body.get("order", said.body).get("order_cancelled") and not entry.order_cancelled:
        yield "an order said to be cancelled, and it is not"


def _of_a_key_s_caller(entry: Entry, said: Said) -> Iterator[str]:
    own = entry.belongs_to in ("", f"iam:{said.principal}")
    code = said.body.get("code")
    if own and code == ANOTHERS:
        yield "key_of_another_caller said to the key's own caller"
    if said.apart and not own and code not in (ANOTHERS, "unknown_order"):
        yield f"another caller's key answered {said.status} {code}"


def same_order(entry: Entry, order: Mapping[str, Any]) -> bool:
    """Return whether the key stands for this order."""
    return _fingerprint(json.dumps(order)) == entry.fingerprint


@cache
def _fingerprint(order: str) -> str:
    return read_order(json.loads(order)).fingerprint()
