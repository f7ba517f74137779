"""Pure: what an environment of samconfig.toml says, and what was said on the command line."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass

from tools.places import ROOT

GUIDED = "default"
"""The environment whose answers SAM asks for and keeps."""


class Refused(Exception):
    """The deployment must not begin; the text says why, and what to do."""


@dataclass(frozen=True)
class Environment:
    """One deployment: the stack, and the parameters that are known before SAM asks."""

    name: str
    stack: str
    region: str
    parameters: Mapping[str, str]

    @property
    def guided(self) -> bool:
        """Whether SAM asks for the parameters."""
        return self.name == GUIDED

    @property
    def runtime(self) -> str:
        """The functions' runtime, which the layer is built for."""
        return self.parameters["Runtime"]

    @property
    def architecture(self) -> str:
        """The functions' processor, which the layer is built for."""
        return self.parameters["Architecture"]


def chosen(said: Mapping[str, str], config: str | None = None) -> Environment:
    """Return the environment that ENV names; raises Refused when it cannot be deployed as said."""
    sections = tomllib.loads((ROOT / "samconfig.toml").read_text() if config is None else config)
    name = said.get("ENV") or GUIDED
    if name not in sections:
        known = ", ".join(section for section in sections if section != "version")
        raise Refused(f"samconfig.toml has no environment {name}. It has: {known}.")
    said_here = sections[name].get("deploy", {}).get("parameters", {})
    everywhere = sections[name].get("global", {}).get("parameters", {})
    parameters = parsed(said_here.get("parameter_overrides", []))
    for variable, parameter in (("RUNTIME", "Runtime"), ("ARCHITECTURE", "Architecture")):
        parameters[parameter] = _agreed(name, variable, parameter, said, parameters)
    region = said_here.get("region") or everywhere.get("region") or said.get("AWS_REGION") or ""
    stack = said_here.get("stack_name") or everywhere["stack_name"]
    return Environment(name, stack, region or said.get("AWS_DEFAULT_REGION") or "", parameters)


def parsed(overrides: list[str]) -> dict[str, str]:
    """Return the parameters in SAM's list of ``Name=value``, where a value may be in quotes."""
    pairs = (pair.partition("=") for pair in overrides)
    return {name: re.sub(r'^"(.*)"$', r"\1", value) for name, _, value in pairs}


def _agreed(
    name: str,
    variable: str,
    parameter: str,
    said: Mapping[str, str],
    parameters: Mapping[str, str],
) -> str:
    """Return the value for layer and functions alike; the two must not differ."""
    kept, given = parameters.get(parameter), said.get(variable)
    if given and kept and given != kept and name != GUIDED:
        raise Refused(
            f"The layer would be built for {given}, the functions of {name} run on {kept}: they "
            f"could not import it. Leave {variable} out, or change {parameter} in samconfig.toml."
        )
    found = given or kept
    if not found:
        raise Refused(f"samconfig.toml says no {parameter} for {name}: add it.")
    return found
