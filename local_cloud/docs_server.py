"""The API's documentation for a browser, which cannot sign: what it asks for is asked signed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from local_cloud.aws.entry_points import EntryPoints
from local_cloud.aws.stack import Deployment
from local_cloud.pages import Page, page_server

PATH = "/docs"
PASSED_ON = ("Content-Type", "Content-Security-Policy")


@contextmanager
def docs_server(deployment: Deployment) -> Iterator[str]:
    """Serve /docs on a free port of loopback until the block ends; its URL."""
    entry_points = EntryPoints(deployment)

    def page(path: str) -> Page:
        if path != PATH:
            return Page(404, "There is no such page.\n", {"Content-Type": "text/plain"})
        answer = entry_points.request("GET", PATH, {}, b"")
        headers = {name: value for name in PASSED_ON if (value := answer.header(name)) is not None}
        return Page(answer.status, str(answer.body), headers)

    with page_server("docs", page) as url:
        yield f"{url}{PATH}"
