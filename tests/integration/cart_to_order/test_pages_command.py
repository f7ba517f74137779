"""`cart-to-order pages`: what it serves, to whom, and from where it reads."""

import argparse
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import boto3
import pytest

from cart_to_order.operations.pages import main, serve, stack_of, words_of
from cart_to_order.operations.place import Place
from cart_to_order.pages.answering import order_pages
from cart_to_order.pages.loopback import PortTaken
from cart_to_order.pages.reading.stack import LOCAL_REACH, Reach
from tests.page_attack import BY_BROWSERS, said
from tests.unit.cart_to_order.pages.cloud import Cloud

pytestmark = pytest.mark.enable_socket

QUEUE = "https://sqs.eu-west-1.amazonaws.com/1/orders"


class AnyPlace(Place):
    """A place whose stack has these resources."""

    def resources(self) -> dict[str, str]:
        return {"OrderApiFunctionLogs": "api-logs", "OrderQueueFunctionLogs": "queue-logs"}


def place(endpoint_url: str | None = None, **more: Any) -> Place:
    session = boto3.Session("id", "key", region_name="eu-west-1")
    parts = (session, endpoint_url, "ledger", QUEUE, QUEUE, "https://store", "shops/")
    return AnyPlace(*parts, stack="shop", **more)


def test_the_command_serves_until_it_is_stopped(capsys: pytest.CaptureFixture[str]) -> None:
    cloud = Cloud()
    cloud.note("po-1")

    def look_and_stop() -> None:
        words = capsys.readouterr().out.split()
        address = next(word for word in words if word.startswith("http://127.0.0.1:"))
        port = urlsplit(address).port or 0
        status, headers, page = said(port, {"Host": "127.0.0.1:{port}"}, "/orders")
        assert (status, "po-1</a>" in page) == (200, True)
        assert "default-src 'none'" in headers["content-security-policy"]
        assert headers["cache-control"] == "no-store"
        raise KeyboardInterrupt

    assert serve(cloud.stack(), 0, look_and_stop) == 0
    assert cloud.requests


@pytest.mark.parametrize("headers", BY_BROWSERS.values(), ids=BY_BROWSERS)
def test_what_another_page_sends_reads_nothing(headers: Mapping[str, str]) -> None:
    cloud = Cloud()
    cloud.note("po-1")
    with order_pages(cloud.stack()) as url:
        for path in ("/orders", "/orders/acme/po-1"):
            status, _, text = said(urlsplit(url).port or 0, headers, path)
            assert (status, "po-1" in text) == (403, False)
    assert not cloud.requests


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH"])
def test_nothing_but_a_look_is_possible(method: str) -> None:
    cloud = Cloud()
    with order_pages(cloud.stack()) as url:
        headers = {"Host": "127.0.0.1:{port}", "Content-Length": "0"}
        status, _, _ = said(urlsplit(url).port or 0, headers, "/orders/acme/po-1", method)
    assert status == 501
    assert not cloud.requests


def test_a_port_that_is_taken_is_named() -> None:
    with order_pages(Cloud().stack()) as url:
        port = urlsplit(url).port or 0
        with pytest.raises(PortTaken, match=f"Port {port} is taken"):
            serve(Cloud().stack(), port, print)


def test_a_stack_on_aws_is_read_within_bounds_and_a_local_cloud_as_a_whole() -> None:
    on_aws = stack_of(place(attention_table="attention", log_level="INFO"), "--stack shop")
    local = stack_of(place("http://127.0.0.1:4566", log_groups=("api",)), "--local", ("acme",))

    assert on_aws.name == "stack shop in eu-west-1"
    assert (on_aws.log_groups, on_aws.attention_table) == (("api-logs", "queue-logs"), "attention")
    assert (on_aws.reach, on_aws.traced, on_aws.log_level) == (Reach(), True, "INFO")
    assert (local.reach, local.traced, local.stores) == (LOCAL_REACH, False, ("acme",))
    assert on_aws.clients("logs").meta.region_name == "eu-west-1"


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"stack": "shop"}, "--stack shop"),
        ({"stack": "shop", "profile": "my ops"}, "--stack shop --profile 'my ops'"),
        ({"local": Path()}, "--local"),
        ({"local": Path("/there")}, "--local /there"),
    ],
)
def test_a_command_that_is_shown_is_about_the_same_stack(given: dict[str, Any], words: str) -> None:
    options = argparse.Namespace(
        **{"stack": "cart-to-order", "local": None, "profile": None} | given
    )

    assert words_of(options) == words


def test_a_store_s_name_that_is_none_ends_the_command(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--store", "a b"]) == 2
    assert "The pages cannot be shown." in capsys.readouterr().out
