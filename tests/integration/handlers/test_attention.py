"""Which orders need attention, and the retry of one: through the handlers, over moto."""

import json
from typing import Any

import pytest

from bigcommerce_emulator.http.faults import Fault
from order_service.ledger.entry import Phase
from order_service.ledger.phases import PUT_BACK
from tests.fakes.lambda_events import api_event
from tests.fakes.orders import AUSTIN, order_body
from tests.integration.aws import aws_client
from tests.integration.entry_points import STORE, EntryPoints

TOO_DEAR = order_body(shipping={"max_cost": 1})
INVALID = order_body(currency="usd")
ORDERS = f"/stores/{STORE}/orders"


def listed(entry_points: EntryPoints, **query: str) -> tuple[int, Any]:
    event = api_event("GET", ORDERS)
    event["queryStringParameters"] = query
    status, body, _ = entry_points.send(event)
    return status, body


def states(entry_points: EntryPoints, **query: str) -> list[tuple[str, str]]:
    status, body = listed(entry_points, **query)
    assert status == 200
    return [(order["key"], order["state"]) for order in body["orders"]]


def retried(entry_points: EntryPoints, key: str = "order-1", body: Any = None) -> tuple[int, Any]:
    status, answer, headers = entry_points.send(api_event("POST", f"{ORDERS}/{key}/retry", body))
    if status == 202:
        assert headers["Location"].endswith(f"{ORDERS}/{key}")
    return status, answer


def test_a_refused_order_is_listed_with_its_reason_and_gone_when_it_is_placed(
    entry_points: EntryPoints,
) -> None:
    entry_points.queue(order=TOO_DEAR)
    entry_points.deliver()
    _, body = listed(entry_points)
    (order,) = body["orders"]
    assert (order["key"], order["state"], order["code"]) == (
        "order-1",
        "rejected",
        "no_shipping_option",
    )
    assert (order["fix"], body["next"]) == ("caller", None)
    assert retried(entry_points, body=order_body())[0] == 202
    assert states(entry_points) == [("order-1", "retried")]
    assert entry_points.deliver() == []
    assert entry_points.entry().phase is Phase.PLACED
    assert (states(entry_points), len(entry_points.store.orders)) == ([], 1)


@pytest.mark.parametrize("why", ["a bad token", "the store is down"])
def test_an_order_whose_message_was_given_up_is_listed_until_it_is_queued_again(
    entry_points: EntryPoints, why: str
) -> None:
    if why == "a bad token":
        entry_points.put_secret(access_token="wrong")
    else:
        entry_points.fail(Fault("status", status=500))
    entry_points.queue()
    assert entry_points.deliver(times=500) == []
    (order,) = listed(entry_points)[1]["orders"]
    found = (order["key"], order["state"], order["code"], order["fix"])
    assert found == ("order-1", "parked", "waited_too_long", "operator")
    assert order.get("cause") == ("token_rejected" if why == "a bad token" else None)
    entry_points.fail(Fault("status", status=500))
    entry_points.queue()
    assert len(entry_points.deliver()) == 1
    assert ("order-1", "parked") not in states(entry_points)


def test_the_row_of_an_order_that_was_given_up_is_gone_when_it_is_placed(
    entry_points: EntryPoints,
) -> None:
    entry_points.fail(Fault("status", status=500))
    entry_points.queue()
    entry_points.deliver(times=500)
    entry_points.fail()
    assert len(states(entry_points)) == 1
    assert entry_points.post()[0] == 201
    assert states(entry_points) == []
    assert aws_client("dynamodb").scan(TableName="attention")["Items"] == []


def test_an_order_that_was_given_up_stays_listed_when_a_request_fails(
    entry_points: EntryPoints,
) -> None:
    entry_points.fail(Fault("status", status=500))
    entry_points.queue()
    entry_points.deliver(times=500)
    assert entry_points.post()[0] == 503
    assert states(entry_points) == [("order-1", "parked")]
    state = entry_points.get()[1]
    assert (state["goes_on"], state["next"]) == (False, PUT_BACK.next)


