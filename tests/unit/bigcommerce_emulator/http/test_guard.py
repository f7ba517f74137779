import asyncio
from collections.abc import Mapping

import pytest
from starlette.types import Message, Receive, Scope, Send

from bigcommerce_emulator.http.guard import KEY_HEADER, Guard, GuardedApp, new_key
from tests.page_attack import BY_BROWSERS

PORT = 4010
OURS = {"Host": f"127.0.0.1:{PORT}"}


def refused(guard: Guard, headers: Mapping[str, str], path: str = "/") -> bool:
    return guard.refusal(path, headers.items()) is not None


@pytest.mark.parametrize(
    "host", ["127.0.0.1:4010", "localhost:4010", "LOCALHOST:4010", "[::1]:4010"]
)
def test_loopback_with_the_port_is_taken(host: str) -> None:
    assert not refused(Guard(PORT), {"Host": host})


@pytest.mark.parametrize("headers", BY_BROWSERS.values(), ids=BY_BROWSERS)
def test_what_a_page_sends_is_refused(headers: Mapping[str, str]) -> None:
    given = {name: value.format(port=PORT) for name, value in headers.items()}

    assert refused(Guard(PORT), given)


@pytest.mark.parametrize("host", ["127.0.0.1", "127.0.0.1:40100", "127.0.0.2:4010", "::1:4010", ""])
def test_almost_loopback_is_refused(host: str) -> None:
    assert refused(Guard(PORT), {"Host": host})


def test_two_hosts_are_refused_whichever_comes_first() -> None:
    hosts = [("Host", OURS["Host"]), ("host", "evil.example")]

    for headers in (hosts, hosts[::-1]):
        assert Guard(PORT).refusal("/", headers) is not None


def test_a_port_that_clients_leave_out_may_be_left_out() -> None:
    assert not refused(Guard(80), {"Host": "localhost"})
    assert refused(Guard(80), {"Host": "evil.example"})


@pytest.mark.parametrize("site", ["same-origin", "none"])
def test_the_pages_of_the_server_itself_may_call_it(site: str) -> None:
    own = OURS | {"Origin": f"http://127.0.0.1:{PORT}", "Sec-Fetch-Site": site}

    assert not refused(Guard(PORT), own)
    assert refused(Guard(PORT), own | {"Origin": f"https://127.0.0.1:{PORT}"})
    assert refused(Guard(PORT), own | {"Origin": f"http://localhost:{PORT}"})


LINK = OURS | {
    "Sec-Fetch-Site": "same-site",
    "Sec-Fetch-Mode": "navigate",
    "Sec-Fetch-Dest": "document",
}


def test_a_link_of_this_machine_leads_only_to_what_the_server_shows() -> None:
    guard = Guard(PORT, shown=("/", "/play"))

    def followed(path: str, method: str = "GET", **more: str) -> bool:
        headers = LINK | {name.replace("_", "-"): value for name, value in more.items()}
        return guard.refusal(path, headers.items(), method) is None

    assert followed("/")
    assert followed("/play")
    assert not followed("/play", "POST")
    assert not followed("/stores")
    assert not followed("/", Sec_Fetch_Site="cross-site")
    assert not followed("/", Sec_Fetch_Dest="iframe")
    assert not followed("/", Origin="http://127.0.0.1:1")
    # The local AWS has this guard too, and a GET can act there: it names no page.
    assert Guard(PORT).refusal("/", LINK.items(), "GET") is not None


def test_another_host_is_taken_only_if_it_was_named_with_its_port() -> None:
    guard = Guard(PORT, hosts=("emulator:4010",))

    assert not refused(guard, {"Host": "Emulator:4010"})
    assert not refused(guard, OURS)
    assert refused(guard, {"Host": "emulator:4011"})
    assert refused(guard, {"Host": "emulator"})


def test_internal_paths_need_the_key_of_this_start() -> None:
    key = new_key()
    guard = Guard(PORT, key, ("/_internal/",))

    assert not refused(guard, OURS, "/else")
    assert refused(guard, OURS, "/_internal/reset")
    assert refused(guard, OURS | {KEY_HEADER: new_key()}, "/_internal/reset")
    assert refused(guard, OURS | {KEY_HEADER: "schlüssel"}, "/_internal/reset")
    assert not refused(guard, OURS | {KEY_HEADER: key}, "/_internal/reset")
    assert key not in repr(guard)


def test_a_key_opens_nothing_to_a_page() -> None:
    guard = Guard(PORT, "key", ("/",))

    assert not refused(guard, OURS | {KEY_HEADER: "key"})
    assert refused(guard, {"Host": f"evil.example:{PORT}", KEY_HEADER: "key"})


def test_without_a_key_nobody_gets_at_internal_paths() -> None:
    for key in ({}, {KEY_HEADER: ""}):
        assert refused(Guard(PORT, "", ("/",)), OURS | key)


class Recording:
    """An application that remembers what reached it, and what was sent back."""

    def __init__(self) -> None:
        self.reached: list[str] = []
        self.sent: list[Message] = []

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.reached.append(scope["type"])

    async def send(self, message: Message) -> None:
        self.sent.append(message)

    def ask(self, kind: str, host: str) -> None:
        scope = {"type": kind, "path": "/", "headers": [(b"host", host.encode())]}
        asyncio.run(GuardedApp(self, Guard(PORT))(scope, _nothing, self.send))


async def _nothing() -> Message:
    return {"type": "http.request"}


@pytest.mark.parametrize("kind", ["http", "websocket"])
def test_an_application_is_reached_by_its_own_host_only(kind: str) -> None:
    app = Recording()
    app.ask(kind, OURS["Host"])
    assert (app.reached, app.sent) == ([kind], [])

    app.ask(kind, f"evil.example:{PORT}")
    assert app.reached == [kind]
    assert (
        app.sent[0].get("status", app.sent[0].get("code")) == {"http": 403, "websocket": 1008}[kind]
    )


def test_an_application_is_started_and_ended_through_the_guard() -> None:
    app = Recording()
    scope = {"type": "lifespan"}
    asyncio.run(GuardedApp(app, Guard(PORT))(scope, _nothing, app.send))

    assert app.reached == ["lifespan"]
