"""Every command of the AWS CLI that a page shows is one of it, with options that it takes."""

import re
from collections.abc import Iterator
from functools import cache

import botocore.session
import pytest
from botocore import xform_name

from tests.unit.docs.pages import PAGES
from tools.places import ROOT

OF_THE_CLI_ITSELF = {("logs", "tail"), ("cloudformation", "deploy"), ("cloudformation", "package")}
"""What the CLI makes of several calls; botocore has no model of them."""
OF_EVERY_COMMAND = {"query", "output", "region", "profile", "max-items", "cli-binary-format"}
_COMMAND = re.compile(r"\baws ([a-z-]+) ([a-z-]+)((?:[^|`()<;\n]|\([^)]*\))*)")

_INNER = re.compile(r"\$\(([^()]*)\)")
"""A command whose output is a word of another."""


@cache
def taken(service: str, operation: str) -> set[str] | None:
    """The options of a command, as the CLI names them; None if there is no such command."""
    model = botocore.session.get_session().get_service_model(service)
    names = {xform_name(name, "-"): name for name in model.operation_names}
    if operation not in names:
        return None
    shape = model.operation_model(names[operation]).input_shape
    members = shape.members if shape else {}
    switches = {name for name, member in members.items() if member.type_name == "boolean"}
    options = {xform_name(name, "-") for name in members}
    return options | {f"no-{xform_name(name, '-')}" for name in switches}


def shown() -> Iterator[tuple[str, str, str, tuple[str, ...]]]:
    for page in PAGES:
        text = re.sub(r"\\\n\s*", "", page.read_text())
        text = "\n".join([_INNER.sub("…", text), *_INNER.findall(text)])
        for service, operation, rest in _COMMAND.findall(text):
            options = tuple(re.findall(r"(?<!\S)--([a-z-]+)", rest))
            yield str(page.relative_to(ROOT)), service, operation, options


SHOWN = sorted(set(shown()))


@pytest.mark.parametrize(("page", "service", "operation", "options"), SHOWN)
def test_a_command_is_one_of_the_cli(
    page: str, service: str, operation: str, options: tuple[str, ...]
) -> None:
    if (service, operation) in OF_THE_CLI_ITSELF:
        return
    known = taken(service, operation)
    assert known is not None, (page, service, operation)
    assert set(options) - known - OF_EVERY_COMMAND == set(), page


def test_commands_are_found_at_all() -> None:
    assert len(SHOWN) > 25
