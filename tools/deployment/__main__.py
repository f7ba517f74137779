"""Checks, builds, deploys, tidies: `make deploy`; with ``--built`` what is built already.

What is chosen comes in the environment: ENV, YES, RUNTIME, ARCHITECTURE, NEW_LEDGER,
SHORTER_SETTLE.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping

import boto3
from botocore.exceptions import BotoCoreError, ClientError

from cart_to_order.ending import run_command
from tools.deployment import built, old_versions, preflight
from tools.deployment.environment import Environment, Refused, chosen
from tools.places import ROOT, SAM
from tools.progress import say
from tools.values import checked


def main(arguments: list[str], said: Mapping[str, str] = os.environ) -> int:
    """Deploy; 0 if it is done, 2 if it was refused before anything changed, else SAM's code."""
    for name in ("ENV", "RUNTIME", "ARCHITECTURE"):
        if text := said.get(name):
            checked(name, text)
    try:
        environment = chosen(said)
        session = boto3.Session(region_name=environment.region or None)
        say(f"Deploying {environment.name}:")
        preflight.check(environment, session, said)
        if "--built" not in arguments and (code := _build(environment)):
            return code
        if not built.check(environment):
            _say_what_it_costs(environment)
    except (Refused, BotoCoreError) as reason:
        say(f"Not deployed. {reason}")
        return 2
    if code := _sam("deploy", *options(environment, said)):
        return code
    # SAM may have asked for another stack, and kept the answer.
    _tidy(session, chosen({**said, "RUNTIME": "", "ARCHITECTURE": ""}))
    return 0


def options(environment: Environment, said: Mapping[str, str]) -> list[str]:
    """Return SAM's options: what is kept is not asked for again."""
    if not environment.guided:
        asks = [] if not said.get("YES") else ["--no-confirm-changeset"]
        return ["--config-env", environment.name, *asks]
    return ["--guided", *_target(environment, said)]


def _target(environment: Environment, said: Mapping[str, str]) -> list[str]:
    # Only what was said now may override the answers that SAM keeps.
    if not (said.get("RUNTIME") or said.get("ARCHITECTURE")):
        return []
    target = {
        **environment.parameters,
        "Runtime": environment.runtime,
        "Architecture": environment.architecture,
    }
    return ["--parameter-overrides", *(f'{name}="{value}"' for name, value in target.items())]


def _build(environment: Environment) -> int:
    overrides = [f"Runtime={environment.runtime}", f"Architecture={environment.architecture}"]
    return _sam(
        "build",
        "--parameter-overrides",
        " ".join(overrides),
        PYTHON=str(SAM.parent / "python"),
        LAMBDA_RUNTIME=environment.runtime,
        LAMBDA_ARCHITECTURE=environment.architecture,
    )


def _say_what_it_costs(environment: Environment) -> None:
    say(
        f"  Note: no {environment.runtime} is on this machine's path, so no compiled files ship, "
        "and each cold start compiles what it imports: it takes about three times as long."
    )


def _tidy(session: boto3.Session, environment: Environment) -> None:
    try:
        old_versions.remove(session, environment.stack)
    except (ClientError, BotoCoreError) as error:
        say(f"  Old versions stay: {error}")


def _sam(*words: str, **more: str) -> int:
    environment = os.environ | {"SAM_CLI_TELEMETRY": "0"} | more
    return subprocess.run([str(SAM), *words], cwd=ROOT, env=environment, check=False).returncode


if __name__ == "__main__":
    run_command(main, sys.argv[1:])
