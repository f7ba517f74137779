"""The API's documentation for a browser, which cannot sign: what it asks for is asked signed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from html import escape

from cart_to_order.pages.beside import NOTHING_BESIDE, Beside
from cart_to_order.pages.loopback import Page, page_server
from local_cloud.aws.entry_points import EntryPoints
from local_cloud.aws.stack import Deployment

PATH = "/docs"
_ADDRESS = re.compile(r'(<p class="address">Address: <code>)[^<]*(</code>)')
PASSED_ON = ("Content-Type", "Content-Security-Policy")


@contextmanager
def docs_server(
    deployment: Deployment, beside: Beside = NOTHING_BESIDE, port: int = 0
) -> Iterator[str]:
    """Serve /docs on loopback until the block ends; its URL."""
    entry_points = EntryPoints(deployment)

    def page(path: str) -> Page:
        if path != PATH:
            return Page(404, "There is no such page.\n", {"Content-Type": "text/plain"})
        answer = entry_points.request("GET", PATH, {}, b"")
        headers = {name: value for name in PASSED_ON if (value := answer.header(name)) is not None}
        content = localised(str(answer.body), deployment.api_url, beside)
        return Page(answer.status, content, headers)

    with page_server("docs", page, port) as url:
        yield f"{url}{PATH}"


def localised(page: str, api_url: str, beside: Beside) -> str:
    """Return the page that a stack serves with this machine's address and links in it."""
    page = _ADDRESS.sub(lambda found: f"{found[1]}{escape(api_url)}{found[2]}", page, count=1)
    return page.replace("<main>", f"<main>{beside.drawn()}", 1)
