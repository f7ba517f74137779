"""The page in a real browser."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from bigcommerce_emulator.api.application import Store
from bigcommerce_emulator.api.exchanges import unrecorded
from bigcommerce_emulator.server import running_server
from bigcommerce_emulator.state.settings import Settings
from tests.browser import browse, needs_browser
from tests.contract.test_server import CART, client_of, place_order

pytestmark = [pytest.mark.enable_socket, needs_browser]


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    """A store with an order, a cart in flight and a few requests."""
    store = Store(Settings(rate_limit=150), recorder=unrecorded)
    with running_server(store) as running, client_of(running.url) as client:
        place_order(client)
        client.ask("POST", "/v3/carts", CART)
        yield running.url


def test_a_browser_shows_orders_carts_and_requests(url: str, tmp_path: Path) -> None:
    page = browse(tmp_path, "--dump-dom", f"{url}/?refresh=0")

    for words in ("Incomplete", "37.48 USD", "opened", "/v3/carts", "of 150, resets in"):
        assert words in page


def test_a_browser_draws_the_page(url: str, tmp_path: Path) -> None:
    picture = tmp_path / "page.png"
    browse(
        tmp_path / "profile",
        f"--screenshot={picture}",
        "--window-size=1280,900",
        f"{url}/?refresh=0",
    )
    content = picture.read_bytes()

    assert content.startswith(b"\x89PNG")
    # A page without its style is a column of text on white: a third of these bytes.
    assert len(content) > 60_000
