"""The store as a real HTTP server, in the foreground or inside another program."""

import asyncio
import errno
import socket
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Thread

import uvicorn
from starlette.applications import Starlette
from starlette.routing import BaseRoute, Mount, Route
from starlette.types import ASGIApp, Receive, Scope, Send
from uvicorn.protocols.http.h11_impl import H11Protocol

from bigcommerce_emulator.api.application import Store
from bigcommerce_emulator.http.admin import Admin
from bigcommerce_emulator.http.connection import CuttableProtocol
from bigcommerce_emulator.http.edge import Edge
from bigcommerce_emulator.http.emulation import Emulation
from bigcommerce_emulator.http.faults import FaultPlan
from bigcommerce_emulator.http.guard import Guard, GuardedApp, new_key
from bigcommerce_emulator.http.webhooks import Hook
from bigcommerce_emulator.page import forms
from bigcommerce_emulator.page.page import Page

LOOPBACK = "127.0.0.1"
_BACKLOG = 512
_API = "/stores/"
_SHOWN = ("/", forms.PATH)
"""The store's pages, whose GET acts on nothing."""


@dataclass(frozen=True)
class Address:
    """Where a store listens, and what opens its admin API; port 0 takes a free one."""

    port: int = 0
    host: str = LOOPBACK
    admin_port: int | None = None
    admin_key: str = field(default_factory=new_key, repr=False)
    hosts: tuple[str, ...] = ()
    """Host headers, port included, that callers may send beside those of loopback and `host`."""
    links: Mapping[str, str] = field(default_factory=dict)
    """Pages of other programs that the store's page links to, by their names."""


@dataclass(frozen=True)
class Running:
    """Where a running store listens."""

    url: str
    admin_url: str | None
    admin_key: str = field(repr=False)
    edge: Edge


class PortTakenError(Exception):
    """Another program listens on the port."""

    def __init__(self, port: int) -> None:
        super().__init__(port)
        self.port = port


def application(emulation: Emulation, where: Address) -> ASGIApp:
    """The store's pages and, under /stores, its API; only on loopback they have forms."""
    edge, links, routes = emulation.edge, dict(where.links), list[BaseRoute]()
    if where.host == LOOPBACK:
        play = forms.Forms(emulation)
        links = {"play": forms.PATH} | links
        routes = [
            Route(forms.PATH, play.show, methods=["GET"]),
            Route(forms.PATH, play.take, methods=["POST"]),
        ]
    page = Page(emulation.store, edge, links)
    return _Fork(edge, Starlette(routes=[Route("/", page.__call__), *routes, Mount("/", edge)]))


class _Fork:
    """Leads a call of the API straight to it: the routing of pages costs a seventh of a call."""

    def __init__(self, api: ASGIApp, pages: ASGIApp) -> None:
        self._api = api
        self._pages = pages

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        is_a_call = scope["type"] == "http" and scope["path"].startswith(_API)
        await (self._api if is_a_call else self._pages)(scope, receive, send)


@contextmanager
def running_server(
    store: Store,
    address: Address | None = None,
    plan: FaultPlan | None = None,
    hooks: tuple[Hook, ...] = (),
) -> Iterator[Running]:
    """Serves the store until the block ends; without an admin port there is no admin API."""
    with serving(Emulation(store, plan, hooks), address) as running:
        yield running


@contextmanager
def serving(emulation: Emulation, address: Address | None = None) -> Iterator[Running]:
    """Serves what is emulated until the block ends; without an admin port there is no admin API."""
    where = address or Address()
    store = application(emulation, where)
    apps = [_guarded(store, where.host, where.port, where.hosts, shown=_SHOWN)]
    if where.admin_port is not None:
        admin = Admin(emulation).application()
        apps.append(_guarded(admin, LOOPBACK, where.admin_port, key=where.admin_key))
    urls = [_url(listener) for _, listener in apps]
    servers = [(_server(app), listener) for app, listener in apps]
    thread = Thread(target=lambda: asyncio.run(_serve(servers)), name="emulator")
    thread.start()
    try:
        with emulation.delivering():
            yield Running(urls[0], urls[1] if urls[1:] else None, where.admin_key, emulation.edge)
    finally:
        for server, _ in servers:
            server.should_exit = True
        thread.join()


def floor_server(app: ASGIApp) -> int:
    """Serves a bare application, on uvicorn as it comes, until it is terminated."""
    listener = _listen(LOOPBACK, 0)
    print(f"listening on {_url(listener)}", flush=True)
    asyncio.run(_serve([(_server(app, H11Protocol), listener)]))
    return 0


async def _serve(servers: list[tuple[uvicorn.Server, socket.socket]]) -> None:
    await asyncio.gather(*(server.serve(sockets=[listener]) for server, listener in servers))


def _guarded(
    app: ASGIApp,
    host: str,
    port: int,
    hosts: tuple[str, ...] = (),
    key: str = "",
    shown: tuple[str, ...] = (),
) -> tuple[ASGIApp, socket.socket]:
    listener = _listen(host, port)
    taken = listener.getsockname()[1]
    guard = Guard(taken, key, ("/",) if key else (), (*hosts, f"{host}:{taken}"), shown)
    return GuardedApp(app, guard), listener


def _server(app: ASGIApp, protocol: type[H11Protocol] = CuttableProtocol) -> uvicorn.Server:
    # No access log: paths hold cart ids, and this server is asked thousands of times a second.
    config = uvicorn.Config(
        app,
        http=protocol,
        loop="asyncio",
        ws="none",
        lifespan="off",
        log_config=None,
        access_log=False,
        proxy_headers=False,
        server_header=False,
        timeout_keep_alive=60,
        timeout_graceful_shutdown=1,
    )
    return uvicorn.Server(config)


def _listen(host: str, port: int) -> socket.socket:
    # asyncio turns Nagle's algorithm off only for sockets that say they are TCP.
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
    except OSError as error:
        listener.close()
        if error.errno == errno.EADDRINUSE:
            raise PortTakenError(port) from error
        raise
    # Listening now means that a caller who comes before the loop runs is kept waiting, not refused.
    listener.listen(_BACKLOG)
    return listener


def _url(listener: socket.socket) -> str:
    host, port = listener.getsockname()
    return f"http://{host}:{port}"
