"""Puts template.yaml on the local AWS through CloudFormation, as `sam package` and deploy would."""

from __future__ import annotations

import hashlib
import json
import re
import time
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from local_cloud.aws.artifacts import functions_zip
from local_cloud.aws.linked_layer import linked_layer
from local_cloud.aws.processes import LocalCloudError
from local_cloud.aws.template_text import as_json
from tools.places import ROOT

TEMPLATE = ROOT / "template.yaml"
STACK = "cart-to-order"
BUCKET = "artifacts"
DEPLOY_SECONDS = 120.0
# The two folders of the template that a package step replaces.
CODE = "CodeUri: functions/"
CONTENT = "ContentUri: layers/dependencies/"
# The file that the template includes; a package step uploads it and says where it is.
INCLUDED = "Location: monitoring.yaml"

Clients = Callable[[str], Any]


@dataclass(frozen=True)
class Deployment:
    """Where the parts of the deployed stack are."""

    endpoint_url: str
    region: str
    store_url: str
    api_url: str
    queue_url: str
    dead_letter_queue_url: str
    ledger_table: str
    api_function: str
    queue_function: str
    api_log_group: str
    queue_log_group: str
    stream_log_group: str
    # What opens the emulator's admin API and the local AWS's own paths.
    admin_key: str = field(repr=False)
    stream_function: str = ""
    stream_dead_letter_queue_url: str = ""
    admin_url: str = ""
    docs_url: str = ""
    orders_url: str = ""
    attention_table: str = ""

    def to_json(self) -> str:
        """The same as text, for the file of outputs."""
        return json.dumps(asdict(self), indent=2) + "\n"

    @classmethod
    def from_json(cls, text: str) -> Deployment:
        """Read back what `to_json` wrote."""
        return cls(**json.loads(text))


def deploy(clients: Clients, parameters: Mapping[str, str]) -> dict[str, str]:
    """Build, upload and create or update the stack; its outputs and resource ids by name."""
    places = _upload(clients("s3"))
    body = TEMPLATE.read_text()
    for folder, place in places.items():
        body = _point_to(body, folder, place)
    body = body.replace(INCLUDED, f"Location: {_put_included(clients('s3'))}")
    cloudformation = clients("cloudformation")
    _create_or_update(cloudformation, _put_template(clients("s3"), body), parameters)
    _wait(cloudformation)
    _set_source(clients("lambda"))
    return _names(cloudformation)


def _upload(s3: Any) -> dict[str, str]:
    s3.create_bucket(Bucket=BUCKET)
    return {folder: _put(s3, path) for folder, path in _built().items()}


def _built() -> dict[str, Path]:
    return {CODE: functions_zip(), CONTENT: linked_layer()}


def _put(s3: Any, path: Path) -> str:
    content = path.read_bytes()
    # Named by content: CloudFormation updates what has another name, and nothing else.
    key = f"{hashlib.sha256(content).hexdigest()[:16]}.zip"
    s3.put_object(Bucket=BUCKET, Key=key, Body=content)
    return f"s3://{BUCKET}/{key}"


def _point_to(body: str, folder: str, place: str) -> str:
    name = folder.split(":", maxsplit=1)[0]
    if not re.search(rf"^ +{re.escape(folder)}$", body, re.MULTILINE):
        raise LocalCloudError(
            f"template.yaml has no line '{folder}': local_cloud/aws/stack.py expects it."
        )
    return body.replace(folder, f"{name}: {place}")


def _put_included(s3: Any) -> str:
    content = as_json((TEMPLATE.parent / INCLUDED.split()[1]).read_text()).encode()
    s3.put_object(Bucket=BUCKET, Key="monitoring.yaml", Body=content)
    return f"s3://{BUCKET}/monitoring.yaml"


def _put_template(s3: Any, body: str) -> str:
    # In a request there is room for 51,200 bytes, and the template is longer.
    s3.put_object(Bucket=BUCKET, Key="template.yaml", Body=as_json(body).encode())
    return f"https://s3.amazonaws.com/{BUCKET}/template.yaml"


def _create_or_update(cloudformation: Any, url: str, parameters: Mapping[str, str]) -> None:
    wanted = [{"ParameterKey": k, "ParameterValue": v} for k, v in parameters.items()]
    change: dict[str, Any] = {"StackName": STACK, "TemplateURL": url, "Parameters": wanted}
    change["Capabilities"] = ["CAPABILITY_IAM", "CAPABILITY_AUTO_EXPAND"]
    known = [s["StackName"] for s in cloudformation.list_stacks()["StackSummaries"]]
    act = cloudformation.update_stack if STACK in known else cloudformation.create_stack
    act(**change)


def _wait(cloudformation: Any) -> None:
    deadline = time.monotonic() + DEPLOY_SECONDS
    while (status := _status(cloudformation)).endswith("_IN_PROGRESS"):
        if time.monotonic() > deadline:
            raise LocalCloudError(f"The stack is still {status} after {DEPLOY_SECONDS:.0f} s.")
        time.sleep(0.1)
    if status not in ("CREATE_COMPLETE", "UPDATE_COMPLETE"):
        raise LocalCloudError(f"Deploying ended with {status}:\n{_failures(cloudformation)}")


def _status(cloudformation: Any) -> str:
    return str(cloudformation.describe_stacks(StackName=STACK)["Stacks"][0]["StackStatus"])


def _failures(cloudformation: Any) -> str:
    events = cloudformation.describe_stack_events(StackName=STACK)["StackEvents"]
    failed = [event for event in events if event["ResourceStatus"].endswith("_FAILED")]
    return "\n".join(
        f"    {event['LogicalResourceId']}: {event.get('ResourceStatusReason', 'no reason given')}"
        for event in failed
    )


def _set_source(functions: Any) -> None:
    # MiniStack keeps parameters as text here, and cannot compare one.
    for mapping in functions.list_event_source_mappings()["EventSourceMappings"]:
        if "ScalingConfig" not in mapping:
            continue  # The ledger's stream.
        limit = int(mapping["ScalingConfig"]["MaximumConcurrency"])
        functions.update_event_source_mapping(
            UUID=mapping["UUID"], ScalingConfig={"MaximumConcurrency": limit}
        )


def _names(cloudformation: Any) -> dict[str, str]:
    stack = cloudformation.describe_stacks(StackName=STACK)["Stacks"][0]
    resources = cloudformation.describe_stack_resources(StackName=STACK)["StackResources"]
    ids = {r["LogicalResourceId"]: r["PhysicalResourceId"] for r in resources}
    return ids | {o["OutputKey"]: o["OutputValue"] for o in stack["Outputs"]}
