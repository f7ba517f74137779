import json
from dataclasses import replace
from pathlib import Path

import pytest

from cart_to_order.command_line.results_file import (
    ResultsFile,
    has_changed,
    invalid_line,
    is_final,
    line_of,
    queued_line,
)
from cart_to_order.problems import Unreadable
from cart_to_order.results import Pending, Refused
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
        "order_id": 102, "row": 2, "key": "po-2", "outcome": "placed", "at": AT,
        "fingerprint": row(2).job.order.fingerprint(),
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
        "step": "cart", "fix": "merchant", "fingerprint": row(2).job.order.fingerprint(),
    }  # fmt: skip
    assert line_of(row(2), pending(row(2)))["outcome"] == "pending"
    assert line_of(row(2), pending(row(2), "parked"))["outcome"] == "parked"


def test_a_refusal_says_what_it_means_and_what_to_do() -> None:
    problem = {"code": "store_refused", "cause": "out_of_stock", "hint": "Order fewer.", "x": "y"}
    line = line_of(row(2), Refused("po-2", "store_refused", problem))
    assert (line["code"], line["cause"], line["hint"]) == (
        "store_refused", "out_of_stock", "Order fewer.",
    )  # fmt: skip
    assert "x" not in line


def test_what_is_not_known_yet_says_whether_it_goes_on_by_itself() -> None:
    line = line_of(row(2), Pending("po-2", "cart", "store_throttled", False, hint="Wait."))
    assert (line["goes_on"], line["hint"]) == (False, "Wait.")
    assert "goes_on" not in line_of(row(2), pending(row(2)))


def test_a_row_that_is_refused_as_new_is_sent_as_it_was_if_the_service_may_know_it(
    orders: Path,
) -> None:
    results = ResultsFile(orders, AT)
    bad = replace(bad_row(2, "po-2"), before=row(2).job)
    invalid = line_of(row(2), Refused("po-2", "invalid_request", {"code": "invalid_request"}))
    for line in (invalid_line(bad), invalid):
        results.add(line)
        assert results.as_sent(bad) == bad
    for line in (queued_line(row(2)), line_of(row(2), placed(row(2)))):
        results.add(line)
        assert results.as_sent(bad) == row(2)
        assert results.as_sent(bad_row(2, "po-2")) == bad_row(2, "po-2")
    assert ResultsFile(orders.with_name("others.csv"), AT).as_sent(bad) == bad


def test_the_order_comes_first_in_a_line() -> None:
    assert next(iter(line_of(row(2), placed(row(2))))) == "order_id"


@pytest.mark.parametrize("code", ["invalid_request", "key_reused"])
def test_a_refusal_that_does_not_use_the_key_up_is_not_final(code: str) -> None:
    assert not is_final(line_of(row(2), Refused("po-2", code, {"code": code})))


def test_a_line_of_an_earlier_release_does_not_say_which_order_it_was(orders: Path) -> None:
    line = line_of(row(2), placed(row(2)))
    assert has_changed(row(2, customer_id=7), line)
    assert not has_changed(row(2), line)
    del line["fingerprint"]
    assert not has_changed(row(2, customer_id=7), line)
