"""The local AWS enforces the template's policies: without one of its permissions, no order."""

import copy
import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from local_cloud.aws.cloud import LocalCloud
from local_cloud.aws.entry_points import EntryPoints, event


@pytest.mark.parametrize(
    ("taken", "prefer", "code"),
    [
        ("UseLedger", "", "ledger_unavailable"),
        ("ReadStoreSecrets", "", "credentials_unusable"),
        ("HandOver", "respond-async", "queue_unavailable"),
    ],
)
def test_each_permission_is_needed(
    taken: str, prefer: str, code: str, cloud: LocalCloud, entry_points: EntryPoints
) -> None:
    # A store of its own: the secret of the other one may be remembered.
    store = f"without-{taken}"
    cloud.put_store_secret(store=store)
    case = copy.deepcopy(event("api_create_digital"))
    case["path"] = f"/stores/{store}/orders"
    case["headers"] |= {"Idempotency-Key": "order-1", "Prefer": prefer}
    case["headers"] = {name: value for name, value in case["headers"].items() if value}
    with _without(taken, cloud):
        answer = entry_points.send_http(case)
    assert (answer.status, answer.body.get("code")) == (503, code)
    # It was the permission, and nothing else.
    again = entry_points.send_http(case)
    assert again.status == (202 if prefer else 201), again.body


@contextmanager
def _without(taken: str, cloud: LocalCloud) -> Iterator[None]:
    iam = cloud.client("iam")
    (policy,) = iam.list_policies(Scope="Local")["Policies"]
    arn, version = policy["Arn"], policy["DefaultVersionId"]
    kept = iam.get_policy_version(PolicyArn=arn, VersionId=version)["PolicyVersion"]["Document"]
    document: dict[str, Any] = json.loads(kept) if isinstance(kept, str) else kept
    fewer = [statement for statement in document["Statement"] if statement["Sid"] != taken]
    assert len(fewer) == len(document["Statement"]) - 1
    _put(iam, arn, document | {"Statement": fewer})
    try:
        yield
    finally:
        _put(iam, arn, document)


def _put(iam: Any, arn: str, document: dict[str, Any]) -> None:
    iam.create_policy_version(PolicyArn=arn, PolicyDocument=json.dumps(document), SetAsDefault=True)
    # A policy has room for five versions.
    for version in iam.list_policy_versions(PolicyArn=arn)["Versions"]:
        if not version["IsDefaultVersion"]:
            iam.delete_policy_version(PolicyArn=arn, VersionId=version["VersionId"])
