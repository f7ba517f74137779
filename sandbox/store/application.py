"""The store: one entry for every call, whatever carries it."""

import time
from collections.abc import Callable, Mapping
from threading import Lock

from sandbox.store.carts import Cart
from sandbox.store.catalog import Seed
from sandbox.store.errors import RefusedError, for_version
from sandbox.store.exchanges import Recording, from_environment
from sandbox.store.fields import digits
from sandbox.store.gateway import Quota, check_headers, unauthorized
from sandbox.store.identifiers import Identifiers
from sandbox.store.merchant import Merchant
from sandbox.store.messages import UNREADABLE, Request, Response, encode
from sandbox.store.orders import Order
from sandbox.store.routes import ROUTES, Call, Operation, operation, template
from sandbox.store.seed import default_seed
from sandbox.store.settings import Settings
from sandbox.store.state import State

__all__ = ["UNREADABLE", "Request", "Response", "Store", "encode", "operation"]

_SETTINGS = Settings()


class Store:
    """A store of one merchant, in memory; safe to call from several threads."""

    def __init__(
        self,
        settings: Settings = _SETTINGS,
        seed: Seed | None = None,
        now: Callable[[], float] = time.time,
        recorder: Recording | None = None,
    ) -> None:
        self._lock = Lock()
        self._settings = settings
        self._seed = seed or default_seed()
        self._now = now
        self._recorder = recorder or from_environment()
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
                tokens={settings.access_token},
                next_order_id=settings.first_order_id,
            )
            self._quota = None if settings.rate_limit is None else Quota(settings.rate_limit)
            self.merchant = Merchant(self._state, self._lock)

    def handle(self, request: Request) -> Response:
        """The answer to one request; a refusal changes nothing."""
        with self._lock:
            response = self._limited(request)
        if self._recorder is not None:
            self._recorder(request, response)
        return response

    @property
    def orders(self) -> list[Order]:
        """Every order there is, archived ones too, by id."""
        return list(self._state.orders.values())

    @property
    def carts(self) -> Mapping[str, Cart]:
        """The carts that exist, by id."""
        return self._state.carts

    @property
    def settings(self) -> Settings:
        """The switches this store runs with."""
        return self._settings

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
            response = Response(refusal.status, refusal.body, refusal.headers)
        if self._quota is not None:
            response.headers |= self._quota.headers(self._state.now())
        return response

    def _answer(self, request: Request) -> Response:
        store_hash, pattern, ids = template(request.path)
        version = pattern[0] if pattern else "v3"
        if store_hash != self._settings.store_hash:
            raise unauthorized(version)
        if request.headers.get("x-auth-token") not in self._state.tokens:
            raise unauthorized(version)
        if self._quota is not None and not self._quota.take(self._state.now()):
            raise for_version(version, 429, "Too many requests.")
        found = _route(request.method, pattern, version)
        check_headers(request, version)
        return found.answer(self._state, Call(request, ids))


def _route(method: str, pattern: tuple[str, ...], version: str) -> Operation:
    methods = ROUTES.get(pattern)
    if methods is None:
        raise for_version(version, 404, "The requested resource was not found.")
    found = methods.get(method)
    if found is None:
        refusal = for_version(version, 405, "Method not allowed.")
        refusal.headers["Allow"] = ", ".join(methods)
        raise refusal
    return found