def test_an_order_that_was_given_up_untried_is_listed_and_is_its_sender_s(
    entry_points: EntryPoints,
) -> None:
    entry_points.deploy(KEYS_BELONG_TO_CALLERS="true")
    entry_points.queue()
    entry_points.pause()
    assert entry_points.deliver(times=500, sender="AROATHESENDERAAAAAA:session") == []
    entry_points.pause(on=False)
    assert entry_points.entry().belongs_to == "iam:AROATHESENDERAAAAAA"
    entry_points.caller = "AROATHESENDERAAAAAA:x"
    assert states(entry_points) == [("order-1", "parked")]
    assert entry_points.get()[1]["goes_on"] is False
    entry_points.caller = "AROASOMEBODYELSE00:y"
    assert entry_points.get()[0] == 404


def test_a_message_that_is_given_up_leaves_the_key_of_another_order_as_it_is(
    entry_points: EntryPoints,
) -> None:
    entry_points.claim("f" * 64, 0)
    before = entry_points.entry()
    entry_points.queue()
    entry_points.pause()
    assert entry_points.deliver(times=500) == []
    assert entry_points.entry() == before
    assert aws_client("dynamodb").scan(TableName="attention")["Items"] == []


def test_a_message_that_is_given_up_after_its_order_was_placed_lists_nothing(
    entry_points: EntryPoints,
) -> None:
    entry_points.post()
    entry_points.queue()
    entry_points.pause()
    assert entry_points.deliver(times=500) == []
    assert aws_client("dynamodb").scan(TableName="attention")["Items"] == []


def test_a_retry_sends_the_order_again_as_it_was(entry_points: EntryPoints) -> None:
    entry_points.post(body=TOO_DEAR)
    status, body = retried(entry_points)
    assert (status, body["state"]) == (202, "claimed")
    entry_points.deliver()
    assert entry_points.entry().phase is Phase.REJECTED
    assert states(entry_points) == [("order-1", "rejected")]


def test_a_retried_order_whose_message_was_given_up_goes_on_when_it_is_retried_once_more(
    entry_points: EntryPoints,
) -> None:
    entry_points.post(body=TOO_DEAR)
    retried(entry_points, body=order_body())
    entry = entry_points.entry()
    entry_points.ledger.no_longer_queued(entry.key, entry.fingerprint)
    assert entry_points.get()[1]["goes_on"] is False
    assert retried(entry_points, body=order_body())[1]["goes_on"] is True
    assert entry_points.get()[1]["goes_on"] is True


def test_after_a_corrected_retry_only_the_corrected_order_is_the_key_s(
    entry_points: EntryPoints,
) -> None:
    entry_points.post(body=TOO_DEAR)
    retried(entry_points, body=order_body())
    entry_points.deliver()
    status, _, headers = entry_points.post(body=order_body())
    assert (status, headers["Idempotent-Replayed"]) == (201, "true")
    status, problem, _ = entry_points.post(body=TOO_DEAR)
    assert (status, problem["code"]) == (422, "key_reused")


NO_UTF8 = order_body(billing_address=AUSTIN | {"last_name": "M\ufffdller"})
"""What only a new order is refused for: earlier releases took it."""
SIZES = {
    "custom_items": None,
    "line_items": [
        {"sku": "shirt", "product_id": 121, "variant_id": variant, "quantity": 1}
        for variant in (131, 132)
    ],
}


def test_a_retry_of_an_invalid_order_as_it_was_is_held_against_the_rules_for_new_orders(
    entry_points: EntryPoints,
) -> None:
    entry_points.queue(order=NO_UTF8)
    entry_points.deliver()
    status, problem = retried(entry_points)
    assert (status, problem["errors"][0]["field"]) == (422, "billing_address.last_name")
    entry_points.deliver()
    assert entry_points.store.orders == []


def test_a_message_that_nobody_could_accept_is_no_accepted_order_once_it_was_given_up(
    entry_points: EntryPoints,
) -> None:
    entry_points.pause()
    entry_points.queue(order=NO_UTF8)
    entry_points.deliver(sent_seconds_ago=13.1 * 86_400)
    entry_points.pause(on=False)
    entry_points.queue(order=NO_UTF8)
    entry_points.deliver()
    assert entry_points.entry().phase is Phase.REJECTED
    assert entry_points.store.orders == []


