"""Where the service runs: a stack in an AWS account, or the local cloud of `make up`."""

import json
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import boto3
from aws_lambda_powertools.utilities.parameters import SecretsProvider

from cart_to_order.outputs import VARIABLE, candidates
from cart_to_order.terminal import say
from order_service.bigcommerce.calls import StoreCalls
from order_service.bigcommerce.credentials import Credential, SecretCredentials
from order_service.bigcommerce.https import connect
from order_service.clock import Deadline, SystemClock

HALF_AN_HOUR = 1800.0


class NoSuchPlace(Exception):
    """The stack or the local cloud is not there; the text says what to do."""


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

    def client(self, service: Any) -> Any:
        """Return a boto3 client of the place."""
        return self.session.client(service, endpoint_url=self.endpoint_url)

    def calls(self, store: str) -> StoreCalls:
        """Return a way to call one store with the credentials of its secret."""
        clock = SystemClock()
        provider = SecretsProvider(boto3_client=self.client("secretsmanager"))
        credentials = _EvenPaused(provider, self.secret_prefix, _ToTheScreen())
        deadline = Deadline(clock, clock.now() + HALF_AN_HOUR)
        return StoreCalls(connect(self.store_url), credentials, store, "audit", deadline)


class _ToTheScreen:
    """Shows an operator what only the log says where callers hear of it."""

    def note(self, event: str, **facts: Any) -> None:
        say(f"{event}: {', '.join(f'{name} {value}' for name, value in facts.items())}")


class _EvenPaused(SecretCredentials):
    """A store that is paused for orders can still be looked at."""

    def get(self, store: str) -> Credential:
        return replace(super().get(store), paused=False)


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
    )
