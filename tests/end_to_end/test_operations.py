"""`make show` and `make redrive` on the deployed local cloud."""

import json
from pathlib import Path

import pytest

from local_cloud.aws.cloud import LocalCloud
from local_cloud.aws.entry_points import Answer, EntryPoints, event
from tests.end_to_end.operators import operate, operate_at

SECONDS = 60.0


def test_show_tells_a_placed_key_and_nothing_of_its_customer(
    tutorial: Answer, cloud: LocalCloud, tmp_path: Path
) -> None:
    key = event("api_create_tutorial")["headers"]["Idempotency-Key"]
    code, said = operate(cloud, tmp_path, "show", "--store", "sandbox", "--key", key)
    assert code == 0, said
    for wanted in ("placed", f"order {tutorial.body['order_id']}: live", "Next: nothing"):
        assert wanted in said
    for secret in ("sandbox-token", "http", "@", *_names(event("api_create_tutorial")["body"])):
        assert secret not in said


def test_show_says_that_a_key_is_unknown(cloud: LocalCloud, tmp_path: Path) -> None:
    code, said = operate(cloud, tmp_path, "show", "--store", "sandbox", "--key", "nobody-sent-this")
    assert (code, "has no key nobody-sent-this" in said) == (1, True), said


@pytest.mark.parametrize(
    "command", [("show", "--store", "sandbox", "--key", "k"), ("redrive",)], ids=lambda c: c[0]
)
def test_commands_say_what_to_do_when_nothing_is_up(
    command: tuple[str, ...], tmp_path: Path
) -> None:
    code, said = operate_at(tmp_path, *command)
    assert (code, "make up" in said) == (2, True)


def test_redrive_turns_a_dead_letter_into_its_order(
    cloud: LocalCloud, entry_points: EntryPoints, tmp_path: Path
) -> None:
    body = json.loads(event("sqs_create")["Records"][0]["body"]) | {"idempotency_key": "redriven"}
    entry_points.queue.send_message(
        QueueUrl=entry_points.deployment.dead_letter_queue_url, MessageBody=json.dumps(body)
    )
    code, said = operate(cloud, tmp_path, "redrive")
    assert (code, "in the order queue again" in said) == (0, True), said
    answer = entry_points.wait_until_settled("sandbox", "redriven", SECONDS)
    assert answer.body["state"] == "placed"


def _names(order: str) -> list[str]:
    address = json.loads(order)["billing_address"]
    return [address[name] for name in ("first_name", "last_name", "email", "address1")]
