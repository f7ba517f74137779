"""Keeps web pages out of a server on loopback.

Loopback is not a wall: a page in the developer's browser can send requests to it, by its address
or by a name that the page's owner points at it (DNS rebinding). A browser says in its headers whom
a request is for and which page it comes from. The guard refuses what is meant for another name and
what another page sends; no page can set or leave out these headers. A link that a person follows
from another port of this machine leads to the pages that only show something.
"""

import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from http import HTTPStatus

from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

LOOPBACK_NAMES = ("127.0.0.1", "localhost", "[::1]")
KEY_HEADER = "X-Admin-Key"
KEY_VARIABLE = "ADMIN_KEY"
"""The environment variable in which a program that starts a server gives it the key."""
HOSTS_VARIABLE = "ALLOWED_HOSTS"
"""Likewise the Host headers, port included, to take beside those of loopback."""

_HTTP_PORT = 80
_LOOKED_AT = (
    b"host", b"origin", b"sec-fetch-site", b"sec-fetch-mode", b"sec-fetch-dest",
    KEY_HEADER.lower().encode(),
)  # fmt: skip
_OWN_PAGES = ("same-origin", "none")
_LINK = {"sec-fetch-site": ["same-site"], "sec-fetch-mode": ["navigate"],
         "sec-fetch-dest": ["document"]}  # fmt: skip
_REFUSED_PAGE = "A page of another origin may not call this server."


def new_key() -> str:
    """Return a key that nobody can guess, for one start of a server."""
    return secrets.token_urlsafe(24)


@dataclass(frozen=True, slots=True)
class Guard:
    """Decides which requests a server on one port takes.

    Below the `internal` paths it takes only those with the key; without a key it takes none there.
    `hosts` are Host headers, port included, that it takes beside those of loopback. `shown` are
    the pages, whole paths, whose GET acts on nothing: a link of another port may lead there.
    """

    port: int
    key: str = field(default="", repr=False)
    internal: tuple[str, ...] = ()
    hosts: tuple[str, ...] = ()
    shown: tuple[str, ...] = ()

    def refusal(
        self, path: str, headers: Iterable[tuple[str, str]], method: str = ""
    ) -> str | None:
        """Return why a request is refused, in a sentence; None if it is not."""
        given: dict[str, list[str]] = {}
        for name, value in headers:
            given.setdefault(name.lower(), []).append(value)
        hosts = given.get("host", [])
        if len(hosts) != 1 or hosts[0].lower() not in _names(self.port, self.hosts):
            return f"Call this server as 127.0.0.1, localhost or [::1], with its port {self.port}."
        if any(
            origin.lower() != f"http://{hosts[0].lower()}" for origin in given.get("origin", [])
        ):
            return _REFUSED_PAGE
        foreign = any(site not in _OWN_PAGES for site in given.get("sec-fetch-site", []))
        if foreign and not (method == "GET" and path in self.shown and _is_link(given)):
            return _REFUSED_PAGE
        if path.startswith(self.internal) and not self._has_key(given.get(KEY_HEADER.lower(), [])):
            return f"This path needs the key of this start in the header {KEY_HEADER}."
        return None

    def _has_key(self, keys: list[str]) -> bool:
        wanted = self.key.encode()
        return bool(wanted) and any(secrets.compare_digest(key.encode(), wanted) for key in keys)


def _is_link(given: Mapping[str, list[str]]) -> bool:
    """Return whether a person follows a link: the page that has it cannot read what is shown."""
    return all(given.get(name) == values for name, values in _LINK.items())


@cache
def _names(port: int, hosts: tuple[str, ...]) -> frozenset[str]:
    # A client leaves the port out if it is the usual one.
    ends = (f":{port}", "") if port == _HTTP_PORT else (f":{port}",)
    loopback = {f"{name}{end}" for name in LOOPBACK_NAMES for end in ends}
    return frozenset(loopback | {host.lower() for host in hosts})


class GuardedApp:
    """An ASGI application behind its guard."""

    def __init__(self, app: ASGIApp, guard: Guard) -> None:
        self._app = app
        self._guard = guard

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hand a request on, or answer 403; a WebSocket is refused before it opens."""
        refusal = None if scope["type"] == "lifespan" else self._refusal(scope)
        if refusal is None:
            await self._app(scope, receive, send)
        elif scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008})
        else:
            answer = PlainTextResponse(f"{refusal}\n", HTTPStatus.FORBIDDEN)
            await answer(scope, receive, send)

    def _refusal(self, scope: Scope) -> str | None:
        # ASGI writes names in lower case; what the guard does not look at need not be decoded.
        headers = [(name.decode("latin-1"), value.decode("latin-1"))
                   for name, value in scope["headers"] if name in _LOOKED_AT]  # fmt: skip
        return self._guard.refusal(scope["path"], headers, scope.get("method", ""))
