import hashlib
import json
from typing import Any

import pytest

from local_cloud.aws.entry_points import event
from tools.places import EVENTS

CASES = sorted(path.stem for path in EVENTS.glob("*.json") if path.stem != "env")
API = [name for name in CASES if name.startswith("api_")]
SQS = [name for name in CASES if name.startswith("sqs_")]


def test_every_event_is_for_one_of_the_entry_points() -> None:
    assert len(API) >= 6
    assert len(SQS) >= 2
    assert sorted(API + SQS) == CASES


@pytest.mark.parametrize("name", API)
def test_api_event_fits_a_route_of_the_template(name: str, written: dict[str, Any]) -> None:
    case = event(name)
    routes = {
        (entry_point["Properties"]["Method"], entry_point["Properties"]["Path"])
        for entry_point in written["Resources"]["OrderApiFunction"]["Properties"]["Events"].values()
    }
    assert (case["httpMethod"], case["resource"]) in routes
    assert case["path"] == case["resource"].format(**case["pathParameters"])
    assert case["requestContext"]["resourcePath"] == case["resource"]
    assert {k: [v] for k, v in case["headers"].items()} == case["multiValueHeaders"]
    assert case["httpMethod"] == "GET" or json.loads(case["body"])


@pytest.mark.parametrize("name", SQS)
def test_queue_event_is_what_sqs_would_send(name: str) -> None:
    records = event(name)["Records"]
    assert len({record["messageId"] for record in records}) == len(records)
    for record in records:
        assert set(json.loads(record["body"])) == {"store", "idempotency_key", "order"}
        digest = hashlib.md5(record["body"].encode(), usedforsecurity=False).hexdigest()
        assert record["md5OfBody"] == digest


@pytest.mark.parametrize("name", CASES)
def test_events_name_nobody_real(name: str) -> None:
    text = (EVENTS / f"{name}.json").read_text()
    assert text.count("@") == text.count("@example.com")


def test_environment_example_sets_only_what_the_template_declares(written: dict[str, Any]) -> None:
    example = json.loads((EVENTS / "env.json").read_text())
    declared = written["Globals"]["Function"]["Environment"]["Variables"]
    assert set(example) == {"OrderApiFunction", "OrderQueueFunction"}
    for variables in example.values():
        # SAM ignores any other without a word.
        assert set(variables) <= set(declared)
