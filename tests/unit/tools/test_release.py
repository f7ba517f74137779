import re

from order_service import __version__
from tools.release import CHANGELOG, main, notes, versions


def test_every_place_names_the_same_version() -> None:
    assert set(versions().values()) == {__version__}


def test_a_tag_of_another_version_is_refused_with_the_place_to_correct() -> None:
    assert main("v99.0.0") == 1


def test_the_notes_of_a_version_are_its_part_of_the_changelog() -> None:
    found = notes(__version__)
    assert found.startswith("###")
    assert not re.search(r"^## ", found, re.MULTILINE)
    assert notes("99.0.0") == ""


def test_the_changelog_keeps_the_usual_shape() -> None:
    text = CHANGELOG.read_text()
    headings = re.findall(r"^## (.+)$", text, re.MULTILINE)
    kinds = set(re.findall(r"^### (.+)$", text, re.MULTILINE))
    assert all(
        re.match(r"\[\d+\.\d+\.\d+\] - (Unreleased|\d{4}-\d\d-\d\d)$", one) for one in headings
    )
    assert kinds <= {"Added", "Changed", "Deprecated", "Removed", "Fixed", "Security"}
