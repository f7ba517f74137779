import csv
import json
from datetime import UTC, datetime
from io import StringIO

import pytest

from cart_to_order.attention import NeedsAttention
from cart_to_order.command_line.attention_commands import exit_code, say_rows
from cart_to_order.command_line.commands import shown
from cart_to_order.command_line.screen import Screen
from cart_to_order.results import Pending, Placed, Refused, Result

HINT = "Check product_id and variant_id: the store does not sell this product in this channel."
ROW = NeedsAttention(
    "po-1", "rejected", datetime(2026, 1, 2, tzinfo=UTC), "store_refused", "caller", hint=HINT
)


def said(form: str) -> str:
    out = StringIO()
    say_rows([ROW], Screen(out, StringIO()), form)
    return out.getvalue()


def test_a_line_that_a_program_reads_is_not_broken_however_long_it_is() -> None:
    assert [row["hint"] for row in csv.DictReader(StringIO(said("csv")))] == [HINT]
    assert [json.loads(line)["hint"] for line in said("json").splitlines()] == [HINT]


def test_a_line_for_people_fits_the_terminal() -> None:
    assert max(map(len, said("").splitlines())) <= 80


def test_an_order_that_was_cancelled_is_not_shown_as_one_that_is_there() -> None:
    placed = Placed("po-1", 7, replayed=True, answer={"order_id": 7, "order_cancelled": True})

    assert shown(placed) == ["po-1: placed, order 7, cancelled in the store"]


PLACED = Placed("po-1", 7, replayed=True, answer={"order_id": 7})
UNANSWERED = Pending("po-1", "unknown", code="no_answer")


@pytest.mark.parametrize(
    ("result", "waiting", "not_waiting"),
    [
        (PLACED, 0, 0),
        (Pending("po-1", "claimed"), 1, 0),
        (UNANSWERED, 1, 1),
        (Refused("po-1", "store_refused", {}), 1, 1),
    ],
)
def test_a_retry_for_which_nobody_waits_is_good_only_where_the_service_took_it(
    result: Result, waiting: int, not_waiting: int
) -> None:
    both = [PLACED, result]
    assert exit_code(both, waits=True) == waiting
    assert exit_code(both, waits=False) == not_waiting
