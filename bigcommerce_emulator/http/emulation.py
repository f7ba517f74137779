"""A store with all that happens around it: faults, counts and webhooks, but no socket yet."""

import time
from collections.abc import Iterator
from contextlib import contextmanager

from bigcommerce_emulator.api.application import Store
from bigcommerce_emulator.http.edge import Edge
from bigcommerce_emulator.http.faults import FaultPlan
from bigcommerce_emulator.http.webhooks import Hook, Webhooks


class Emulation:
    """What a server serves, and what a test in the same process calls without one."""

    def __init__(
        self, store: Store, plan: FaultPlan | None = None, hooks: tuple[Hook, ...] = ()
    ) -> None:
        self.store = store
        self.edge = Edge(store, plan or FaultPlan(), time.monotonic)
        self.webhooks = Webhooks(store)
        self.webhooks.hooks = hooks

    def reset(self) -> None:
        """Starts anew, but for the fault plan and the webhooks that were given, not subscribed."""
        self.store.reset()
        self.edge.forget()
        self.webhooks.forget()

    @contextmanager
    def delivering(self) -> Iterator[None]:
        """Delivers webhooks until the block ends."""
        self.store.observers.append(self.webhooks)
        try:
            with self.webhooks.delivering():
                yield
        finally:
            self.store.observers.remove(self.webhooks)