def test_an_accepted_order_whose_names_mean_less_than_they_did_is_listed_when_it_is_given_up(
    entry_points: EntryPoints,
) -> None:
    """A name with a variant and no quantity meant all of its SKU before."""
    names = [{"sku": "shirt", "product_id": 121, "variant_id": variant} for variant in (132, 131)]
    places = [{"address": AUSTIN, "line_items": [name]} for name in names]
    entry_points.pause()
    entry_points.queue(order=order_body(**SIZES, consignments=places))
    entry_points.deliver(sent_seconds_ago=13.1 * 86_400)
    assert states(entry_points) == [("order-1", "parked")]


@pytest.mark.parametrize("by", ["http", "queue"])
def test_an_invalid_order_does_not_use_its_key_up(entry_points: EntryPoints, by: str) -> None:
    entry_points.queue(order=INVALID)
    entry_points.deliver()
    assert states(entry_points) == [("order-1", "invalid")]
    assert "same key" in entry_points.get()[1]["next"]
    if by == "http":
        assert entry_points.post()[0] == 201
    else:
        entry_points.queue()
        assert entry_points.deliver() == []
    assert entry_points.entry().phase is Phase.PLACED
    assert states(entry_points) == []


def test_a_corrected_order_waits_for_the_end_of_a_pause(entry_points: EntryPoints) -> None:
    entry_points.queue(order=INVALID)
    entry_points.deliver()
    entry_points.pause()
    assert entry_points.post()[0] == 503


def test_of_two_corrected_orders_one_is_never_answered_with_the_other(
    entry_points: EntryPoints,
) -> None:
    entry_points.queue(order=INVALID)
    entry_points.deliver()
    another, answers = order_body(customer_message="Another order"), []
    entry_points.before_write(2, lambda: answers.append(entry_points.post()[0]))
    status, problem, _ = entry_points.post(body=another, Prefer="respond-async")
    assert (answers, status, problem["code"]) == ([201], 409, "in_progress")
    assert entry_points.post(body=another, Prefer="respond-async")[1]["code"] == "key_reused"
    assert entry_points.queues.received() == []


def test_a_corrected_order_that_is_in_no_queue_does_not_go_on_by_itself(
    entry_points: EntryPoints,
) -> None:
    entry_points.queue(order=INVALID)
    entry_points.deliver()
    entry_points.fail(Fault("status", status=429, reset_ms=9000))
    assert entry_points.post()[0] == 503
    assert entry_points.get()[1]["goes_on"] is False


def test_an_invalid_order_is_recorded_although_the_first_try_died(
    entry_points: EntryPoints,
) -> None:
    entry_points.queue("another", order=INVALID)
    entry_points.deliver()
    entry_points.claim(entry_points.entry("another").fingerprint, until=0)
    entry_points.queue(order=INVALID)
    assert entry_points.deliver() == []
    assert entry_points.entry().correctable


def test_another_invalid_order_takes_the_place_of_the_first(entry_points: EntryPoints) -> None:
    for wrong in (INVALID, order_body(channel_id="x")):
        entry_points.queue(order=wrong)
        entry_points.deliver()
    (error,) = entry_points.get()[1]["problem"]["errors"]
    assert error["field"] == "channel_id"
    status, problem = retried(entry_points)
    assert (status, problem["code"]) == (422, "invalid_request")


def test_where_no_order_is_kept_the_retry_needs_it(entry_points: EntryPoints) -> None:
    entry_points.deploy(KEEP_REFUSED_DAYS="0")
    entry_points.post(body=TOO_DEAR)
    assert states(entry_points) == [("order-1", "rejected")]
    status, problem = retried(entry_points)
    assert (status, problem["code"]) == (422, "order_not_kept")
    assert retried(entry_points, body=order_body())[0] == 202
    entry_points.deliver()
    assert entry_points.entry().phase is Phase.PLACED


