from collections.abc import Callable
from typing import Any

import pytest

from tests.template.stack import resolved, source

Resource = dict[str, Any]
Find = Callable[[str], dict[str, Resource]]


@pytest.fixture(scope="session")
def written() -> dict[str, Any]:
    """template.yaml as it is written."""
    return source()


@pytest.fixture(scope="session")
def stack() -> dict[str, Resource]:
    """The resources that CloudFormation gets, parameters at their defaults."""
    resources: dict[str, Resource] = resolved()["Resources"]
    return resources


@pytest.fixture(scope="session")
def properties(stack: dict[str, Resource]) -> Callable[[str], Resource]:
    """The properties of one resource by its logical id."""
    return lambda name: stack[name]["Properties"]


@pytest.fixture(scope="session")
def of_type(stack: dict[str, Resource]) -> Find:
    """The properties of every resource of a type, by logical id."""
    return lambda kind: {
        name: resource["Properties"]
        for name, resource in stack.items()
        if resource["Type"] == f"AWS::{kind}"
    }
