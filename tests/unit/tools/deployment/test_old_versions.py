from typing import Any

from tools.deployment import old_versions


class FakeStack:
    """One function with versions 1 to 9, of which aliases use two; and its session."""

    def __init__(self) -> None:
        self.versions = list(range(1, 10))

    def client(self, _: str) -> "FakeStack":
        return self

    def get_paginator(self, operation: str) -> "FakeStack":
        self.operation = operation
        return self

    def paginate(self, **_: str) -> list[dict[str, Any]]:
        if self.operation == "list_stack_resources":
            kinds = ("AWS::Lambda::Function", "AWS::SQS::Queue")
            rows = [{"ResourceType": kind, "PhysicalResourceId": "f"} for kind in kinds]
            return [{"StackResourceSummaries": rows}]
        found = [{"Version": str(one)} for one in self.versions]
        return [{"Versions": [{"Version": "$LATEST"}, *found[:4]]}, {"Versions": found[4:]}]

    def list_aliases(self, **_: str) -> dict[str, Any]:
        weights = {"RoutingConfig": {"AdditionalVersionWeights": {"9": 0.1}}}
        return {"Aliases": [{"FunctionVersion": "2"} | weights]}

    def delete_function(self, **asked: str) -> None:
        self.versions.remove(int(asked["Qualifier"]))


def test_the_last_five_versions_and_those_of_an_alias_stay() -> None:
    stack = FakeStack()
    assert old_versions.remove(stack, "orders") == 3
    assert stack.versions == [2, 5, 6, 7, 8, 9]
    assert old_versions.remove(stack, "orders") == 0
