"""The API's documentation for a browser, which cannot sign: what it asks for is asked signed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from cart_to_order.pages.beside import NOTHING_BESIDE, Beside
from cart_to_order.pages.loopback import Page, page_server
from local_cloud.aws.entry_points import EntryPoints
from local_cloud.aws.stack import Deployment

PATH = "/docs"
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
        # The page is the one that a stack serves: links of this machine are put in here.
        content = str(answer.body).replace("<nav>", f"<nav>{beside.drawn()}", 1)
        return Page(answer.status, content, headers)

    with page_server("docs", page, port) as url:
        yield f"{url}{PATH}"
