"""Gives all traffic back to the previous version of each function, immediately.

No deployment and no canary: an alarm that rings does not hinder it.

cart-to-order rollback [--stack cart-to-order | --local] [--yes]
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from cart_to_order.operations.doubling import SETTLE, Danger, dangers
from cart_to_order.operations.options import parser_of, place_of
from cart_to_order.operations.place import Place
from cart_to_order.problems import NoSuchPlace
from cart_to_order.terminal import say

ALIAS = "live"
FUNCTIONS = ("OrderApiFunction", "OrderQueueFunction", "OrderStreamFunction")
CODE_DEPLOY = "ServerlessDeploymentApplication"
UNDER_WAY = ["Created", "Queued", "InProgress", "Ready"]


class SettingsChange(Exception):
    """The version before has settings that would lose or double orders; the text names them."""


def main(arguments: list[str]) -> int:
    """Go back by one version; 0 if each function did, 1 if one has no other, 2 if it failed."""
    parser = parser_of("rollback", __doc__)
    parser.add_argument("--yes", action="store_true", help="with the settings of before, too")
    options = parser.parse_args(arguments)
    return exit_code(lambda: place_of(options), sure=options.yes)


def exit_code(place: Callable[[], Place], *, sure: bool) -> int:
    """Roll back, and say why if that was not done."""
    try:
        return 0 if rollback(place(), sure=sure) else 1
    except SettingsChange as no:
        say(f"Nothing was rolled back. {no}")
        say("Next: deploy the last good commit with the settings of now. Or give")
        say("the command again with YES=1 (--yes) if these settings are meant.")
        return 2
    except (NoSuchPlace, ClientError, BotoCoreError) as error:
        say(f"Not everything was rolled back. {error}")
        say("Next: correct that and give the command again.")
        return 2


def rollback(place: Place, *, sure: bool = False) -> bool:
    """Stop a canary that is under way, or else move each alias back; return whether all did.

    A published version keeps its settings: going back brings those of before. Raises SettingsChange
    where these name another ledger or a shorter settle time, unless the operator is ``sure``.
    """
    there = place.resources()
    if _stopped(place, there.get(CODE_DEPLOY)):
        say("The canary was stopped: CodeDeploy gives its traffic back to the version before.")
        return True
    functions = place.client("lambda")
    moves = [_move(functions, there[name]) for name in FUNCTIONS]
    if not sure:
        _check(functions, [move for move in moves if move.to])
    for move in moves:
        _moved_back(functions, move)
    say("Next: deploy the fix, or the last good commit; a deployment moves the aliases again.")
    return all(move.to for move in moves)


@dataclass(frozen=True)
class Move:
    """A function, its live version, and the one before; 0 if there is none."""

    name: str
    now: int
    to: int


def _move(functions: Any, name: str) -> Move:
    now = int(functions.get_alias(FunctionName=name, Name=ALIAS)["FunctionVersion"])
    return Move(
        name, now, max((one for one in versions_of(functions, name) if one < now), default=0)
    )


def _check(functions: Any, moves: Sequence[Move]) -> None:
    """Say which settings change, and refuse where orders could be lost or doubled."""
    changed: set[str] = set()
    for move in moves:
        now, then = (_settings(functions, move.name, one) for one in (move.now, move.to))
        changed |= {name for name in now.keys() | then.keys() if now.get(name) != then.get(name)}
        found = dangers(now, then)
        if Danger.OTHER_LEDGER in found:
            raise SettingsChange("The version before has another ledger.")
        if Danger.SHORTER_SETTLE in found:
            said = (
                f"The version before has SettleSeconds {then.get(SETTLE)}, not {now.get(SETTLE)}."
            )
            raise SettingsChange(said)
    if changed:
        say("With the version before come its settings, also these:")
        for name in sorted(changed):
            say(f"  {name}")


def _settings(functions: Any, name: str, version: int) -> Mapping[str, str]:
    found = functions.get_function_configuration(FunctionName=name, Qualifier=str(version))
    settings: Mapping[str, str] = found.get("Environment", {}).get("Variables", {})
    return settings


def _moved_back(functions: Any, move: Move) -> None:
    if not move.to:
        say(f"  {move.name}: version {move.now} is the oldest there is, and stays.")
        return
    functions.update_alias(
        FunctionName=move.name,
        Name=ALIAS,
        FunctionVersion=str(move.to),
        RoutingConfig={"AdditionalVersionWeights": {}},
    )
    say(f"  {move.name}: version {move.to} instead of {move.now}.")


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
