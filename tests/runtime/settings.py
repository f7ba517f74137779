"""What a function finds in its environment: as the template says, and what Lambda adds to it."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from local_cloud.canary import CREDENTIAL_MARK
from tests.runtime.aws import REGION, ROLE, Aws, credentials
from tests.template.stack import filled


@dataclass(frozen=True)
class Logging:
    """One way to log: the template's parameter, and the format that Lambda is given."""

    level: str
    format: str = "JSON"


@cache
def template(level: str) -> Any:
    """Return the template with this log level."""
    return filled(LogLevel=level)


def lambda_filter(logging: Logging) -> str | None:
    """Return the level below which Lambda drops lines; text is not filtered."""
    config = template(logging.level)["Globals"]["Function"]["LoggingConfig"]
    return str(config["ApplicationLogLevel"]) if logging.format == "JSON" else None


def handlers() -> dict[str, str]:
    """Return the handler of each function of the template, by the name of its module."""
    found = [
        str(resource["Properties"]["Handler"])
        for resource in template("INFO")["Resources"].values()
        if resource["Type"] == "AWS::Serverless::Function"
    ]
    return {handler.split(".")[-2]: handler for handler in found}


def settings(logging: Logging, names: Mapping[str, str], aws: Aws, store: str) -> dict[str, str]:
    """Return a function's whole environment: nothing of this machine's reaches it."""
    variables = template(logging.level)["Globals"]["Function"]["Environment"]["Variables"]
    given = {
        name: _named(value, names) if isinstance(value, dict) else str(value)
        for name, value in variables.items()
    }
    level = lambda_filter(logging)
    return {
        "PATH": os.environ["PATH"],
        "LANG": "en_US.UTF-8",
        "TZ": ":UTC",
        "AWS_REGION": REGION,
        "AWS_DEFAULT_REGION": REGION,
        "AWS_ENDPOINT_URL": aws.url,
        "AWS_CONFIG_FILE": os.devnull,
        "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
        "AWS_LAMBDA_FUNCTION_NAME": "function",
        "AWS_LAMBDA_FUNCTION_VERSION": "1",
        "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": "512",
        "AWS_LAMBDA_INITIALIZATION_TYPE": "on-demand",
        "AWS_LAMBDA_LOG_FORMAT": logging.format,
        **({"AWS_LAMBDA_LOG_LEVEL": level} if level else {}),
        **_ROLE,
        **given,
        "BIGCOMMERCE_URL": store,
        "B2B_URL": store,
    }


def with_snapstart(environment: Mapping[str, str], aws: Aws) -> dict[str, str]:
    """Return the environment as it is with SnapStart: credentials are asked for, not given."""
    kept = {name: value for name, value in environment.items() if name not in _ROLE}
    return kept | {
        "AWS_LAMBDA_INITIALIZATION_TYPE": "snap-start",
        "AWS_CONTAINER_CREDENTIALS_FULL_URI": aws.url + ROLE,
        "AWS_CONTAINER_AUTHORIZATION_TOKEN": f"authorization-{CREDENTIAL_MARK}",
    }


_GIVEN = credentials("GIVEN")
_ROLE = {
    "AWS_ACCESS_KEY_ID": _GIVEN["AccessKeyId"],
    "AWS_SECRET_ACCESS_KEY": _GIVEN["SecretAccessKey"],
    "AWS_SESSION_TOKEN": _GIVEN["Token"],
}


def _named(value: Mapping[str, Any], names: Mapping[str, str]) -> str:
    """Return the name of a resource, or what stands for an attribute of one (a role's id)."""
    return names[value["Ref"]] if "Ref" in value else ".".join(value["Fn::GetAtt"])
