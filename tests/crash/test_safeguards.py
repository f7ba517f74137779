"""Each safeguard of the table is in the code, and has a test that guards it."""

import ast
from pathlib import Path

import pytest

from tests.crash.mutants import MUTANTS, ROOT, module_of
from tests.crash.safeguards.mutant import Mutant


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda one: one.safeguard)
def test_what_a_mutant_replaces_is_there_once(mutant: Mutant) -> None:
    text = module_of(mutant).read_text()
    assert text.count(mutant.there) == 1
    ast.parse(text.replace(mutant.there, mutant.instead))


@pytest.mark.parametrize("file", sorted({mutant.file for mutant in MUTANTS}))
def test_the_tests_that_guard_are_there(file: str) -> None:
    tree = ast.parse((ROOT / Path(file)).read_text())
    there = {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}
    assert {mutant.test for mutant in MUTANTS if mutant.file == file} <= there


def test_no_safeguard_is_listed_twice() -> None:
    assert len({mutant.safeguard for mutant in MUTANTS}) == len(MUTANTS)
