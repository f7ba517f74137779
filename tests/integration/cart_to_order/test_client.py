"""The client before the real handler: what each of its answers means to a program."""

import time
from collections.abc import Iterator

import pytest

from bigcommerce_emulator.http.faults import Fault
from cart_to_order import Api, Client, NotAllowed, Pending, Placed, Quote, Refused
from order_service.request.intake import read_order
from tests.fakes.clock import FakeClock
from tests.fakes.drafts import DRAFT
from tests.fakes.orders import NEW_YORK, order_body
from tests.integration.api_server import api_server, through
from tests.integration.entry_points import STORE, EntryPoints

pytestmark = pytest.mark.enable_socket


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock(0)


@pytest.fixture
def client(entry_points: EntryPoints, clock: FakeClock) -> Iterator[Client]:
    with (
        api_server(through(entry_points)) as url,
        Client(Api.at(url), now=clock.now, sleep=clock.sleep) as client,
    ):
        yield client


def test_an_order_is_placed_and_placed_again_with_no_call(
    client: Client, entry_points: EntryPoints
) -> None:
    first = client.place_order(STORE, order_body(), order_number="PO 1")
    calls = entry_points.calls
    second = client.place_order(STORE, order_body(), order_number="PO 1")
    assert isinstance(first, Placed)
    assert isinstance(second, Placed)
    assert (first.replayed, second.replayed) == (False, True)
    assert first.order == second.order
    assert (entry_points.calls, len(entry_points.store.orders)) == (calls, 1)


def test_the_same_key_with_another_order_is_refused(client: Client) -> None:
    client.place_order(STORE, order_body(), key="po-1")
    result = client.place_order(STORE, order_body(customer_id=7), key="po-1")
    assert isinstance(result, Refused)
    assert (result.code, result.replayed) == ("key_reused", False)


def test_a_refusal_by_the_store_is_told_and_told_again(client: Client) -> None:
    antarctica = {"country_code": "AQ", "state_or_province": "", "state_or_province_code": ""}
    order = order_body(consignments=[{"address": NEW_YORK | antarctica}])
    first = client.place_order(STORE, order, key="po-1")
    second = client.place_order(STORE, order, key="po-1")
    assert isinstance(first, Refused)
    assert isinstance(second, Refused)
    assert (first.code, first.replayed) == ("no_shipping_option", False)
    assert (second.code, second.replayed) == ("no_shipping_option", True)


def test_a_store_that_is_busy_is_waited_for_as_long_as_the_service_says(
    client: Client, entry_points: EntryPoints, clock: FakeClock
) -> None:
    entry_points.fail(Fault("status", "create_cart", status=429, reset_ms=9000, times=1))
    result = client.place_order(STORE, order_body(), key="po-1", patience=3600)
    assert isinstance(result, Placed)
    assert clock.time == 9
    assert len(entry_points.store.orders) == 1


def test_an_outcome_that_is_not_known_is_asked_about_until_the_queue_has_found_out(
    client: Client, entry_points: EntryPoints
) -> None:
    lease = entry_points.claim(read_order(order_body()).fingerprint(), time.time() - 1, "po-1")
    lease.cart_opened(DRAFT.cart_id, {})
    lease.submitting(DRAFT, time.time() - 5)
    result = client.place_order(STORE, order_body(), key="po-1", patience=40)
    assert result == Pending("po-1", "submitting", "outcome_unknown", goes_on=True)
    assert entry_points.queues.count("ApproximateNumberOfMessagesDelayed") == 1


def test_a_key_that_another_caller_works_on_is_pending(
    client: Client, entry_points: EntryPoints
) -> None:
    entry_points.claim(read_order(order_body()).fingerprint(), time.time() + 1000, "po-1")
    result = client.place_order(STORE, order_body(), key="po-1", patience=60)
    assert result == Pending("po-1", "unknown", "in_progress")
    assert client.order_status(STORE, "po-1") == Pending("po-1", "claimed")


def test_a_key_that_nobody_sent_is_none(client: Client) -> None:
    assert client.order_status(STORE, "nobody") is None


def test_a_server_that_lets_nobody_in_is_no_result(entry_points: EntryPoints) -> None:
    with (
        api_server(through(entry_points)) as url,
        Client(Api(url, lambda call, _: dict(call.headers))) as client,
        pytest.raises(NotAllowed, match="403"),
    ):
        client.place_order(STORE, order_body(), key="po-1")
    assert entry_points.store.orders == []


def test_an_order_is_quoted_and_placed_as_quoted(client: Client, entry_points: EntryPoints) -> None:
    quote = client.quote(STORE, order_body())
    assert isinstance(quote, Quote)
    assert quote.order.consignments[0].why == "cheapest of 3 that fit"
    placed = client.place_order(STORE, quote.accepted(order_body()), key="po-1")
    assert isinstance(placed, Placed)
    assert placed.order.totals == quote.order.totals
    assert entry_points.calls == 10
