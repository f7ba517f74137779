"""Serves the order pages of a local cloud, as the command line does for a stack on AWS."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from cart_to_order.pages.answering import order_pages
from cart_to_order.pages.beside import NOTHING_BESIDE, Beside
from cart_to_order.pages.loopback import PortTaken
from cart_to_order.pages.reading.stack import LOCAL_REACH, Stack, made_once
from local_cloud.aws.local_clients import local_client
from local_cloud.aws.processes import LocalCloudError
from local_cloud.aws.stack import Deployment


@contextmanager
def timeline_server(
    deployment: Deployment, beside: Beside = NOTHING_BESIDE, port: int = 0
) -> Iterator[str]:
    """Serve the list and a page for each key until the block ends; the list's URL."""
    try:
        with order_pages(stack_of(deployment), beside, port) as url:
            yield url
    except PortTaken as taken:
        raise LocalCloudError(str(taken)) from taken


def stack_of(deployment: Deployment) -> Stack:
    """Return what the pages read of a local cloud."""

    def client(service: str) -> Any:
        return local_client(service, deployment.endpoint_url)

    return Stack(
        clients=made_once(client),
        name="local cloud",
        options="--local",
        ledger_table=deployment.ledger_table,
        attention_table=deployment.attention_table,
        log_groups=(deployment.api_log_group, deployment.queue_log_group),
        traced=False,
        reach=LOCAL_REACH,
    )
