"""Gives all traffic back to the previous version of each function, immediately.

No deployment and no canary: an alarm that rings does not hinder it.

cart-to-order rollback [--stack cart-to-order | --local]
"""

from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from cart_to_order.operations.options import parser_of, place_of
from cart_to_order.operations.place import Place
from cart_to_order.problems import NoSuchPlace
from cart_to_order.terminal import say

ALIAS = "live"
FUNCTIONS = ("OrderApiFunction", "OrderQueueFunction", "OrderStreamFunction")
CODE_DEPLOY = "ServerlessDeploymentApplication"
UNDER_WAY = ["Created", "Queued", "InProgress", "Ready"]


def main(arguments: list[str]) -> int:
    """Go back by one version; 0 if each function did, 1 if one has no other, 2 if it failed."""
    options = parser_of("rollback", __doc__).parse_args(arguments)
    try:
        return 0 if rollback(place_of(options)) else 1
    except (NoSuchPlace, ClientError, BotoCoreError) as error:
        say(f"Not everything was rolled back. {error}")
        say("Next: correct that and give the command again.")
        return 2


def rollback(place: Place) -> bool:
    """Stop a canary that is under way, or else move each alias back; return whether all did."""
    there = place.resources()
    if _stopped(place, there.get(CODE_DEPLOY)):
        say("The canary was stopped: CodeDeploy gives its traffic back to the version before.")
        return True
    functions = place.client("lambda")
    done = [_moved_back(functions, there[name]) for name in FUNCTIONS]
    say("Next: deploy the fix, or the last good commit; a deployment moves the aliases again.")
    return all(done)


def _moved_back(functions: Any, name: str) -> bool:
    now = int(functions.get_alias(FunctionName=name, Name=ALIAS)["FunctionVersion"])
    earlier = [version for version in versions_of(functions, name) if version < now]
    if not earlier:
        say(f"  {name}: version {now} is the oldest there is, and stays.")
        return False
    functions.update_alias(
        FunctionName=name,
        Name=ALIAS,
        FunctionVersion=str(max(earlier)),
        RoutingConfig={"AdditionalVersionWeights": {}},
    )
    say(f"  {name}: version {max(earlier)} instead of {now}.")
    return True


def versions_of(functions: Any, name: str) -> list[int]:
    """Return the numbers of a function's published versions, the oldest first."""
    pages = functions.get_paginator("list_versions_by_function").paginate(FunctionName=name)
    found = [version["Version"] for page in pages for version in page["Versions"]]
    return sorted(int(version) for version in found if version != "$LATEST")


def _stopped(place: Place, application: str | None) -> bool:
    """Stop the deployments of this stack that are under way; return whether there were any."""
    if not application:
        return False
    codedeploy = place.client("codedeploy")
    groups = codedeploy.list_deployment_groups(applicationName=application)["deploymentGroups"]
    under_way = [
        deployment
        for group in groups
        for deployment in codedeploy.list_deployments(
            applicationName=application,
            deploymentGroupName=group,
            includeOnlyStatuses=UNDER_WAY,
        )["deployments"]
    ]
    for deployment in under_way:
        codedeploy.stop_deployment(deploymentId=deployment, autoRollbackEnabled=True)
    return bool(under_way)