def test_an_order_is_not_kept_longer_than_its_key(entry_points: EntryPoints) -> None:
    entry_points.deploy(KEEP_REFUSED_DAYS="90", LEDGER_TTL_DAYS="45")
    entry_points.post(body=TOO_DEAR)
    (row,) = aws_client("dynamodb").scan(TableName="attention")["Items"]
    (key,) = (
        item
        for item in aws_client("dynamodb").scan(TableName="ledger")["Items"]
        if item["id"]["S"].endswith("#order-1")
    )
    assert int(row["expires_at"]["N"]) - int(key["expires_at"]["N"]) < 86_400


def test_what_was_not_refused_is_not_sent_again(entry_points: EntryPoints) -> None:
    assert retried(entry_points)[0] == 404
    entry_points.post()
    status, problem = retried(entry_points)
    assert (status, problem["code"]) == (409, "not_refused")
    assert "Its order is" in problem["detail"]


def test_a_cancelled_key_is_not_sent_again(entry_points: EntryPoints) -> None:
    """Also not with a corrected order: who cancelled it has been answered that none will follow."""
    entry_points.post(body=TOO_DEAR)
    assert entry_points.cancel()[0] == 200
    for body in (None, order_body()):
        status, problem = retried(entry_points, body=body)
        assert (status, problem["code"]) == (409, "not_refused")
        assert "cancelled" in problem["detail"]
    assert entry_points.deliver() == []
    assert (entry_points.entry().phase, entry_points.store.orders) == (Phase.CANCELLED, [])


def test_a_store_without_a_secret_is_waited_for_and_listed(entry_points: EntryPoints) -> None:
    entry_points.put_secret(access_token="wrong")
    entry_points.post()
    assert states(entry_points, state="waiting") == [("order-1", "waiting")]
    entry_points.deploy()
    entry_points.put_secret()
    assert entry_points.post()[0] == 201
    assert states(entry_points) == []


def test_pages_and_filters_name_each_order_once(entry_points: EntryPoints) -> None:
    for number in range(5):
        entry_points.post(f"order-{number}", TOO_DEAR)
    seen, cursor = [], ""
    while cursor is not None:
        _, body = listed(entry_points, limit="2", **({"cursor": cursor} if cursor else {}))
        seen += [order["key"] for order in body["orders"]]
        cursor = body["next"]
    assert seen == [f"order-{number}" for number in range(5)]
    assert states(entry_points, state="parked") == []
    assert len(states(entry_points, code="no_shipping_option", since="1600000000")) == 5
    assert states(entry_points, since="2999-01-01T00:00:00Z") == []


def test_a_filter_that_cannot_be_read_is_named_with_its_choices(entry_points: EntryPoints) -> None:
    status, problem = listed(entry_points, state="failed", limit="0", colour="red")
    assert status == 400
    messages = {error["field"]: error["message"] for error in problem["errors"]}
    assert set(messages) == {"state", "limit", "colour"}
    assert "rejected, parked" in messages["state"]
    assert "state, code, cause" in messages["colour"]


def test_where_callers_are_kept_apart_each_sees_and_sends_its_own(
    entry_points: EntryPoints,
) -> None:
    entry_points.deploy(KEYS_BELONG_TO_CALLERS="true")
    entry_points.caller = "AROAEXAMPLEERPROLE001:erp"
    entry_points.post(body=TOO_DEAR)
    entry_points.caller = "AROAEXAMPLESHOPROLE01:shop"
    assert states(entry_points) == []
    assert retried(entry_points)[0] == 404
    entry_points.caller = "AROAEXAMPLEERPROLE001:another-session"
    assert states(entry_points) == [("order-1", "rejected")]
    assert retried(entry_points)[0] == 202


def test_the_customer_is_in_the_kept_order_and_in_no_log(
    entry_points: EntryPoints, capsys: pytest.CaptureFixture[str]
) -> None:
    entry_points.post(body=TOO_DEAR)
    retried(entry_points)
    entry_points.deliver()
    row = entry_points.services.attention.read(entry_points.entry().key)
    assert row is not None
    assert json.loads(row.request)["billing_address"]["email"].endswith("@example.com")
    listing = json.dumps(listed(entry_points)[1])
    assert "quillfeather" not in (capsys.readouterr().out + listing).lower()
