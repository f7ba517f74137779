"""What the pages show can be read, run or sent as it is shown."""

import ast
import json
import re
import shlex
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest

from cart_to_order.command_line import arguments
from cart_to_order.command_line.usage import COMMANDS
from order_service.request.intake import read_order
from tests.fakes.shop import Shop
from tests.unit.docs.pages import PAGES
from tools.places import ROOT

MAKEFILE = (ROOT / "Makefile").read_text()
TARGETS = set(re.findall(r"^([a-z-]+):", MAKEFILE, re.MULTILINE)) | {"help"}
GIVEN = set(re.sub(r"\\\n", "", MAKEFILE).split("GIVEN :=")[1].split("\n")[0].split())
every_page = pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))


def blocks(page: Path, language: str) -> Iterator[str]:
    """Yield the code blocks of a page in a language; none is named ""."""
    fences = re.findall(r"^```(\w*)\n(.*?)^```$", page.read_text(), re.DOTALL | re.MULTILINE)
    yield from (block for named, block in fences if named == language)


def commands(page: Path, program: str) -> Iterator[list[str]]:
    """Yield the words of each line that runs a program, with its comment left out."""
    for block in blocks(page, ""):
        for line in block.replace("\\\n", "").splitlines():
            if line.startswith(f"{program} "):
                yield shlex.split(line, comments=True)


@every_page
def test_every_make_target_that_is_shown_exists_and_takes_its_variables(page: Path) -> None:
    shown = [words[1:] for words in commands(page, "make")]
    shown += [found.split() for found in re.findall(r"`make ([a-z][^`]*)`", page.read_text())]
    for words in shown:
        targets = [word for word in words if "=" not in word]
        assert set(targets[:1]) <= TARGETS, words
        assert {word.partition("=")[0] for word in words if "=" in word} <= GIVEN, words


@every_page
def test_every_line_of_the_command_line_that_is_shown_is_understood(page: Path) -> None:
    for _, name, *rest in commands(page, "cart-to-order"):
        assert name in COMMANDS
        read = getattr(arguments, f"{name}_options", None)
        assert read is None or read(rest)


@every_page
def test_every_json_that_is_shown_can_be_read(page: Path) -> None:
    for block in blocks(page, "json"):
        json.loads(block)


@every_page
def test_every_python_that_is_shown_imports_what_there_is(page: Path) -> None:
    for block in blocks(page, "python"):
        for found in ast.walk(ast.parse(block)):
            if isinstance(found, ast.ImportFrom) and str(found.module).startswith("cart_to_order"):
                module = import_module(str(found.module))
                assert all(hasattr(module, one.name) for one in found.names)


def test_the_order_with_two_consignments_is_placed_as_it_is_shown() -> None:
    (order, *_) = map(json.loads, blocks(ROOT / "docs" / "orders.md", "json"))
    placed = Shop().place(order).order
    assert len(placed.consignments) == 2


def test_the_order_of_a_company_s_buyer_is_an_order_with_these_fields() -> None:
    (order, company, *_) = map(json.loads, blocks(ROOT / "docs" / "orders.md", "json"))
    assert "b2b" in company
    assert read_order(order | company).b2b is not None


def test_the_order_that_was_paid_elsewhere_is_an_order_with_these_fields() -> None:
    (paid,) = map(json.loads, blocks(ROOT / "docs" / "limits.md", "json"))
    (order, *_) = map(json.loads, blocks(ROOT / "docs" / "orders.md", "json"))
    assert read_order(order | paid).status is not None


def test_commands_and_examples_are_found_at_all() -> None:
    assert sum(len(list(commands(page, "make"))) for page in PAGES) > 15
    assert sum(len(list(commands(page, "cart-to-order"))) for page in PAGES) >= 4
    assert sum(len(list(blocks(page, "json"))) for page in PAGES) > 8
    assert sum(len(list(blocks(page, "python"))) for page in PAGES) >= 2
