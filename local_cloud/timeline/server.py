"""Serves the timelines of a local cloud to a browser on this machine."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Protocol
from urllib.parse import parse_qs, unquote, urlsplit

from botocore.exceptions import BotoCoreError, ClientError

from local_cloud.aws.stack import Deployment
from local_cloud.pages import Page, page_server
from local_cloud.timeline.beside import NOTHING_BESIDE, Beside
from local_cloud.timeline.entries import Entry
from local_cloud.timeline.page import POLICY, ROOT, no_page, order_list, order_page
from local_cloud.timeline.reading import Records
from local_cloud.timeline.timeline import Timeline

_HEADERS = {
    "Content-Type": "text/html; charset=utf-8",
    "Content-Security-Policy": POLICY,
    "Cache-Control": "no-store",
}
_EVERY_SECONDS = 3
_SLOWEST = 3600


class Known(Protocol):
    """What is known of the orders."""

    def newest(self) -> list[Entry]:
        """The orders that came last, the newest first."""
        ...

    def calls_since(self, at: float) -> Mapping[tuple[str, str], int]:
        """How many calls to the store each store and key had since then."""
        ...

    def timeline(self, store: str, key: str) -> Timeline | None:
        """What became of a key; None if it is not known."""
        ...


@contextmanager
def timeline_server(
    deployment: Deployment, beside: Beside = NOTHING_BESIDE, port: int = 0
) -> Iterator[str]:
    """Serve the list at /orders, and each key below it, until the block ends; the list's URL."""
    records = Records(deployment)

    def page(path: str) -> Page:
        return Page(*answer(records, path, beside), _HEADERS)

    with page_server("timelines", page, port) as url:
        yield f"{url}{ROOT}"


def answer(known: Known, target: str, beside: Beside = NOTHING_BESIDE) -> tuple[int, str]:
    """The HTTP status and the page for the target of a request."""
    parts = urlsplit(target)
    asked = parse_qs(parts.query).get("refresh", [None])[0]
    try:
        match [unquote(part) for part in parts.path.rstrip("/").split("/")]:
            case [""] | ["", "orders"]:
                return 200, _listed(known, asked, beside)
            case ["", "orders", store, key]:
                return _drawn(known, (store, key), asked, beside)
            case _:
                return 404, no_page("There is no such page.")
    except (ClientError, BotoCoreError) as error:
        return 502, no_page(f"The local AWS cannot be read ({type(error).__name__}).")


def _listed(known: Known, asked: str | None, beside: Beside) -> str:
    entries = known.newest()
    oldest = min((entry.created_at for entry in entries), default=time.time())
    calls = known.calls_since(oldest)
    return order_list(entries, calls, time.time(), _seconds(asked, _EVERY_SECONDS), beside)


def _drawn(
    known: Known, name: tuple[str, str], asked: str | None, beside: Beside
) -> tuple[int, str]:
    timeline = known.timeline(*name)
    if timeline is None:
        return 404, no_page("The ledger does not know this key.")
    usual = 0 if timeline.entry.settled else _EVERY_SECONDS
    return 200, order_page(timeline, _seconds(asked, usual), beside)


def _seconds(asked: str | None, usual: int) -> int:
    if asked is None or not (asked.isascii() and asked.isdecimal()):
        return usual
    return min(int(asked[:5]), _SLOWEST)
