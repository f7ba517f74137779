import pytest

from tools.words import DROPPED, found_in, main


@pytest.mark.parametrize("word", ["Mend it.", "a mended fault", "Whoever calls", "the twin"])
def test_a_dropped_word_is_found_with_what_to_write_instead(word: str) -> None:
    ((line, found, better),) = found_in(f"Fine.\n{word}\n")
    assert line == 2
    assert found.lower() in word.lower()
    assert better in DROPPED.values()


@pytest.mark.parametrize("line", ["told = 1", "def _told(x):", "class NotToldError", "price_told"])
def test_a_dropped_name_is_found_in_code_that_is_shipped(line: str) -> None:
    assert len(list(found_in(line, names=True))) == 1
    assert list(found_in(line)) == []


def test_other_words_are_left_alone() -> None:
    assert list(found_in("The amendment between the stores is a recommended one.")) == []


def test_no_dropped_word_is_in_the_repository() -> None:
    assert main() == 0
