"""Posts to URLs what happened in the store: at least once, a little later, never in its way."""

import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from heapq import heappop, heappush
from http.client import HTTPException
from itertools import count
from threading import Condition, Thread
from urllib.parse import urlsplit

from bigcommerce_emulator.api.application import Store
from bigcommerce_emulator.http.blocked_domains import BlockedDomains
from bigcommerce_emulator.http.callbacks import content_of, post_json, signed
from bigcommerce_emulator.state.events import SCOPES, Event
from bigcommerce_emulator.state.hooks import Subscription, hears

WAITS: Mapping[str, tuple[float, ...]] = {
    "short": (1, 5, 30),
    "documented": (60, 180, 300, 600, 900, 1800, 3600, 7200, 21_600, 50_400, 86_400),
    "none": (),
}
"""Seconds before each retry, by the switch `webhook_retries`."""

Post = Callable[[str, bytes, Mapping[str, str]], int]


@dataclass(frozen=True, slots=True)
class Hook:
    """Who wants to hear of what: a scope, or one that ends with * for all that begin so."""

    scope: str
    destination: str

    def __post_init__(self) -> None:
        """Refuses a scope that never happens and a URL that cannot be posted to."""
        if not any(self.hears(scope) for scope in SCOPES):
            raise ValueError(f"{self.scope!r} is none of {', '.join(SCOPES)}, nor store/*")
        parts = urlsplit(self.destination)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise ValueError("a destination is a http or https URL")

    def hears(self, scope: str) -> bool:
        """Whether an event of this scope is for this hook."""
        return hears(self.scope, scope)


@dataclass(order=True, slots=True)
class _Delivery:
    due: float
    number: int
    hook: Hook | Subscription = field(compare=False)
    name: str = field(compare=False)
    content: bytes = field(compare=False)
    tries: int = field(default=0, compare=False)


class Webhooks:
    """Delivers events while `delivering` lasts; each delivery that fails is tried again.

    It serves the hooks that it is given, and those that apps subscribed to by the store's API: of
    these each is deactivated after its last retry. Retries come due on the clock, whose seconds
    count from anywhere; what is written in a callback is the time on the store's clock.
    """

    def __init__(
        self,
        store: Store,
        post: Post = post_json,
        waits: tuple[float, ...] | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.hooks: tuple[Hook, ...] = ()
        self.counts = Counter[str]()
        self._store = store
        self._post = post
        self._waits = waits
        self._clock = clock
        self._domains = BlockedDomains()
        self._numbers = count()
        self._pending: list[_Delivery] = []
        self._changed = Condition()
        self._ending = False

    def __call__(self, event: Event) -> None:
        """Plans a delivery to every hook that hears of such an event; returns immediately."""
        known: list[Hook | Subscription] = [*self.hooks, *self._store.hooks]
        wanted = [hook for hook in known if hook.hears(event.scope)]
        settings, now = self._store.settings, self._store.now()
        if wanted:
            producer = f"stores/{settings.store_hash}"
            name, content = content_of(event, producer, next(self._numbers), now)
            for hook in wanted * (2 if settings.webhooks == "twice" else 1):
                number = next(self._numbers)
                self._plan(_Delivery(self._clock(), number, hook, name, content))
            for hook in wanted:
                if isinstance(hook, Subscription):
                    hook.heard = now

    @contextmanager
    def delivering(self) -> Iterator[None]:
        """Delivers until the block ends; what is not delivered by then is forgotten."""
        thread = Thread(target=self._run, name="webhooks", daemon=True)
        thread.start()
        try:
            yield
        finally:
            with self._changed:
                self._ending = True
                self._changed.notify()
            thread.join()

    def deliver_due(self) -> None:
        """Deliver everything that is due by now."""
        while (delivery := self._next()) is not None:
            self._deliver(delivery)

    def forget(self) -> None:
        """Drops what is not delivered yet and counts anew."""
        with self._changed:
            self._pending.clear()
        self.counts.clear()
        self._domains = BlockedDomains()

    def _plan(self, delivery: _Delivery) -> None:
        with self._changed:
            heappush(self._pending, delivery)
            self._changed.notify()

    def _run(self) -> None:
        while not self._ending:
            self.deliver_due()
            with self._changed:
                wait = self._pending[0].due - self._clock() if self._pending else None
                if not self._ending and (wait is None or wait > 0):
                    self._changed.wait(wait)

    def _deliver(self, delivery: _Delivery) -> None:
        waits = self._waits
        if waits is None:
            waits = WAITS[self._store.settings.webhook_retries]
        if _is_deactivated(delivery.hook):
            self.counts["dropped"] += 1
        elif self._is_taken(delivery):
            self.counts["delivered"] += 1
        elif delivery.tries < len(waits):
            self.counts["tried again"] += 1
            delivery.due = self._clock() + waits[delivery.tries]
            delivery.tries += 1
            self._plan(delivery)
        else:
            self._give_up(delivery.hook)

    def _give_up(self, hook: Hook | Subscription) -> None:
        if isinstance(hook, Subscription):
            hook.deactivate(self._store.now())
        self.counts["given up"] += 1

    def _next(self) -> _Delivery | None:
        with self._changed:
            if self._ending or not self._pending or self._pending[0].due > self._clock():
                return None
            return heappop(self._pending)

    def _is_taken(self, delivery: _Delivery) -> bool:
        hook, now = delivery.hook, self._clock()
        client_id = hook.client_id if isinstance(hook, Subscription) else ""
        if self._domains.is_blocked(client_id, hook.destination, now):
            self.counts["blocked"] += 1
            return False
        taken = self._post_to(hook, delivery)
        self._domains.note(client_id, hook.destination, taken, now)
        return taken

    def _post_to(self, hook: Hook | Subscription, delivery: _Delivery) -> bool:
        secret = self._store.settings.client_secret
        own = (hook.headers or {}) if isinstance(hook, Subscription) else {}
        headers = {**own, **signed(delivery.name, delivery.content, secret, self._store.now())}
        try:
            return 200 <= self._post(hook.destination, delivery.content, headers) < 300
        except (OSError, HTTPException):
            return False


def hooks(rows: Iterable[Mapping[str, str]]) -> tuple[Hook, ...]:
    """The hooks that parsed JSON describes; ValueError says what is wrong."""
    try:
        return tuple(Hook(row["scope"], row["destination"]) for row in rows)
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError("webhooks are a list of objects with scope and destination") from error


def _is_deactivated(hook: Hook | Subscription) -> bool:
    return isinstance(hook, Subscription) and not hook.is_active
