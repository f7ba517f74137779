"""The client for programs: one call, one order, however often it has to be sent."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import Self, TypeVar

from cart_to_order.attention import Filter, NeedsAttention, listing, retrying
from cart_to_order.calls import Order
from cart_to_order.connection import AsyncConnection, Connection
from cart_to_order.keys import chosen_key
from cart_to_order.place import Api
from cart_to_order.results import CancelResult, Pending, Quote, Refused, Result
from cart_to_order.retrying import Conversation, Now, asking, cancelling, placing, quoting
from order_service.keys import read_key

PATIENCE = 120.0
"""Seconds that a call goes on trying, unless the caller gives another number."""
T = TypeVar("T")


class Client:
    """Places orders and waits for them; several threads can share one.

    Every method raises NotAllowed when the API does not let this caller in, and UnexpectedAnswer
    when something else than this service answers.
    """

    def __init__(
        self,
        api: Api,
        *,
        connection: Connection | None = None,
        now: Now = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._connection = connection or Connection(api.url, api.sign)
        self._now, self._sleep = now, sleep

    def place_order(
        self,
        store: str,
        order: Order,
        *,
        key: str | None = None,
        order_number: str | int | None = None,
        patience: float = PATIENCE,
    ) -> Result:
        """Return what became of the order under this key, or the key of the caller's number.

        Tries again with the same key, when the service says, for up to ``patience`` seconds.
        Raises ValueError unless one of key and number is given.
        """
        chosen = chosen_key(key, order_number)
        return self._held(placing(store, chosen, order, patience, self._now))

    def order_status(self, store: str, key: str, *, patience: float = PATIENCE) -> Result | None:
        """Return what became of a key; None if the service does not know it.

        Then its message may still wait in the queue, or it is forgotten, or was never sent.
        """
        return self._held(asking(read_key(store, key), patience, self._now))

    def cancel(
        self, store: str, key: str, *, order: bool = False, patience: float = PATIENCE
    ) -> CancelResult:
        """Cancel a key: it gets no order. With ``order`` also the order, should there be one.

        Asks again while the order is being placed; what was asked is carried out meanwhile.
        """
        return self._held(cancelling(read_key(store, key), order, patience, self._now))

    def quote(
        self, store: str, order: Order, *, patience: float = PATIENCE
    ) -> Quote | Refused | Pending:
        """Return what the order would cost; nothing is ordered."""
        return self._held(quoting(store, order, patience, self._now))

    def needing_attention(
        self, store: str, wanted: Filter | None = None, *, patience: float = PATIENCE
    ) -> list[NeedsAttention]:
        """Return the orders of a store that are refused, parked, in doubt or waiting, and why.

        Raises CannotAsk when the list cannot be had, and names what is wrong with a filter.
        """
        return self._held(listing(store, wanted or Filter(), patience, self._now))

    def retry(
        self,
        store: str,
        key: str,
        order: Order | None = None,
        *,
        wait: bool = True,
        patience: float = PATIENCE,
    ) -> Result:
        """Send a refused order again under its own key, as it was or corrected.

        Returns what it came to; Pending when that is not known in time, or without ``wait``.
        """
        return self._held(retrying(store, key, order, patience, self._now, wait=wait))

    def close(self) -> None:
        """Close the connections."""
        self._connection.close()

    def __enter__(self) -> Self:
        """Return the client itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close the connections."""
        self.close()

    def _held(self, conversation: Conversation[T]) -> T:
        try:
            turn = next(conversation)
            while True:
                if turn.after:
                    self._sleep(turn.after)
                turn = conversation.send(self._connection.send(turn.call))
        except StopIteration as end:
            result: T = end.value
            return result


class AsyncClient:
    """The same, awaited; for one event loop."""

    def __init__(
        self,
        api: Api,
        *,
        connection: AsyncConnection | None = None,
        now: Now = time.monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._connection = connection or AsyncConnection(api.url, api.sign)
        self._now, self._sleep = now, sleep

    async def place_order(
        self,
        store: str,
        order: Order,
        *,
        key: str | None = None,
        order_number: str | int | None = None,
        patience: float = PATIENCE,
    ) -> Result:
        """Return what became of the order; see Client.place_order."""
        chosen = chosen_key(key, order_number)
        return await self._held(placing(store, chosen, order, patience, self._now))

    async def order_status(
        self, store: str, key: str, *, patience: float = PATIENCE
    ) -> Result | None:
        """Return what became of a key; see Client.order_status."""
        return await self._held(asking(read_key(store, key), patience, self._now))

    async def cancel(
        self, store: str, key: str, *, order: bool = False, patience: float = PATIENCE
    ) -> CancelResult:
        """Cancel a key; see Client.cancel."""
        return await self._held(cancelling(read_key(store, key), order, patience, self._now))

    async def quote(
        self, store: str, order: Order, *, patience: float = PATIENCE
    ) -> Quote | Refused | Pending:
        """Return what the order would cost; nothing is ordered."""
        return await self._held(quoting(store, order, patience, self._now))

    async def needing_attention(
        self, store: str, wanted: Filter | None = None, *, patience: float = PATIENCE
    ) -> list[NeedsAttention]:
        """Return the orders that need attention; see Client.needing_attention."""
        return await self._held(listing(store, wanted or Filter(), patience, self._now))

    async def retry(
        self,
        store: str,
        key: str,
        order: Order | None = None,
        *,
        wait: bool = True,
        patience: float = PATIENCE,
    ) -> Result:
        """Send a refused order again; see Client.retry."""
        return await self._held(retrying(store, key, order, patience, self._now, wait=wait))

    async def close(self) -> None:
        """Close the connections."""
        await self._connection.close()

    async def __aenter__(self) -> Self:
        """Return the client itself."""
        return self

    async def __aexit__(self, *_: object) -> None:
        """Close the connections."""
        await self.close()

    async def _held(self, conversation: Conversation[T]) -> T:
        try:
            turn = next(conversation)
            while True:
                if turn.after:
                    await self._sleep(turn.after)
                turn = conversation.send(await self._connection.send(turn.call))
        except StopIteration as end:
            result: T = end.value
            return result
