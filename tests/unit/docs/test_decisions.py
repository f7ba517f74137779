"""Every decision is in the index, with its title, and says its status."""

import re
from pathlib import Path

import pytest

from tests.unit.docs.pages import PAGES
from tools.places import ROOT

INDEX = (ROOT / "docs" / "decisions" / "README.md").read_text()
DECISIONS = [page for page in PAGES if re.match(r"\d{4}-", page.name)]


@pytest.mark.parametrize("page", DECISIONS, ids=lambda page: page.name[:4])
def test_a_decision_is_in_the_index_and_says_its_status(page: Path) -> None:
    title, _, status, *_ = page.read_text().splitlines()
    assert f"| [{title.removeprefix('# ')}]({page.name}) | {status[:10]}" in INDEX
    assert re.match(r"\d{4}-\d\d-\d\d[,;] (accepted|superseded)", status)


def test_numbers_are_given_once() -> None:
    numbers = [page.name[:4] for page in DECISIONS]
    assert len(set(numbers)) == len(numbers) > 0
