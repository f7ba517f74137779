"""The environments of samconfig.toml."""

import tomllib
from typing import Any

from tools.deployment.environment import parsed
from tools.places import ROOT

NAMES = ("default", "dev", "prod")


def settings(environment: str) -> dict[str, Any]:
    """What an environment says to `sam deploy`."""
    config = tomllib.loads((ROOT / "samconfig.toml").read_text())[environment]
    said: dict[str, Any] = config["global"]["parameters"] | config["deploy"]["parameters"]
    return said


def parameters(environment: str) -> dict[str, str]:
    """The template's parameters that an environment sets."""
    return parsed(settings(environment).get("parameter_overrides", []))
