"""A deployed stack as an operator's commands see it: its resources, and clients that remember."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import boto3

from cart_to_order.operations.place import Place


class FakeLambda:
    """Functions with published versions and an alias each."""

    def __init__(self, versions: dict[str, list[int]], live: dict[str, int]) -> None:
        self.versions = versions
        self.live = live
        self.weights: dict[str, Any] = {}
        self.settings: dict[str, dict[str, str]] = {}
        """By version: the environment that it was published with."""

    def get_function_configuration(self, **asked: str) -> dict[str, Any]:
        return {"Environment": {"Variables": self.settings.get(asked["Qualifier"], {})}}

    def get_alias(self, **asked: str) -> dict[str, Any]:
        return {"FunctionVersion": str(self.live[asked["FunctionName"]])}

    def update_alias(self, **asked: Any) -> None:
        self.live[asked["FunctionName"]] = int(asked["FunctionVersion"])
        self.weights[asked["FunctionName"]] = asked["RoutingConfig"]["AdditionalVersionWeights"]

    def get_paginator(self, _: str) -> "FakeLambda":
        return self

    def paginate(self, **asked: str) -> list[dict[str, Any]]:
        found = [{"Version": str(one)} for one in self.versions[asked["FunctionName"]]]
        return [{"Versions": [{"Version": "$LATEST"}]}, {"Versions": found}]

    def delete_function(self, **asked: str) -> None:
        self.versions[asked["FunctionName"]].remove(int(asked["Qualifier"]))


class FakeCodeDeploy:
    """One application whose groups have deployments under way."""

    def __init__(self, under_way: dict[str, list[str]]) -> None:
        self.under_way = under_way
        self.stopped: list[str] = []

    def list_deployment_groups(self, **_: str) -> dict[str, Any]:
        return {"deploymentGroups": list(self.under_way)}

    def list_deployments(self, **asked: Any) -> dict[str, Any]:
        return {"deployments": self.under_way[asked["deploymentGroupName"]]}

    def stop_deployment(self, **asked: Any) -> None:
        assert asked["autoRollbackEnabled"]
        self.stopped.append(asked["deploymentId"])


class FakeAlarms:
    """Alarms that send, or do not."""

    def __init__(self) -> None:
        self.quiet: set[str] = set()

    def disable_alarm_actions(self, **asked: list[str]) -> None:
        self.quiet |= set(asked["AlarmNames"])

    def enable_alarm_actions(self, **asked: list[str]) -> None:
        self.quiet -= set(asked["AlarmNames"])


class FakeTable:
    """The ledger's table, of which only what was put is known."""

    def __init__(self) -> None:
        self.items: dict[str, Any] = {}

    def put_item(self, **asked: Any) -> None:
        self.items[asked["Item"]["id"]["S"]] = asked["Item"]


@dataclass(frozen=True)
class Operated(Place):
    """A place with these resources and clients."""

    there: Mapping[str, str] = field(default_factory=dict)
    clients: Mapping[str, Any] = field(default_factory=dict)

    def resources(self) -> dict[str, str]:
        return dict(self.there)

    def client(self, service: Any) -> Any:
        return self.clients[service]


def operated(there: Mapping[str, str], **clients: Any) -> Operated:
    """A place with these resources and clients."""
    session = boto3.Session(region_name="eu-west-1")
    parts = (session, None, "ledger", "q", "d", "https://store", "p/")
    return Operated(*parts, there=there, clients=clients)
