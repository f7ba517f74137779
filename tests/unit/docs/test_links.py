"""Every link between the pages leads somewhere."""

import re
from pathlib import Path

import pytest

from tests.unit.docs.pages import PAGES, anchors, links
from tools.places import ROOT


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_of_a_page_leads_to_a_file_and_a_heading(page: Path) -> None:
    for link in links(page):
        target, _, anchor = link.partition("#")
        there = (page.parent / target).resolve() if target else page
        assert there.exists(), link
        assert not anchor or anchor in anchors(there), link


def test_there_are_links_to_follow() -> None:
    assert sum(len(list(links(page))) for page in PAGES) > 50


def test_every_page_of_the_docs_is_reached_from_the_readme() -> None:
    reached: set[Path] = set()
    waiting = [ROOT / "README.md"]
    while waiting:
        page = waiting.pop()
        reached.add(page)
        targets = {(page.parent / link.partition("#")[0]).resolve() for link in links(page)}
        waiting += [one for one in targets if one.suffix == ".md" and one not in reached]
    assert [
        page for page in PAGES if page.is_relative_to(ROOT / "docs") and page not in reached
    ] == []


def test_the_site_has_every_page_of_the_docs() -> None:
    listed = re.findall(r": ([\w/-]+\.md)$", (ROOT / "mkdocs.yml").read_text(), re.MULTILINE)
    pages = {str(page.relative_to(ROOT / "docs")) for page in (ROOT / "docs").glob("*.md")}
    assert pages | {"decisions/README.md"} == set(listed)
