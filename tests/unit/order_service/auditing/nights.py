"""A night's audit of stores in memory."""

from typing import Any

import pytest

from order_service.auditing.nightly import Courtesy, StoreAudit, audits
from order_service.auditing.reading import LedgerPart
from order_service.bigcommerce.calls import StoreCalls
from order_service.bigcommerce.https import Send
from order_service.errors import OutOfTime
from order_service.keys import OrderKey
from order_service.ledger.entry import Entry, Phase
from tests.fakes.orders import order_body
from tests.fakes.shop import Shop

DAY = 86_400.0


def known(shop: Shop, key: str = "order-1") -> Entry:
    found = shop.ledger.read(OrderKey("acme", key))
    assert found is not None
    return found


def audited(
    shop: Shop, *entries: Entry, seconds: float = 900, days: float = 3, **sends: Send
) -> list[Any]:
    """The audit of the last days; ``sends`` are what stores by these names answer."""

    def open_calls(store: str, courtesy: Courtesy) -> StoreCalls:
        deadline, send = shop.deadline(seconds), sends.get(store, shop.calls)
        return StoreCalls(send, shop.credentials, store, "audit", deadline, courtesy.observe)

    since = shop.clock.now() - days * DAY
    return audits(
        LedgerPart(shop.clock.now(), [*entries]), since, open_calls, shop.deadline(seconds)
    )


def kinds(one: StoreAudit) -> list[str]:
    return [found.kind for found in one.found]


def second_order(shop: Shop, key: str = "order-1") -> int:
    """Create another order of the key's cart, as a request that the network repeats does."""
    store = shop.open_store(OrderKey("acme", key), shop.deadline())
    return store.create_order(known(shop, key).cart_id)


def cart_only(shop: Shop, key: str) -> None:
    """Place an order in too little time: it gets its cart, and create-order is not sent."""
    with pytest.raises(OutOfTime):
        shop.place(order_body(), key, seconds=14)
    assert known(shop, key).phase is Phase.CART
