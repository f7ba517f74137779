import json
from pathlib import Path

import pytest

from cart_to_order.command_line.results_file import ResultsFile, invalid_line, line_of, queued_line
from cart_to_order.problems import Unreadable
from tests.unit.cart_to_order.command_line.rows import bad_row, pending, placed, refused, row

AT = "https://api.example/live/stores/acme"


def lines(file: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in file.read_text().splitlines()]


@pytest.fixture
def orders(tmp_path: Path) -> Path:
    return tmp_path / "orders.csv"


def test_the_next_run_knows_what_this_one_did(orders: Path) -> None:
    ResultsFile(orders, AT).add(line_of(row(2), placed(row(2))))
    again = ResultsFile(orders, AT)
    assert again.path.name == "orders.csv.results.jsonl"
    assert again.of(row(2)) == {
        "row": 2, "key": "po-2", "outcome": "placed", "order_id": 102, "at": AT,
    }  # fmt: skip
    assert again.of(row(3)) is None


def test_the_last_word_about_a_row_counts(orders: Path) -> None:
    results = ResultsFile(orders, AT)
    results.add(queued_line(row(2)))
    results.add(line_of(row(2), placed(row(2))))
    assert ResultsFile(orders, AT).of(row(2)) == results.of(row(2))
    assert len(lines(results.path)) == 2


def test_in_the_end_there_is_one_line_for_each_row_in_order(orders: Path) -> None:
    results = ResultsFile(orders, AT)
    for number in (4, 2):
        results.add(queued_line(row(number)))
        results.add(line_of(row(number), placed(row(number))))
    results.tidy([invalid_line(bad_row(3))])
    assert [(line["row"], line["outcome"]) for line in lines(results.path)] == [
        (2, "placed"), (3, "invalid"), (4, "placed"),
    ]  # fmt: skip
    assert ResultsFile(orders, AT).of(row(4)) is not None


@pytest.mark.parametrize("cut", range(1, 60))
def test_a_run_that_was_killed_while_writing_loses_no_other_line(orders: Path, cut: int) -> None:
    results = ResultsFile(orders, AT)
    results.add(line_of(row(2), placed(row(2))))
    whole = results.path.read_bytes()
    results.add(line_of(row(3), placed(row(3))))
    results.path.write_bytes(results.path.read_bytes()[:-cut])
    again = ResultsFile(orders, AT)
    assert (again.of(row(2)) is not None, again.of(row(3))) == (True, None)
    assert results.path.read_bytes() == whole


def test_results_of_another_store_or_stack_are_not_taken_for_these(orders: Path) -> None:
    ResultsFile(orders, "http://127.0.0.1/live/stores/acme").add(queued_line(row(2)))
    with pytest.raises(Unreadable, match="move it away"):
        ResultsFile(orders, AT)


@pytest.mark.parametrize("text", ["no json\n", "[]\n", '{"key": "k"}\n', '{"row": 1, "key": "k", '
                                  '"outcome": "lost", "at": "x"}\n'])  # fmt: skip
def test_another_programs_file_is_left_alone(orders: Path, text: str) -> None:
    file = orders.with_name("orders.csv.results.jsonl")
    file.write_text(text)
    with pytest.raises(Unreadable, match="not of this program"):
        ResultsFile(orders, AT)
    assert file.read_text() == text


def test_a_line_has_codes_and_no_words_of_the_store() -> None:
    assert line_of(row(2), refused(row(2))) == {
        "row": 2, "key": "po-2", "outcome": "refused", "code": "store_refused",
        "step": "cart", "fix": "merchant",
    }  # fmt: skip
    assert line_of(row(2), pending(row(2)))["outcome"] == "pending"
    assert line_of(row(2), pending(row(2), "parked"))["outcome"] == "parked"
