"""A store that tests share: served on loopback once its URL is asked for, or called directly."""

import json
from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from starlette.types import ASGIApp

from bigcommerce_emulator.api.application import Request, Store
from bigcommerce_emulator.http import wire
from bigcommerce_emulator.http.admin import summary
from bigcommerce_emulator.http.controls import turned
from bigcommerce_emulator.http.emulation import Emulation
from bigcommerce_emulator.http.faults import read_plan
from bigcommerce_emulator.http.guard import KEY_HEADER
from bigcommerce_emulator.orders.merchant import Merchant
from bigcommerce_emulator.profiles.profiles import Profile, profile
from bigcommerce_emulator.server import Address, Running, serving
from bigcommerce_emulator.state.catalog import Seed
from bigcommerce_emulator.state.seed import load_seed
from bigcommerce_emulator.state.settings import Settings, pairs

if TYPE_CHECKING:
    from requests.adapters import HTTPAdapter


@dataclass(frozen=True, slots=True)
class Admin:
    """Where the admin API listens, and the header that opens it."""

    url: str
    headers: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer of the store to a call in the same process; numbers with a point are exact."""

    status: int
    body: Any
    headers: Mapping[str, str]


class Emulator:
    """One store, its faults and its merchant, as a test sees them."""

    def __init__(
        self,
        settings: Settings | None = None,
        seed: Seed | None = None,
        profile: Profile | None = None,
    ) -> None:
        self._profile = profile or Profile()
        chosen = seed or self._profile.seed()
        self._emulation = Emulation(Store(settings or Settings(), chosen), self._profile.plan())
        self._open = ExitStack()
        self._served: Running | None = None

    @property
    def store(self) -> Store:
        """The store itself: `store.orders`, `store.carts`, `store.quota`."""
        return self._emulation.store

    @property
    def merchant(self) -> Merchant:
        """Acts as the merchant or a paying customer: `pay_order`, `set_stock`, `move_order`."""
        return self.store.merchant

    @property
    def app(self) -> ASGIApp:
        """The API as an ASGI application: no socket is opened by it."""
        return self._emulation.edge

    @property
    def url(self) -> str:
        """Where the store listens on loopback, which it does from the first time that one asks."""
        return self._running.url

    @property
    def store_hash(self) -> str:
        """The store's hash in the paths of the API."""
        return self.store.settings.store_hash

    @property
    def api_url(self) -> str:
        """What stands before /v2 and /v3 in every path."""
        return f"{self.url}/stores/{self.store_hash}"

    @property
    def token(self) -> str:
        """The access token with every scope."""
        return self.store.settings.access_token

    @property
    def client_secret(self) -> str:
        """What webhooks are signed with."""
        return self.store.settings.client_secret

    @property
    def headers(self) -> dict[str, str]:
        """The headers that every call needs."""
        return {"X-Auth-Token": self.token, "Accept": "application/json"}

    @property
    def admin(self) -> Admin:
        """The admin API, for programs that the test starts."""
        running = self._running
        return Admin(str(running.admin_url), {KEY_HEADER: running.admin_key})

    def handle(
        self,
        method: str,
        path: str,
        body: object = None,
        query: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Reply:
        """The answer to one call, `/v3/carts` say, without a socket and without delays.

        ConnectionResetError where the fault plan cuts the call.
        """
        given = {**self.headers, "Content-Type": "application/json", **(headers or {})}
        plain = {name.lower(): text for name, text in given.items()}
        sent = None if body is None else wire.parse(json.dumps(body, default=_number).encode())
        where = f"/stores/{self.store_hash}{path}"
        answer = self._emulation.edge.handle(Request(method, where, query or {}, plain, sent))
        if answer is None:
            raise ConnectionResetError("the fault plan cut this call")
        return Reply(answer.status, _parsed(answer), answer.headers)

    def faults(
        self,
        *rows: Mapping[str, object],
        seed: int = 1,
        only_first_seconds: float | None = None,
    ) -> None:
        """Let calls fail in these ways, and in no others; without rows nothing fails."""
        plan = {"faults": list(rows), "seed": seed, "only_first_seconds": only_first_seconds}
        self._emulation.edge.plan = read_plan(plan)

    def set(self, **switches: object) -> None:
        """Turn switches until the next test."""
        self.store.turn(turned(self.store.settings, switches))

    def orders(self) -> list[dict[str, Any]]:
        """Every order, archived ones too, without its customer."""
        return [summary(order) for order in self.store.orders]

    def requests(self) -> list[dict[str, Any]]:
        """The last requests, the newest first."""
        return [asdict(entry) for entry in self._emulation.edge.journal]

    def requests_adapter(self) -> "HTTPAdapter":
        """An adapter for a session of `requests` that carries every call to this store.

        `session.mount("https://api.bigcommerce.com", bigcommerce.requests_adapter())` leads a
        client here that knows no other address.
        """
        # Only those who have `requests` can use it, so it is no dependency.
        from bigcommerce_emulator.testing.requests_adapter import (  # noqa: PLC0415
            ToTheEmulator,
        )

        return ToTheEmulator(self.url)

    def reset(self) -> None:
        """Everything as it was at the start: carts, orders, switches, faults and webhooks."""
        self._emulation.reset()
        self._emulation.webhooks.hooks = ()
        self._emulation.edge.plan = self._profile.plan()

    def close(self) -> None:
        """Stop serving."""
        self._served = None
        self._open.close()

    @property
    def _running(self) -> Running:
        if self._served is None:
            self._served = self._open.enter_context(serving(self._emulation, Address(admin_port=0)))
        return self._served


def _number(value: object) -> float:
    if isinstance(value, Decimal):
        return float(value)
    raise TypeError(f"{type(value).__name__} has no place in a body")


def _parsed(answer: wire.Answer) -> Any:
    if answer.content_type != "application/json":
        return answer.content.decode()
    return wire.parse(answer.content) if answer.content else None


def chosen_store(profile_name: str, seed_file: str, switches: Mapping[str, object]) -> Emulator:
    """The emulator of a profile's name, a seed's file and switches; each may be empty."""
    chosen = profile(profile_name) if profile_name else Profile()
    settings = chosen.settings(Settings()).with_pairs(pairs(switches))
    return Emulator(settings, load_seed(Path(seed_file)) if seed_file else None, chosen)
