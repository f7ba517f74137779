"""The documentation as the API shows it, to a signed caller and through `make up` to a browser."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from cart_to_order.pages.beside import NOTHING_BESIDE
from local_cloud.aws.cloud import LocalCloud
from local_cloud.aws.entry_points import EntryPoints, send
from local_cloud.docs_server import docs_server, localised
from tests.browser import browse, needs_browser
from tools.api_docs.files import PAGE


@pytest.fixture(scope="module")
def url(cloud: LocalCloud) -> Iterator[str]:
    with docs_server(cloud.deployment) as address:
        yield address


def test_a_signed_caller_is_shown_the_page(entry_points: EntryPoints) -> None:
    answer = entry_points.request("GET", "/docs", {}, b"")
    assert (answer.status, answer.header("Content-Type")) == (200, "text/html; charset=utf-8")
    assert answer.body == PAGE.read_text()


def test_nobody_else_is_shown_it(cloud: LocalCloud) -> None:
    assert send("GET", f"{cloud.deployment.api_url}/docs", {}).status == 403


def test_a_browser_on_this_machine_needs_no_signature(url: str, cloud: LocalCloud) -> None:
    answer = send("GET", url, {})
    shown = localised(PAGE.read_text(), cloud.deployment.api_url, NOTHING_BESIDE)
    assert (answer.status, answer.body) == (200, shown)
    assert f"<code>{cloud.deployment.api_url}</code>" in shown
    assert "default-src 'none'" in str(answer.header("Content-Security-Policy"))
    assert send("GET", url.replace("/docs", "/stores/sandbox/orders/k"), {}).status == 404


@needs_browser
def test_a_browser_draws_the_page_in_its_style(url: str, tmp_path: Path) -> None:
    bare = tmp_path / "bare.html"
    bare.write_text(re.sub(r"<style>.*?</style>", "", PAGE.read_text(), flags=re.DOTALL))
    # A busy machine may draw the same page in other shades, and so more than once.
    styled = {_drawn(url, tmp_path) for _ in range(2)}
    unstyled = {_drawn(bare.as_uri(), tmp_path) for _ in range(2)}
    assert all(picture.startswith(b"\x89PNG") for picture in styled | unstyled)
    assert not styled & unstyled


def _drawn(address: str, folder: Path) -> bytes:
    picture = folder / "page.png"
    browse(folder / "profile", f"--screenshot={picture}", "--window-size=1280,900", address)
    return picture.read_bytes()
