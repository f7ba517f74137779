"""What another version of the service accepted is never refused as the sender's fault."""

from typing import Any

import pytest

from order_service.errors import KeyReused
from order_service.keys import OrderKey
from order_service.ledger.entry import Phase
from order_service.request.intake import Job, read_order
from tests.fakes.drafts import DRAFT
from tests.fakes.orders import order_body
from tests.integration.aws import aws_client
from tests.integration.entry_points import STORE, EntryPoints

pytestmark = pytest.mark.enable_socket

NEWER = order_body(gift_wrap_of_tomorrow={"paper": "blue"})
"""An order with a field that only a later version knows."""
NEW_ENVELOPE = '{"store": "acme", "idempotency_key": "order-1", "order": {}, "version": 2}'
OPEN = [Phase.CLAIMED, Phase.CART, Phase.SUBMITTING, Phase.PARKED]


def in_phase(entry_points: EntryPoints, phase: Phase) -> None:
    """Let the other version have come so far with the key, under a fingerprint of its own."""
    now = entry_points.services.clock.now()
    lease = entry_points.ledger.claim(OrderKey(STORE, "order-1"), "f" * 64, now)
    if phase is not Phase.CLAIMED:
        lease.cart_opened("cart-1", {})
    if phase is Phase.SUBMITTING:
        lease.submitting(DRAFT, now)
    if phase is Phase.PARKED:
        lease.parked()
    if phase is Phase.PLACED:
        lease.submitting(DRAFT, now)
        lease.placed(101)


def codes(entry_points: EntryPoints) -> list[str]:
    letters = entry_points.queues.dead_letters()
    return [letter["MessageAttributes"]["code"]["StringValue"] for letter in letters]


