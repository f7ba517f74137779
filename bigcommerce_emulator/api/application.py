"""The store: one entry for every call, whatever carries it."""

import time
from collections.abc import Callable, Mapping, Sequence
from threading import Lock

from bigcommerce_emulator.api.b2b_calls import is_theirs, refused, store_hash_of
from bigcommerce_emulator.api.exchanges import Recording, from_environment
from bigcommerce_emulator.api.gateway import (
    another_store,
    behind_a_firewall,
    check_headers,
    in_maintenance,
    no_such_route,
    unauthorized,
)
from bigcommerce_emulator.api.messages import TOO_LARGE, UNREADABLE, Request, Response, encode
from bigcommerce_emulator.api.odd_shapes import shaped
from bigcommerce_emulator.api.quota import PLANS, Quota, Share
from bigcommerce_emulator.api.routes import ROUTES, Call, Operation, operation, template
from bigcommerce_emulator.bodies.errors import RefusedError, for_version
from bigcommerce_emulator.bodies.fields import digits
from bigcommerce_emulator.orders.merchant import Merchant
from bigcommerce_emulator.state.carts import Cart
from bigcommerce_emulator.state.catalog import Seed, Variant
from bigcommerce_emulator.state.events import Event, Observer
from bigcommerce_emulator.state.hooks import Subscription
from bigcommerce_emulator.state.identifiers import Identifiers
from bigcommerce_emulator.state.metafields import Metafield
from bigcommerce_emulator.state.orders import Order
from bigcommerce_emulator.state.scopes import EVERYTHING, check_scope, tokens
from bigcommerce_emulator.state.seed import default_seed
from bigcommerce_emulator.state.settings import Settings
from bigcommerce_emulator.state.state import State

__all__ = ["TOO_LARGE", "UNREADABLE", "Request", "Response", "Store", "encode", "operation"]

_SETTINGS = Settings()


class Store:
    """A store of one merchant, in memory; safe to call from several threads."""

    def __init__(
        self,
        settings: Settings = _SETTINGS,
        seed: Seed | None = None,
        now: Callable[[], float] = time.time,
        recorder: Recording | None = None,
        observer: Observer | None = None,
    ) -> None:
        self._lock = Lock()
        self._settings = settings
        self._seed = seed or default_seed()
        self._now = now
        self._recorder = recorder or from_environment()
        self.observers: list[Observer] = [] if observer is None else [observer]
        self.reset()

    def reset(self) -> None:
        """Forgets every cart, order and change: the store is as it was when it was made."""
        settings = self._settings
        with self._lock:
            self._state = State(
                settings=settings,
                seed=self._seed,
                now=self._now,
                identifiers=Identifiers(settings.id_seed),
                tokens={settings.access_token: EVERYTHING} | tokens(settings.tokens),
                next_order_id=settings.first_order_id,
                observe=self._tell,
                in_maintenance=settings.maintenance == "on",
            )
            self.quota = _quota(settings)
            self.merchant = Merchant(self._state, self._lock)

    def handle(self, request: Request, unseen_seconds: float = 0.0) -> Response:
        """The answer to one request; a refusal changes nothing.

        The request does not see orders that are younger than `unseen_seconds`.
        """
        with self._lock:
            self._state.unseen_seconds = unseen_seconds
            response = self._limited(request)
        self.record(request, response)
        return response

    def record(self, request: Request, response: Response) -> None:
        """Writes an exchange down if exchanges are recorded."""
        if self._recorder is not None:
            settings = self.settings
            documented = (
                settings.shapes == "documented"
                and settings.answers_leave_out == "nothing"
                and settings.b2b_errors == "status"
                and settings.broken_offer == "none"
                and settings.own_shipping != "no_id"
            )
            self._recorder(request, response, documented)

    @property
    def orders(self) -> list[Order]:
        """Every order there is, archived ones too, by id."""
        return list(self._state.orders.values())

    @property
    def carts(self) -> Mapping[str, Cart]:
        """The carts that exist, by id."""
        return self._state.carts

    @property
    def metafields(self) -> Mapping[str, Sequence[Metafield]]:
        """The metafields of each cart, also of one that is deleted."""
        return self._state.metafields

    @property
    def hooks(self) -> list[Subscription]:
        """The webhooks that apps subscribed to by the API."""
        return self._state.subscriptions()

    def stock_left(self, variant: Variant) -> int | None:
        """How many of the variant can be sold still; None means any number."""
        return self._state.left(variant)

    @property
    def settings(self) -> Settings:
        """The switches this store runs with now."""
        return self._state.settings

    def turn(self, settings: Settings) -> None:
        """Runs with other switches from now until the store is reset."""
        with self._lock:
            self._state.settings = settings

    @property
    def seed(self) -> Seed:
        """The catalog, the shipping and the taxes this store began with."""
        return self._seed

    @property
    def in_maintenance(self) -> bool:
        """Whether every call is answered with 503."""
        return self._state.in_maintenance

    def now(self) -> float:
        """The time on the store's clock."""
        return self._now()

    def cart_id_of(self, request: Request) -> str | None:
        """The cart that a request is about, by its path, its query or its order."""
        _, pattern, ids = template(request.path)
        if not ids:
            return request.query.get("cart_id")
        if pattern[0] == "v3":
            return ids[0]
        order = self._state.orders.get(digits(ids[0]) or 0)
        return None if order is None else order.cart_id

    def _limited(self, request: Request) -> Response:
        try:
            response = self._answer(request)
        except RefusedError as refusal:
            response = refused(request, refusal, self._state)
        if not is_theirs(request.path):
            response.headers |= self.quota.headers(self._state.now())
        return response

    def _answer(self, request: Request) -> Response:
        if self.settings.firewall == "on":
            raise behind_a_firewall()
        store_hash, pattern, ids = template(request.path)
        version = pattern[0] if pattern else "v3"
        if pattern not in ROUTES:
            raise no_such_route()
        if self._state.in_maintenance:
            raise in_maintenance(version)
        token = request.headers.get("x-auth-token", "")
        held = self._state.tokens.get(token)
        if held is None:
            raise unauthorized(version, token)
        if store_hash_of(request, store_hash) != self._settings.store_hash:
            raise another_store(version)
        self._take(request, version)
        found = _route(request.method, pattern, version)
        check_scope(held, request.method, pattern)
        check_headers(request, version)
        response = found.answer(self._state, Call(request, ids))
        if version == "v3":
            response.body = shaped(response.body, self.settings)
        return response

    def _tell(self, event: Event) -> None:
        for observer in self.observers:
            observer(event)

    def _take(self, request: Request, version: str) -> None:
        now = self._state.now()
        if not is_theirs(request.path) and not self.quota.take(now):
            refusal = for_version(version, 429, "Too many requests.")
            refusal.headers.update(self.quota.retry_after(now))
            raise refusal


def _quota(settings: Settings) -> Quota:
    low, high = settings.others_low, settings.others_high
    share = Share(low, max(low, high), settings.others_seconds)
    limit = PLANS[settings.plan] if settings.rate_limit is None else settings.rate_limit
    return Quota(limit, share)


def _route(method: str, pattern: tuple[str, ...], version: str) -> Operation:
    methods = ROUTES[pattern]
    found = methods.get(method)
    if found is None:
        refusal = for_version(version, 405, "Method not allowed.")
        refusal.headers["Allow"] = ", ".join(methods)
        raise refusal
    return found
