"""Carries out a command of the AWS CLI, as a page shows it, by the library that the CLI is made of.

The CLI itself is no part of the tests' environment, and starting it takes most of a second.
"""

import json
import re
import shlex
import subprocess
from collections.abc import Mapping
from importlib import import_module
from typing import Any

from botocore import xform_name

from local_cloud.aws.cloud import LocalCloud

_INNER = re.compile(r'"\$\((aws [^()]*)\)"')


def carried_out(line: str, cloud: LocalCloud, variables: Mapping[str, str]) -> Any:
    """What the command answers, reduced by its ``--query``."""
    line = _INNER.sub(lambda found: shlex.quote(str(carried_out(found[1], cloud, variables))), line)
    _, service, operation, *rest = shlex.split(_expanded(line, variables))
    client = cloud.client(service)
    name = next(n for n in client.meta.service_model.operation_names if _cli(n) == operation)
    shape = client.meta.service_model.operation_model(name).input_shape
    taken = {_cli(member): (member, of) for member, of in shape.members.items()} if shape else {}
    options = _options(rest)
    given = {
        taken[option][0]: _value(words, taken[option][1])
        for option, words in options.items()
        if option in taken
    }
    answer = getattr(client, xform_name(name))(**given)
    # The library has no types.
    search: Any = import_module("jmespath").search
    return search(options["query"][0], answer) if "query" in options else answer


def _cli(name: str) -> str:
    return xform_name(name, "-")


def _expanded(line: str, variables: Mapping[str, str]) -> str:
    """The line after a shell has put in its variables and the dates."""
    dated = re.sub(r'"\$\((date [^()]*)\)"', lambda found: _said(found[1]), line)
    return re.sub(r"\$([A-Z_]+)", lambda found: variables[found[1]], dated)


def _said(command: str) -> str:
    done = subprocess.run(shlex.split(command), capture_output=True, text=True, check=True)
    return done.stdout.strip()


def _options(words: list[str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for word in words:
        if word.startswith("--"):
            found[word.removeprefix("--")] = []
        else:
            found[next(reversed(found))].append(word)
    return found


def _value(words: list[str], shape: Any) -> Any:
    """The value of an option, in the CLI's ways of writing one."""
    text = " ".join(words)
    match shape.type_name:
        case "boolean":
            return True
        case "integer" | "long":
            return int(text)
        case "list" if not text.startswith("["):
            return [_value([word], shape.member) for word in words]
        case "structure" if not text.startswith("{"):
            return dict(pair.split("=", 1) for pair in text.split(","))
        case "string" | "timestamp":
            return text
    return json.loads(text)
