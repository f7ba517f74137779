"""What an order can ask for beyond itself, through both entry points."""

from io import StringIO

import pytest

from bigcommerce_emulator.http.faults import Fault
from order_service.ledger.entry import Phase
from tests.fakes.features import B2B, BUYER, FINISHED, full_order, mugs
from tests.integration.entry_points import EntryPoints

pytestmark = pytest.mark.enable_socket


def test_an_order_that_uses_everything_is_placed_and_finished(entry_points: EntryPoints) -> None:
    status, body, _ = entry_points.post(body=full_order())
    assert status == 201
    assert (body["status"], body["applied"]) == ("Awaiting Fulfillment", list(FINISHED))
    assert body["cart_deleted"] is True
    (order,) = entry_points.store.orders
    assert order.external_order_id == "ERP-9"
    # The order is no longer Incomplete: what would open its cart is not shown again.
    shown = body | {"redirect_urls": dict.fromkeys(body["redirect_urls"])}
    assert entry_points.get()[1]["order"] == shown


def test_the_queue_places_and_finishes_the_same(entry_points: EntryPoints) -> None:
    entry_points.queue(order=full_order())
    assert entry_points.deliver() == []
    (order,) = entry_points.store.orders
    assert (order.status_id, len(order.shipments)) == (11, 3)
    assert entry_points.entry().order().applied == list(FINISHED)


def test_a_company_s_number_is_written_at_b2b_edition_s_host_and_in_no_log(
    entry_points: EntryPoints, log: StringIO
) -> None:
    status, body, _ = entry_points.post(body=mugs(customer_id=BUYER, b2b=B2B, status=11))
    assert (status, body["applied"]) == (201, ["status", "b2b.po_number", "b2b.extra_fields"])
    (record,) = entry_points.store._state.company_orders.values()
    assert record.po_number == B2B["po_number"]
    assert "order placed" in log.getvalue()
    assert B2B["po_number"] not in log.getvalue()


def test_a_store_that_fails_after_the_order_is_a_202_and_the_queue_goes_on(
    entry_points: EntryPoints,
) -> None:
    entry_points.fail(Fault(operation="update_order", kind="status", status=503, times=5))
    status, body, headers = entry_points.post(body=mugs(status=11))
    assert (status, body["state"], body["step"]) == (202, "finishing", "finish")
    assert body["order_id"] == entry_points.store.orders[0].id
    assert headers["Location"].endswith("/orders/order-1")
    assert entry_points.queues.count("ApproximateNumberOfMessagesDelayed") == 1
    assert entry_points.post(body=mugs(status=11))[1]["applied"] == ["status"]
    assert entry_points.entry().phase is Phase.PLACED
    assert len(entry_points.store.orders) == 1


def test_a_payment_token_is_for_the_caller_alone(entry_points: EntryPoints, log: StringIO) -> None:
    body = mugs(payment_token=True)
    _, first, _ = entry_points.post(body=body)
    _, again, headers = entry_points.post(body=body)
    assert headers["Idempotent-Replayed"] == "true"
    assert first["payment_token"] != again["payment_token"]
    _, known, _ = entry_points.get()
    assert "payment_token" not in known["order"]
    assert first["payment_token"] not in log.getvalue()


def test_the_queue_asks_for_no_payment_token(entry_points: EntryPoints) -> None:
    entry_points.queue(order=mugs(payment_token=True))
    assert entry_points.deliver() == []
    assert len(entry_points.store.orders) == 1
    assert entry_points.calls == 5


def test_logs_name_nothing_of_what_customers_and_staff_write(
    entry_points: EntryPoints, log: StringIO
) -> None:
    entry_points.fail(Fault(operation="create_metafield", kind="status", status=503, times=3))
    entry_points.post(body=full_order())
    written = log.getvalue()
    assert "order placed" in written
    for word in ("Ring twice", "Jane", "B-77", "For Ann", "retail.quillfeather@example.com"):
        assert word not in written


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"expected_total": 1}, "total_differs"),
        ({"customer": {"email": "nobody@example.com"}}, "customer_unknown"),
        ({"line_items": [{"sku": "NO", "quantity": 1}]}, "invalid_request"),
    ],
)
def test_a_refusal_is_a_422_and_the_same_once_more(
    entry_points: EntryPoints, changes: dict[str, object], code: str
) -> None:
    first = entry_points.post(body=mugs(**changes))
    again = entry_points.post(body=mugs(**changes))
    assert (first[0], first[1]["code"]) == (422, code)
    assert again[1] == first[1]
    assert entry_points.store.orders == []
