"""Where the service runs: a stack in an AWS account, or the local cloud of `make up`."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import boto3

from cart_to_order.outputs import VARIABLE, candidates
from cart_to_order.problems import NoSuchPlace


@dataclass(frozen=True)
class Place:
    """The parts of one deployed stack that operators need."""

    session: boto3.Session
    endpoint_url: str | None
    ledger_table: str
    queue_url: str
    dead_letter_queue_url: str
    store_url: str
    secret_prefix: str
    api_url: str = ""
    stack: str = "cart-to-order"
    attention_table: str = ""
    """Empty where an older release is deployed."""
    log_level: str = ""
    log_groups: tuple[str, ...] = ()
    """Of the functions that place orders, where they are known without asking."""

    def client(self, service: Any) -> Any:
        """Return a boto3 client of the place."""
        return self.session.client(service, endpoint_url=self.endpoint_url)

    def resources(self) -> dict[str, str]:
        """Return the physical id of each of the stack's resources by its logical one."""
        pages = self.client("cloudformation").get_paginator("list_stack_resources")
        return {
            row["LogicalResourceId"]: row.get("PhysicalResourceId", "")
            for page in pages.paginate(StackName=self.stack)
            for row in page["StackResourceSummaries"]
        }


def local(folder: Path | None = None) -> Place:
    """Return the local cloud of a folder; raises NoSuchPlace saying where it was looked for."""
    looked = list(candidates(folder, Path.cwd()))
    found = next((file for file in looked if file.is_file()), None)
    if found is None:
        raise NoSuchPlace(
            f"No local cloud is up: there is no {' and no '.join(map(str, looked))}. Run `make up` "
            f"in a checkout, or name one where it is up: --local DIR, or {VARIABLE}=DIR."
        )
    there = json.loads(found.read_text())
    session = boto3.Session("test", "test", region_name=there["region"])
    return Place(
        session,
        there["endpoint_url"],
        there["ledger_table"],
        there["queue_url"],
        there["dead_letter_queue_url"],
        there["store_url"],
        "bigcommerce/",
        there["api_url"],
        attention_table=there.get("attention_table", ""),
        log_groups=(there["api_log_group"], there["queue_log_group"]),
    )


def deployed(stack: str, profile: str | None = None) -> Place:
    """Return a stack of the AWS account that the profile or the environment's credentials open."""
    try:
        session = boto3.Session(profile_name=profile)
        found = session.client("cloudformation").describe_stacks(StackName=stack)["Stacks"][0]
    except Exception as error:
        raise NoSuchPlace(f"The stack {stack} cannot be read: {error}") from None
    there = {output["OutputKey"]: output["OutputValue"] for output in found.get("Outputs", [])}
    given = {p["ParameterKey"]: p["ParameterValue"] for p in found.get("Parameters", [])}
    return Place(
        session,
        None,
        there["LedgerTable"],
        there["QueueUrl"],
        there["DeadLetterQueueUrl"],
        given["BigCommerceUrl"],
        given["SecretPrefix"],
        there["ApiUrl"],
        stack,
        there.get("AttentionTable", ""),
        given.get("LogLevel", ""),
    )
