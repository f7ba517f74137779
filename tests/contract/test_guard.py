"""A web page in the developer's browser gets at no server that runs on loopback."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from bigcommerce_emulator.api.application import Store
from bigcommerce_emulator.api.exchanges import unrecorded
from bigcommerce_emulator.http.guard import KEY_HEADER
from bigcommerce_emulator.server import Address, running_server
from bigcommerce_emulator.state.settings import Settings
from cart_to_order.pages.loopback import Page, page_server
from tests.browser import browse, needs_browser
from tests.contract.test_server import client_of, place_order
from tests.page_attack import BY_BROWSERS, attacked, rebound, said

pytestmark = pytest.mark.enable_socket

SECRET = "what only the developer may read"


@dataclass
class Machine:
    """A developer's machine: servers by name, and what reached them."""

    ports: Mapping[str, int]
    store: Store
    key: str
    pages_asked: list[str]


@pytest.fixture(scope="module")
def machine() -> Iterator[Machine]:
    store, asked = Store(Settings(), recorder=unrecorded), list[str]()

    def page(path: str) -> Page:
        asked.append(path)
        return Page(200, SECRET, {"Content-Type": "text/plain"})

    with (
        running_server(store, Address(admin_port=0)) as running,
        page_server("pages", page) as pages,
        client_of(running.url) as client,
    ):
        place_order(client)
        urls = {"store": running.url, "admin": running.admin_url or "", "pages": pages}
        ports = {name: urlsplit(url).port or 0 for name, url in urls.items()}
        yield Machine(ports, store, running.admin_key, asked)


SERVERS = pytest.mark.parametrize("server", ["store", "admin", "pages"])


@SERVERS
@pytest.mark.parametrize("headers", BY_BROWSERS.values(), ids=BY_BROWSERS)
def test_what_a_page_sends_is_answered_403(
    machine: Machine, server: str, headers: Mapping[str, str]
) -> None:
    machine.pages_asked.clear()
    for method in ("GET", "POST", "OPTIONS"):
        keyed = {**headers, KEY_HEADER: machine.key}
        status, answered, text = said(machine.ports[server], keyed, method=method)

        # Without a Host header, Uvicorn itself refuses.
        assert status in ((403, 400) if "Host" not in headers else (403,))
        assert "access-control-allow-origin" not in answered
        assert SECRET not in text
    assert machine.pages_asked == []


@pytest.mark.parametrize("headers", BY_BROWSERS.values(), ids=BY_BROWSERS)
def test_a_form_of_another_page_is_not_acted_on(
    machine: Machine, headers: Mapping[str, str]
) -> None:
    status, _, _ = said(machine.ports["store"], headers, "/play?act=close", "POST")

    assert status in ((403, 400) if "Host" not in headers else (403,))
    assert not machine.store.in_maintenance


@SERVERS
@pytest.mark.parametrize("name", ["127.0.0.1", "localhost", "[::1]"])
def test_the_developer_is_answered(machine: Machine, server: str, name: str) -> None:
    headers = {"Host": f"{name}:{{port}}", "Sec-Fetch-Site": "none", KEY_HEADER: machine.key}
    path = "/state" if server == "admin" else "/"

    assert said(machine.ports[server], headers, path)[0] == 200


LINK = {"Host": "127.0.0.1:{port}", "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document"}


def test_a_link_of_this_machine_leads_to_a_page_that_only_shows(machine: Machine) -> None:
    followed = {**LINK, "Sec-Fetch-Site": "same-site"}

    assert said(machine.ports["pages"], followed)[0] == 200
    assert said(machine.ports["store"], followed)[0] == 200
    assert said(machine.ports["store"], followed, "/play")[0] == 200


def test_a_link_of_this_machine_leads_nowhere_else(machine: Machine) -> None:
    followed = {**LINK, "Sec-Fetch-Site": "same-site"}
    keyed = {**followed, KEY_HEADER: machine.key}

    assert said(machine.ports["store"], followed, "/stores/sandbox/v3/carts")[0] == 403
    assert said(machine.ports["store"], followed, "/play?act=close", "POST")[0] == 403
    assert said(machine.ports["admin"], keyed, "/state")[0] == 403
    assert not machine.store.in_maintenance


@SERVERS
@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site", "Sec-Fetch-Dest": "iframe"},
        {"Sec-Fetch-Site": "same-site", "Sec-Fetch-Mode": "no-cors"},
        {"Sec-Fetch-Site": "same-site", "Origin": "http://127.0.0.1:1"},
    ],
    ids=["a link on the web", "a frame", "an image", "a form that posts"],
)
def test_nothing_else_of_another_page_passes_for_a_link(
    machine: Machine, server: str, headers: Mapping[str, str]
) -> None:
    machine.pages_asked.clear()
    keyed = {**LINK, KEY_HEADER: machine.key, **headers}

    assert said(machine.ports[server], keyed)[0] == 403
    assert machine.pages_asked == []


@pytest.mark.parametrize("key", [{}, {KEY_HEADER: "guessed"}])
def test_the_admin_api_needs_its_key(machine: Machine, key: Mapping[str, str]) -> None:
    headers = {"Host": "127.0.0.1:{port}", "Content-Length": "0", **key}
    status, _, text = said(machine.ports["admin"], headers, "/reset", "POST")

    assert (status, KEY_HEADER in text) == (403, True)
    assert len(machine.store.orders) == 1


def test_a_key_is_made_at_each_start() -> None:
    assert Address().admin_key != Address().admin_key
    assert Address().admin_key not in repr(Address())


@needs_browser
def test_a_page_in_a_browser_changes_nothing(machine: Machine, tmp_path: Path) -> None:
    machine.pages_asked.clear()
    admin, pages = machine.ports["admin"], machine.ports["pages"]
    sent = [
        (method, f"http://{name}:{port}{path}")
        for name in ("127.0.0.1", "localhost")
        for method, port, path in (("POST", admin, "/reset"), ("GET", pages, "/orders"))
    ]
    page = attacked(tmp_path, *sent)

    # The browser did send them: what refused them was the server.
    assert page.count("<li>answered</li>") == len(sent)
    assert len(machine.store.orders) == 1
    assert machine.pages_asked == []


@needs_browser
def test_a_browser_follows_a_link_from_one_page_of_this_machine_to_another(
    machine: Machine, tmp_path: Path
) -> None:
    target = f"http://127.0.0.1:{machine.ports['pages']}/orders"
    words = f'<meta http-equiv="refresh" content="0; url={target}">'
    with page_server("links", lambda _: Page(200, words, {"Content-Type": "text/html"})) as url:
        assert SECRET in browse(tmp_path, "--virtual-time-budget=5000", "--dump-dom", url)


@needs_browser
@SERVERS
def test_a_rebound_name_shows_nothing_in_a_browser(
    machine: Machine, server: str, tmp_path: Path
) -> None:
    shown = rebound(tmp_path, machine.ports[server])

    assert "Call this server as 127.0.0.1" in shown
    assert SECRET not in shown
    assert "Incomplete" not in shown
