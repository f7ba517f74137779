import pytest

from tools.words import DROPPED, found_in, main


@pytest.mark.parametrize("word", ["Mend it.", "a mended fault", "Whoever calls", "the twin"])
def test_a_dropped_word_is_found_with_what_to_write_instead(word: str) -> None:
    ((line, found, better),) = found_in(f"Fine.\n{word}\n")
    assert line == 2
    assert found.lower() in word.lower()
    assert better in DROPPED.values()


@pytest.mark.parametrize("line", ["told = 1", "def _told(x):", "class NotToldError"])
@pytest.mark.parametrize("name", ["functions/a.py", "tests/a.py", "tools/a.py"])
def test_a_dropped_name_is_found_in_all_code(line: str, name: str) -> None:
    assert len(list(found_in(line, name))) == 1
    assert list(found_in(line)) == []


def test_only_a_sentence_that_names_a_test_may_end_with_a_dropped_name() -> None:
    assert len(list(found_in("price_told", "functions/a.py"))) == 1
    assert list(found_in("def test_a_price_is_told() -> None:", "tests/a.py")) == []


def test_other_words_are_left_alone() -> None:
    assert list(found_in("The amendment between the stores is a recommended one.")) == []


def test_no_dropped_word_is_in_the_repository() -> None:
    assert main() == 0
