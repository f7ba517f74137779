"""Figures, ratios and the rows that the summary finds again."""

import pytest

from tools.benchmark.measuring import Figure, figure, ratio, rows_of, target, targets


def test_a_figure_is_the_median_and_the_middle_half() -> None:
    assert figure([5, 1, 3, 2, 4]) == Figure(3, 2, 4)


def test_one_sample_has_no_spread() -> None:
    assert figure([7.0]) == Figure(7, 7, 7)


def test_a_ratio_compares_runs_of_the_same_round() -> None:
    assert ratio([2, 40, 6], [1, 20, 3]) == Figure(2, 2, 2)


def test_ways_that_did_not_take_turns_are_not_compared() -> None:
    with pytest.raises(ValueError, match="argument 2"):
        ratio([1, 2, 3], [1, 2])


@pytest.mark.parametrize(("most", "said"), [(2, "yes"), (1.5, "no, by 33%")])
def test_a_target_says_whether_it_is_met(most: float, said: str) -> None:
    row = target("wall", most, Figure(2, 1, 3))
    assert row == f"| wall | {most:g} | **2.00** | 1.00 to 3.00 | {said} |"


def test_the_summary_has_the_rows_of_every_table_of_targets_and_no_others() -> None:
    one, two = (target(what, 1, Figure(1, 1, 1)) for what in ("one", "two"))
    text = f"words\n\n{targets([one])}\n\n| other | table |\n|---|---|\n\n{targets([two])}\nwords"
    assert rows_of(text) == [one, two]
