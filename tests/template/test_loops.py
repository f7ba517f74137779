"""Lambda stops a function that its own messages invoke, unless the template allows it.

Around sixteen invocations in one chain of requests are let through. Then the message is delivered
no more, until the queue's maxReceiveCount makes it a dead letter. An order that waits for its turn
is sent again for days (decision 0024).
"""

from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from tests.template.account.test_policies import actions
from tests.template.stack import resolved

Resources = Mapping[str, Mapping[str, Any]]


@pytest.mark.parametrize("parameters", [{}, {"Canary": "true", "SubnetIds": "subnet-1"}])
def test_exactly_the_functions_that_their_own_messages_invoke_are_allowed_to(
    parameters: dict[str, str],
) -> None:
    made = resolved(**parameters)["Resources"]
    functions = _of_type(made, "Lambda::Function")
    next_ones = {name: _invoked_by(made, _sends_to(made, one)) for name, one in functions.items()}
    looping = {name for name in functions if name in _reached_from(name, next_ones)}
    # The API function sends to the queue as well, and no message invokes it.
    assert looping == {"OrderQueueFunction"}
    set_so = {name: one.get("RecursiveLoop") for name, one in functions.items()}
    assert {name for name, said in set_so.items() if said == "Allow"} == looping
    assert set(set_so.values()) == {"Allow", None}


def test_the_deploy_role_may_set_what_stops_a_loop() -> None:
    allowed = actions("deploy-role.json")
    assert {"lambda:PutFunctionRecursionConfig", "lambda:GetFunctionRecursionConfig"} <= allowed


def _sends_to(made: Resources, function: Mapping[str, Any]) -> set[str]:
    """Return the queues to which a function may send."""
    role = function["Role"]["Fn::GetAtt"][0]
    return {
        place["Fn::GetAtt"][0]
        for statement in _statements(made, role)
        if "sqs:SendMessage" in _all(statement["Action"])
        for place in _all(statement["Resource"])
    }


def _invoked_by(made: Resources, queues: set[str]) -> set[str]:
    """Return the functions that a message in one of the queues invokes, by their aliases."""
    found = set()
    for source in _of_type(made, "Lambda::EventSourceMapping").values():
        place = source["EventSourceArn"]
        if isinstance(place, dict) and place.get("Fn::GetAtt", [""])[0] in queues:
            alias = made[source["FunctionName"]["Ref"]]["Properties"]
            found.add(alias["FunctionName"]["Ref"])
    return found


def _reached_from(name: str, next_ones: Mapping[str, set[str]]) -> set[str]:
    reached: set[str] = set()
    ahead = set(next_ones[name])
    while ahead:
        reached |= ahead
        ahead = {far for near in ahead for far in next_ones[near]} - reached
    return reached


def _statements(made: Resources, role: str) -> Iterator[Mapping[str, Any]]:
    properties = made[role]["Properties"]
    for policy in properties["Policies"]:
        yield from policy["PolicyDocument"]["Statement"]
    for attached in properties.get("ManagedPolicyArns", []):
        yield from made[attached["Ref"]]["Properties"]["PolicyDocument"]["Statement"]


def _of_type(made: Resources, kind: str) -> dict[str, Mapping[str, Any]]:
    return {name: one["Properties"] for name, one in made.items() if one["Type"] == f"AWS::{kind}"}


def _all(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]
