"""Who asks about a key is told its state; surprises are told without their text."""

import json
import time
from collections.abc import Callable
from typing import Any

import pytest

from bigcommerce_emulator.http.faults import Fault
from order_service.handlers import api
from order_service.keys import OrderKey
from tests.fakes.drafts import DRAFT
from tests.fakes.lambda_events import api_event
from tests.fakes.orders import order_body
from tests.integration.entry_points import EntryPoints

pytestmark = pytest.mark.enable_socket


def test_an_unknown_key_is_a_404(entry_points: EntryPoints) -> None:
    status, body, headers = entry_points.get()
    assert (status, body["code"]) == (404, "unknown_order")
    assert headers["Content-Type"] == "application/problem+json"


def test_an_unusable_key_is_a_400(entry_points: EntryPoints) -> None:
    assert entry_points.get("a%20b")[0] == 400


def test_a_placed_order_is_shown(entry_points: EntryPoints) -> None:
    _, order, _ = entry_points.post()
    status, body, _ = entry_points.get()
    assert (status, body["state"]) == (200, "placed")
    assert body["order"] == order
    assert body["correlation_id"] == OrderKey("acme", "order-1").correlation_id
    assert entry_points.calls == 6


def urls(entry_points: EntryPoints) -> set[Any]:
    status, body, _ = entry_points.get()
    assert (status, body["state"]) == (200, "placed")
    return set(body["order"]["redirect_urls"].values())


def moved(entry_points: EntryPoints) -> None:
    entry_points.store.merchant.move_order(entry_points.entry().order_id, 11)


def archived(entry_points: EntryPoints) -> None:
    entry_points.store.merchant.archive_order(entry_points.entry().order_id)


def down(entry_points: EntryPoints) -> None:
    entry_points.fail(Fault("status", status=503))


def garbled(entry_points: EntryPoints) -> None:
    entry_points.fail(Fault("not_json", operation="read_order", when="after"))


def paused(entry_points: EntryPoints) -> None:
    entry_points.pause()


def store_paused(entry_points: EntryPoints) -> None:
    entry_points.put_secret(paused=True)
    entry_points.deploy()


@pytest.mark.parametrize("happens", [moved, archived, down, garbled, paused, store_paused])
def test_redirect_urls_are_shown_only_while_the_store_shows_the_order_as_incomplete(
    entry_points: EntryPoints, happens: Callable[[EntryPoints], None]
) -> None:
    _, order, _ = entry_points.post()
    assert urls(entry_points) == set(order["redirect_urls"].values())
    happens(entry_points)
    assert urls(entry_points) == {None}
    assert entry_points.post()[1] == order


@pytest.mark.parametrize(
    "more", [{"status": "Awaiting Fulfillment"}, {"after_order": "delete"}, {"status": 11}]
)
def test_an_order_that_is_known_to_have_moved_on_costs_no_call(
    entry_points: EntryPoints, more: dict[str, Any]
) -> None:
    entry_points.post(body=order_body(**more))
    before = entry_points.calls
    assert urls(entry_points) == {None}
    assert entry_points.calls == before


def test_a_key_that_is_not_placed_costs_no_call(entry_points: EntryPoints) -> None:
    entry_points.post(body=order_body(shipping={"max_cost": 1}))
    before = entry_points.calls
    entry_points.get()
    assert entry_points.calls == before


def test_a_slow_store_does_not_hold_a_state_back(entry_points: EntryPoints) -> None:
    entry_points.post()
    status, body, _ = entry_points.send(api_event("GET", "/stores/acme/orders/order-1"), 10)
    assert (status, body["order"]["redirect_urls"]["checkout_url"]) == (200, None)


def test_a_refusal_is_shown(entry_points: EntryPoints) -> None:
    _, problem, _ = entry_points.post(body=order_body(shipping={"max_cost": 1}))
    status, body, _ = entry_points.get()
    problem.pop("correlation_id", None)
    assert (status, body["state"], body["problem"]) == (200, "rejected", problem)


@pytest.mark.parametrize(
    ("write", "state", "step"),
    [
        (lambda lease: None, "claimed", "cart"),
        (lambda lease: lease.cart_opened("c", {}), "cart", "checkout"),
        (lambda lease: lease.submitting(DRAFT, 1.0), "submitting", "order"),
        (lambda lease: lease.parked(), "parked", None),
    ],
)
def test_a_state_on_the_way_is_shown(
    entry_points: EntryPoints, write: Any, state: str, step: Any
) -> None:
    write(entry_points.claim("f" * 64, time.time() + 60))
    status, body, _ = entry_points.get()
    assert (status, body["state"], body.get("step")) == (200, state, step)
    assert body["next"]


def test_the_last_error_is_shown(entry_points: EntryPoints) -> None:
    entry_points.post(seconds=8)
    _, body, _ = entry_points.get()
    assert body["last_error"]["code"] == "out_of_time"


def test_an_unexpected_error_is_told_without_its_text(entry_points: EntryPoints) -> None:
    entry_points.get()
    answer = api.answer_unexpected_error(ValueError("zephyrine.quillfeather@example.com"))
    assert answer.body is not None
    assert "zephyrine" not in str(answer.body)
    assert answer.content_type == "application/problem+json"
    body = json.loads(str(answer.body))
    assert (answer.status_code, body["code"], body["retryable"]) == (500, "internal_error", True)


def test_a_key_that_was_encoded_for_the_path_is_read(entry_points: EntryPoints) -> None:
    entry_points.post("po:1@erp")
    status, body, _ = entry_points.get("po%3A1%40erp")
    assert (status, body["idempotency_key"]) == (200, "po:1@erp")
