"""The items of cancelled keys, as this release writes them: the next one has to read them.

``golden/cancelled.json`` is kept apart from what release 0.1 wrote, which had no such phase. A
change of it must be a decision: two versions work on one ledger while one is being deployed.
"""

import base64
import json
from pathlib import Path
from typing import Any

import pytest

from order_service.keys import OrderKey
from order_service.ledger.announcement import announced
from order_service.ledger.entry import CancelWish, Entry, Phase
from order_service.ledger.lease import Lease
from order_service.ledger.ledger import Ledger
from order_service.ledger.status import status_of
from tests.fakes.clock import FakeClock
from tests.fakes.dynamodb import FakeDynamoDB

KEY = OrderKey("acme", "order-1")
ITEMS: dict[str, Any] = json.loads(
    (Path(__file__).parent / "golden" / "cancelled.json").read_text()
)
CARTS = {"never sent": "", "sent before": "cart-1"}


def written(cart: str) -> Any:
    """What the ledger keeps of a key that was cancelled: after it had this cart, or unsent."""
    table: Any = FakeDynamoDB()
    clock = FakeClock()
    ledger = Ledger(table, "ledger", clock, keep_days=90)
    if cart:
        lease = ledger.claim(KEY, "a" * 64, clock.now() + 70)
        lease.cart_opened(cart, {})
        lease.given_back()
    taken = ledger.cancel(KEY, CancelWish.KEY, clock.now() + 70)
    assert isinstance(taken, Lease)
    if cart:
        taken.cancelled()
    # Who took the key is drawn anew each time; packed texts are in base64, as in a stream.
    item = table.items[str(KEY)] | {"lease_owner": {"S": "who"}}
    return {name: {kind: _text(one) for kind, one in item[name].items()} for name in item}


def _text(value: Any) -> Any:
    return base64.b64encode(value).decode() if isinstance(value, bytes) else value


@pytest.mark.parametrize("name", CARTS)
def test_a_cancelled_key_is_written_as_it_was(name: str) -> None:
    assert written(CARTS[name]) == ITEMS[name]


@pytest.mark.parametrize("name", CARTS)
def test_a_cancelled_key_is_read(name: str) -> None:
    entry = Entry.from_item(ITEMS[name])
    assert (entry.phase, entry.finished, entry.in_doubt) == (Phase.CANCELLED, True, False)
    assert (entry.cart_id, entry.order_id) == (CARTS[name], 0)
    assert entry.cancel_asked == CancelWish.KEY
    assert (status_of(entry)["state"], status_of(entry)["goes_on"]) == ("cancelled", False)
    said = announced(None, ITEMS[name])
    assert said is not None
    assert (said.event, said.key) == ("OrderCancelled", KEY)
