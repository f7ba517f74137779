"""The programs whose start is measured still find what they import."""

import ast
from collections.abc import Iterator
from importlib import import_module, util

import pytest

from tools.benchmark.cold import PROGRAMS


def names_in(program: str) -> Iterator[tuple[str, str]]:
    """Every module that a program imports, and the name that it takes from it, if any."""
    for found in ast.walk(ast.parse(program)):
        if isinstance(found, ast.ImportFrom):
            yield from ((str(found.module), one.name) for one in found.names)
        elif isinstance(found, ast.Import):
            yield from ((one.name, "") for one in found.names)


@pytest.mark.parametrize("program", PROGRAMS)
def test_a_measured_program_imports_what_there_is(program: str) -> None:
    imported = list(names_in(PROGRAMS[program]))
    assert imported
    for module, name in imported:
        assert util.find_spec(module), module
        assert not name or _has(module, name), (module, name)


def _has(module: str, name: str) -> bool:
    there = import_module(module)
    is_package = hasattr(there, "__path__")
    return hasattr(there, name) or (is_package and bool(util.find_spec(f"{module}.{name}")))
