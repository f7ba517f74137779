"""Changes what the deployed functions run with, beyond what the template lets a stack have."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from local_cloud.aws.cloud import LocalCloud

ALIAS = "live"


def change_variables(cloud: LocalCloud, variables: Mapping[str, str], **more: Any) -> None:
    """Set variables of the two functions that place orders, and move their alias to the result."""
    functions = cloud.client("lambda")
    for name in (cloud.deployment.api_function, cloud.deployment.queue_function):
        known = functions.get_function_configuration(FunctionName=name)["Environment"]["Variables"]
        functions.update_function_configuration(
            FunctionName=name, Environment={"Variables": known | dict(variables)}, **more
        )
        # Orders come through the alias, which stays with its version until it is moved.
        version = functions.publish_version(FunctionName=name)["Version"]
        functions.update_alias(FunctionName=name, Name=ALIAS, FunctionVersion=version)