@pytest.mark.parametrize("order", [NEWER, order_body(currency="usd")])
@pytest.mark.parametrize("phase", OPEN)
def test_a_message_that_this_version_cannot_read_comes_back_while_its_key_is_open(
    entry_points: EntryPoints, phase: Phase, order: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    in_phase(entry_points, phase)
    entry_points.queue(order=order)
    assert len(entry_points.deliver()) == 1
    assert entry_points.queues.dead_letters() == []
    assert entry_points.entry().phase is phase
    assert '"VersionMismatches"' in capsys.readouterr().out


@pytest.mark.parametrize("order", [NEWER, order_body(currency="usd")])
def test_a_message_of_a_placed_key_that_this_version_cannot_read_is_a_dead_letter_at_once(
    entry_points: EntryPoints, order: Any
) -> None:
    in_phase(entry_points, Phase.PLACED)
    entry_points.queue(order=order)
    entry_points.queues.send(NEW_ENVELOPE)
    assert entry_points.deliver() == []
    assert codes(entry_points) == [KeyReused.code] * 2
    assert entry_points.entry().phase is Phase.PLACED


def test_an_invalid_order_that_is_sent_back_after_its_corrected_one_was_placed_does_not_come_again(
    entry_points: EntryPoints,
) -> None:
    entry_points.queue(order=NEWER)
    entry_points.deliver()
    (letter,) = entry_points.queues.dead_letters()
    entry_points.queues.forget(letter)
    entry_points.queue()
    assert entry_points.deliver() == []
    entry_points.queues.send(letter["Body"])
    assert entry_points.deliver() == []
    assert codes(entry_points) == [KeyReused.code]
    assert entry_points.entry().phase is Phase.PLACED


def test_a_message_of_another_version_waits_for_the_second_look_at_a_placed_key(
    entry_points: EntryPoints,
) -> None:
    now = entry_points.services.clock.now()
    lease = entry_points.ledger.claim(OrderKey(STORE, "order-1"), "f" * 64, now)
    lease.submitting(DRAFT, now)
    lease.placed(101, look_at=now + 300)
    entry_points.queue(order=NEWER)
    assert len(entry_points.deliver()) == 1
    assert entry_points.queues.dead_letters() == []


def test_a_message_of_another_version_waits_for_the_second_look_at_a_refused_key(
    entry_points: EntryPoints,
) -> None:
    now = entry_points.services.clock.now()
    lease = entry_points.ledger.claim(OrderKey(STORE, "order-1"), "f" * 64, now)
    lease.rejected({"code": "store_refused", "detail": "No.", "status": 422}, look_at=now + 300)
    entry_points.queue(order=NEWER)
    assert len(entry_points.deliver()) == 1
    assert entry_points.queues.dead_letters() == []


def test_an_envelope_of_another_version_comes_back_while_its_key_is_known(
    entry_points: EntryPoints,
) -> None:
    in_phase(entry_points, Phase.SUBMITTING)
    entry_points.queues.send(NEW_ENVELOPE)
    assert len(entry_points.deliver()) == 1
    assert entry_points.queues.dead_letters() == []


@pytest.mark.parametrize("phase", OPEN)
def test_the_same_order_under_another_fingerprint_comes_back_until_its_key_is_finished(
    entry_points: EntryPoints, phase: Phase
) -> None:
    in_phase(entry_points, phase)
    entry_points.queue()
    assert len(entry_points.deliver()) == 1
    assert entry_points.queues.dead_letters() == []
    assert entry_points.calls == 0


def test_another_order_under_a_finished_key_is_a_dead_letter(entry_points: EntryPoints) -> None:
    in_phase(entry_points, Phase.PLACED)
    entry_points.queue()
    assert entry_points.deliver() == []
    assert codes(entry_points) == [KeyReused.code]


def test_a_phase_that_this_version_does_not_know_waits_for_the_one_that_does(
    entry_points: EntryPoints,
) -> None:
    entry_points.ledger.expect(OrderKey(STORE, "order-1"), read_order(order_body()).fingerprint())
    aws_client("dynamodb").update_item(
        TableName="ledger",
        Key={"id": {"S": f"{STORE}#order-1"}},
        UpdateExpression="SET phase = :phase",
        ExpressionAttributeValues={":phase": {"S": "of-tomorrow"}},
    )
    entry_points.queue()
    assert len(entry_points.deliver()) == 1
    assert entry_points.queues.dead_letters() == []
    status, body, headers = entry_points.get()
    assert (status, body["code"], headers["Retry-After"]) == (503, "version_mismatch", "60")


@pytest.mark.parametrize("phase", [*OPEN, Phase.PLACED])
def test_a_request_that_this_version_cannot_read_is_not_to_be_corrected_while_its_key_is_known(
    entry_points: EntryPoints, phase: Phase
) -> None:
    in_phase(entry_points, phase)
    status, body, headers = entry_points.post(body=NEWER)
    assert (status, body["code"], headers["Retry-After"]) == (503, "version_mismatch", "60")
    assert entry_points.entry().phase is phase


def test_a_request_that_an_earlier_version_took_gets_its_order_again(
    entry_points: EntryPoints,
) -> None:
    old = order_body(staff_notes="caf\ufffd")
    now = entry_points.services.clock.now()
    job = Job(OrderKey(STORE, "order-1"), read_order(old))
    lease = entry_points.ledger.claim(job.key, job.fingerprint, now)
    lease.submitting(DRAFT, now)
    lease.placed(101)
    status, body, headers = entry_points.post(body=old)
    assert (status, body["order_id"]) == (201, 101)
    assert headers["Idempotent-Replayed"] == "true"


def test_an_invalid_request_is_refused_where_its_key_stands_for_no_order(
    entry_points: EntryPoints,
) -> None:
    assert entry_points.post(body=NEWER)[1]["code"] == "invalid_request"
    entry_points.queue(order=NEWER)
    assert entry_points.deliver() == []
    assert entry_points.post(body=NEWER)[1]["code"] == "invalid_request"


def test_an_invalid_request_under_another_caller_s_key_says_nothing_of_it(
    entry_points: EntryPoints,
) -> None:
    entry_points.deploy(KEYS_BELONG_TO_CALLERS="true")
    entry_points.caller = "AROATHEOTHERCALLER1:x"
    entry_points.post()
    entry_points.caller = "AROAONEMORECALLER01:x"
    assert entry_points.post(body=NEWER)[1]["code"] == "invalid_request"


def test_another_order_under_a_refused_key_waits_for_its_second_look(
    entry_points: EntryPoints,
) -> None:
    now = entry_points.services.clock.now()
    lease = entry_points.ledger.claim(OrderKey(STORE, "order-1"), "f" * 64, now)
    lease.rejected({"code": "store_refused", "detail": "No.", "status": 422}, look_at=now + 300)
    entry_points.queue()
    assert len(entry_points.deliver()) == 1
    assert entry_points.queues.dead_letters() == []


@pytest.mark.parametrize("callers_apart", ["false", "true"])
def test_another_order_under_a_cancelled_key_waits_for_its_second_look(
    entry_points: EntryPoints, callers_apart: str
) -> None:
    entry_points.deploy(KEYS_BELONG_TO_CALLERS=callers_apart)
    now = entry_points.services.clock.now()
    lease = entry_points.ledger.claim(OrderKey(STORE, "order-1"), "f" * 64, now)
    lease.cancelled(look_at=now + 300)
    entry_points.queue()
    assert len(entry_points.deliver()) == 1
    assert entry_points.post()[1]["code"] == "cancelled"
    lease.looked_again()
    assert entry_points.deliver() == []
    assert entry_points.queues.dead_letters() == []
