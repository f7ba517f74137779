"""No refusal names the customer: not the problem, the ledger's entry, the letter or the log."""

import json
from io import StringIO
from typing import Any

import pytest

from bigcommerce_emulator.http.faults import Fault
from local_cloud.canary import leaks
from order_service.errors import OrderError
from order_service.keys import OrderKey
from order_service.placing.flow import place_order
from order_service.request.intake import Job, read_order
from tests.fakes.orders import AUSTIN, order_body
from tests.fakes.store import deadline_in
from tests.integration.entry_points import EntryPoints

pytestmark = pytest.mark.enable_socket

ABROAD = AUSTIN | {"country_code": "AQ", "state_or_province": "", "state_or_province_code": ""}
REFUSED = {
    "wrong fields": order_body(currency=AUSTIN["last_name"], billing_address=AUSTIN | {"phone": 1}),
    "wrong e-mail": order_body(billing_address=AUSTIN | {"email": "Zephyrine Quillfeather"}),
    "unknown field": order_body(note=AUSTIN["address1"]),
    "no option": order_body(shipping={"max_cost": 1}),
    "no delivery": order_body(consignments=[{"address": ABROAD}]),
    "no product": order_body(custom_items=None, line_items=[{"product_id": 999, "quantity": 1}]),
}
refused = pytest.mark.parametrize("order", REFUSED.values(), ids=list(REFUSED))


@refused
def test_a_refusal_by_http_names_nobody(
    entry_points: EntryPoints, order: Any, log: StringIO
) -> None:
    answers = [entry_points.post(body=order), entry_points.post(body=order), entry_points.get()]
    assert leaks(json.dumps(answers)) == []
    assert leaks(log.getvalue()) == []
    assert "order-1" in log.getvalue()


@refused
def test_a_refusal_by_queue_names_nobody_beside_the_message_itself(
    entry_points: EntryPoints, order: Any, log: StringIO
) -> None:
    entry_points.queue(order=order)
    entry_points.deliver()
    letters = entry_points.queues.dead_letters()
    beside = [{k: v for k, v in letter.items() if "Body" not in k} for letter in letters]
    assert leaks(json.dumps(beside) + log.getvalue()) == []
    entry = entry_points.ledger.read(OrderKey("acme", "order-1"))
    assert entry is None or leaks(entry.problem + entry.last_error) == []
    assert letters or entry


@refused
def test_the_text_of_a_refusal_names_nobody(entry_points: EntryPoints, order: Any) -> None:
    def place() -> None:
        job = Job(OrderKey("acme", "order-1"), read_order(order))
        place_order(
            job, entry_points.services.service, deadline_in(60, entry_points.services.clock)
        )

    with pytest.raises(OrderError) as caught:
        place()
    error = caught.value
    assert leaks(f"{error!r} {error} {error.__dict__} {error.problem()}") == []


@pytest.mark.parametrize("kind", ["cut", "not_json", "truncated"])
def test_an_order_in_doubt_names_nobody(
    entry_points: EntryPoints, kind: Any, log: StringIO
) -> None:
    entry_points.fail(Fault(kind))
    status, problem, _ = entry_points.post()
    assert status == 503
    entry_points.queue("order-2")
    entry_points.deliver()
    entry = entry_points.entry("order-2")
    assert leaks(json.dumps(problem) + entry.last_error + log.getvalue()) == []


def test_a_message_that_is_no_order_is_not_quoted(entry_points: EntryPoints, log: StringIO) -> None:
    entry_points.queues.send(json.dumps(AUSTIN))
    entry_points.queues.send(
        json.dumps({"store": AUSTIN["email"], "idempotency_key": 1, "order": {}})
    )
    entry_points.queues.send('{"email": ' + AUSTIN["email"])
    entry_points.deliver()
    letters = entry_points.queues.dead_letters()
    assert len(letters) == 3
    beside = [letter["MessageAttributes"] for letter in letters]
    assert leaks(json.dumps(beside) + log.getvalue()) == []


def test_the_cart_s_links_and_the_token_are_in_the_answer_alone(
    entry_points: EntryPoints, log: StringIO
) -> None:
    _, answer, _ = entry_points.post()
    assert {kind for _, kind in leaks(json.dumps(answer))} == {"link of a cart"}
    assert leaks(log.getvalue()) == []
