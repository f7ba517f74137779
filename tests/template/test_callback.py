"""The callback of a stack with CallbackUrl, and nothing of it in a stack without."""

import json
import re
from fnmatch import fnmatch
from typing import Any

import pytest

from order_service.ledger.callback_settings import ITEM
from tests.template.stack import resolved, source
from tools.places import ROOT

Resource = dict[str, Any]
URL = "https://erp.example.com/hooks/orders"


@pytest.fixture(scope="module")
def called_back() -> dict[str, Resource]:
    """The resources of a stack with a callback."""
    resources: dict[str, Resource] = resolved(CallbackUrl=URL)["Resources"]
    return resources


def test_a_stack_without_a_url_has_nothing_of_it(stack: dict[str, Resource]) -> None:
    assert [name for name in stack if name.startswith("Callback")] == []
    assert stack["OrderStreamFunction"]["Properties"]["Environment"]["Variables"][
        "CALLBACK_SECRET"
    ] == ""  # fmt: skip


def test_the_rule_posts_the_signed_part_of_this_stack_s_events(
    called_back: dict[str, Resource],
) -> None:
    rule = called_back["CallbackRule"]["Properties"]
    assert rule["EventPattern"] == {
        "source": ["cart-to-order"],
        "detail": {"callback": {"stack": ["cart-to-order"]}},
    }
    (target,) = rule["Targets"]
    assert target["InputPath"] == "$.detail.callback"
    assert target["RetryPolicy"]["MaximumEventAgeInSeconds"] == 24 * 3600
    assert called_back["CallbackDestination"]["Properties"]["InvocationEndpoint"] == URL


def test_what_the_receiver_does_not_take_is_kept_and_rings(
    called_back: dict[str, Resource],
) -> None:
    (target,) = called_back["CallbackRule"]["Properties"]["Targets"]
    queue = target["DeadLetterConfig"]["Arn"]["Fn::GetAtt"][0]
    assert called_back[queue]["Properties"]["MessageRetentionPeriod"] == 14 * 24 * 3600
    allow, deny = called_back["CallbackQueuePolicy"]["Properties"]["PolicyDocument"]["Statement"]
    assert allow["Condition"] == {
        "ArnEquals": {"aws:SourceArn": {"Fn::GetAtt": ["CallbackRule", "Arn"]}}
    }
    assert deny["Condition"] == {"Bool": {"aws:SecureTransport": "false"}}
    runbook = (ROOT / "docs" / "runbook.md").read_text()
    for name in ("CallbackDeadLettersAlarm", "CallbackKeyAlarm"):
        alarm = called_back[name]["Properties"]
        assert alarm["AlarmActions"] == [{"Ref": "TicketTopic"}]
        assert alarm["AlarmDescription"].endswith("#callbacks-that-were-not-taken"), name
        assert f"| `{name}` | ticket |" in runbook
    assert "## Callbacks that were not taken" in runbook


def test_the_stream_function_reads_its_own_items_of_the_ledger_only(
    called_back: dict[str, Resource],
) -> None:
    (policy,) = called_back["OrderStreamRole"]["Properties"]["Policies"]
    statements = {s["Sid"]: s for s in policy["PolicyDocument"]["Statement"]}
    condition = statements["ReadWhoIsCalledBack"]["Condition"]
    (keys,) = condition["ForAllValues:StringLike"]["dynamodb:LeadingKeys"]
    assert fnmatch(ITEM + "acme", keys)
    assert not fnmatch("acme#po-1001", keys)
    assert "cart-to-order/callback-??????" in json.dumps(statements["ReadCallbackKey"])


def test_only_https_without_a_query_is_a_url() -> None:
    pattern = source()["Parameters"]["CallbackUrl"]["AllowedPattern"]
    for good in ("", URL, "https://erp.example.com", "https://erp.example.com:8443/"):
        assert re.search(pattern, good), good
    for bad in ("http://erp.example.com", "https://localhost", f"{URL}?token=1", "https://a b.c"):
        assert not re.search(pattern, bad), bad


def test_nothing_that_reads_the_stores_secrets_reads_the_callback_s(
    called_back: dict[str, Resource],
) -> None:
    readers = 0
    for resource in called_back.values():
        if resource["Type"] not in ("AWS::IAM::Role", "AWS::IAM::ManagedPolicy"):
            continue
        given = resource["Properties"]
        documents = [one["PolicyDocument"] for one in given.get("Policies", [])]
        documents += [given["PolicyDocument"]] if "PolicyDocument" in given else []
        for statements in (document["Statement"] for document in documents):
            if not any(one["Sid"] == "ReadStoreSecrets" for one in statements):
                continue
            readers += 1
            (denied,) = [one["Resource"] for one in statements if one["Effect"] == "Deny"]
            assert fnmatch(denied, "arn:*:secret:cart-to-order/callback-??????")
    assert readers == 2
