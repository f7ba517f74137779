"""Entry: CodeDeploy, before new versions get traffic. Each must pass its self-test."""

import json
import os
from typing import Any

import botocore.session
from aws_lambda_powertools.utilities.typing import LambdaContext
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from order_service.handlers.self_test import ASKED, has_passed
from order_service.telemetry.telemetry import LogJournal, hold_libraries, watched

AWS = Config(connect_timeout=2, read_timeout=30, retries={"total_max_attempts": 1})
"""How each call is made: a version's first execution may start cold."""

hold_libraries()


@watched
def handler(event: dict[str, Any], _: LambdaContext) -> dict[str, str]:
    """Test the new versions and report to CodeDeploy whether to go on."""
    session = botocore.session.get_session()
    functions: Any = session.create_client("lambda", config=AWS)
    versions = os.environ["NEW_VERSIONS"].split(",")
    # Each is tested, so that the log names all that fail.
    passed = sum(passes(functions, version) for version in versions) == len(versions)
    status = "Succeeded" if passed else "Failed"
    codedeploy: Any = session.create_client("codedeploy", config=AWS)
    codedeploy.put_lifecycle_event_hook_execution_status(
        deploymentId=event["DeploymentId"],
        lifecycleEventHookExecutionId=event["LifecycleEventHookExecutionId"],
        status=status,
    )
    return {"status": status}


def passes(functions: Any, version: str) -> bool:
    """Return whether a version starts and passes its self-test; the log says what does not work."""
    try:
        done = functions.invoke(FunctionName=version, Payload=json.dumps({ASKED: True}).encode())
        answer = json.loads(done["Payload"].read())
    except (ClientError, BotoCoreError) as error:
        done, answer = {"FunctionError": type(error).__name__}, {}
    passed = "FunctionError" not in done and has_passed(answer)
    parts = answer if "FunctionError" not in done else {}
    LogJournal().note("version tested", version=version, passed=passed, parts=parts)
    return passed
