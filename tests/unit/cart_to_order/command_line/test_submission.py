from collections.abc import Callable, Iterable, Sequence
from io import StringIO
from pathlib import Path

import pytest

from cart_to_order.command_line.order_files import BadRow, Row
from cart_to_order.command_line.results_file import ResultsFile
from cart_to_order.command_line.screen import Screen
from cart_to_order.command_line.submission import Settled, Submission
from cart_to_order.results import Result
from tests.unit.cart_to_order.command_line.rows import bad_row, pending, placed, refused, row

AT = "https://api.example/live/stores/acme"
ROWS = [row(2), row(3), row(4)]
Judge = Callable[[Row], Result]


class Way:
    """Does as the judge says; is killed before it has settled more than so many rows."""

    def __init__(self, judge: Judge = placed, *, queue: bool = False, most: int = 99) -> None:
        self.judge, self.queue, self.most = judge, queue, most
        self.handed: list[str] = []
        self.asked: list[str] = []

    def sent(self, rows: Sequence[Row]) -> Iterable[Sequence[Row]]:
        for each in rows if self.queue else ():
            self.handed.append(each.key)
            yield [each]

    def settled(self, rows: Sequence[Row]) -> Settled:
        for number, each in enumerate(rows):
            if number == self.most:
                raise KeyboardInterrupt
            self.asked.append(each.key)
            yield each, self.judge(each)


class Desk:
    """The same file of orders in several runs."""

    def __init__(self, folder: Path) -> None:
        self.file = folder / "orders.csv"
        self.out, self.log = StringIO(), StringIO()

    def run(
        self,
        way: Way,
        rows: Sequence[Row | BadRow] = ROWS,
        *,
        wait: bool = True,
        quiet: bool = False,
    ) -> Submission:
        screen = Screen(self.out, self.log)
        work = Submission(rows, ResultsFile(self.file, AT), screen, quiet)
        try:
            work.run(way, wait=wait)
        finally:
            work.close()
        return work


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def test_every_row_is_placed_and_told(desk: Desk) -> None:
    work = desk.run(Way())
    assert (work.summary(), work.exit_code()) == ("3 orders: 3 placed.", 0)
    assert desk.out.getvalue().splitlines() == [
        "row 2  po-2  placed  order 102",
        "row 3  po-3  placed  order 103",
        "row 4  po-4  placed  order 104",
    ]


def test_a_second_run_does_nothing_again(desk: Desk) -> None:
    desk.run(Way())
    way = Way()
    work = desk.run(way)
    assert (way.asked, work.exit_code()) == ([], 0)
    assert "3 rows were done before" in desk.log.getvalue()


def test_a_run_that_was_ended_is_gone_on_with(desk: Desk) -> None:
    with pytest.raises(KeyboardInterrupt):
        desk.run(Way(most=1))
    way = Way()
    work = desk.run(way)
    assert (way.asked, work.summary()) == (["po-3", "po-4"], "3 orders: 3 placed.")


def test_what_is_in_the_queue_is_not_put_there_again(desk: Desk) -> None:
    with pytest.raises(KeyboardInterrupt):
        desk.run(Way(queue=True, most=1))
    way = Way(queue=True)
    work = desk.run(way)
    assert (way.handed, way.asked) == ([], ["po-3", "po-4"])
    assert work.exit_code() == 0


def test_nobody_needs_to_wait_for_the_queue(desk: Desk) -> None:
    way = Way(queue=True)
    work = desk.run(way, wait=False)
    assert (way.asked, work.summary()) == ([], "3 orders: 3 queued.")
    assert (work.exit_code(wait=False), work.exit_code()) == (0, 1)


@pytest.mark.parametrize(
    ("judge", "summary", "asked_again"),
    [
        (refused, "3 orders: 3 refused.", 0),
        (pending, "3 orders: 3 pending.", 3),
        (lambda each: pending(each, "parked"), "3 orders: 3 parked.", 3),
    ],
)
def test_what_was_not_placed_is_a_failure_and_only_a_refusal_is_final(
    desk: Desk, judge: Judge, summary: str, asked_again: int
) -> None:
    work = desk.run(Way(judge))
    assert (work.summary(), work.exit_code()) == (summary, 1)
    way = Way()
    desk.run(way)
    assert len(way.asked) == asked_again


def test_a_queued_row_that_takes_long_stays_queued(desk: Desk) -> None:
    work = desk.run(Way(pending, queue=True))
    assert work.summary() == "3 orders: 3 queued."
    way = Way(queue=True)
    desk.run(way)
    assert way.handed == []


def test_a_bad_row_is_told_and_keeps_no_other_from_being_sent(desk: Desk) -> None:
    rows: list[Row | BadRow] = [row(2), bad_row(3, "po-3"), bad_row(4)]
    work = desk.run(Way(), rows)
    assert (work.summary(), work.exit_code()) == ("3 orders: 1 placed, 2 invalid.", 1)
    assert "row 4  (no key)  invalid\n    row 4, column 'Qty'" in desk.out.getvalue()
    assert len(work.results.path.read_text().splitlines()) == 3


def test_a_bad_row_that_was_corrected_is_sent(desk: Desk) -> None:
    desk.run(Way(), [row(2), bad_row(3, "po-3")])
    way = Way()
    work = desk.run(way, [row(2), row(3)])
    assert (way.asked, work.summary()) == (["po-3"], "2 orders: 2 placed.")
    assert len(work.results.path.read_text().splitlines()) == 2


def test_a_placed_row_that_was_spoilt_since_stays_placed(desk: Desk) -> None:
    desk.run(Way())
    work = desk.run(Way(), [row(2), bad_row(3, "po-3"), row(4)])
    assert work.summary() == "3 orders: 3 placed."


def test_quiet_tells_only_what_was_not_placed(desk: Desk) -> None:
    desk.run(Way(lambda each: placed(each) if each.number == 2 else refused(each)), quiet=True)
    assert desk.out.getvalue().splitlines() == [
        f"row {number}  po-{number}  refused  store_refused, to be mended by the merchant"
        for number in (3, 4)
    ]


def test_an_empty_file_is_no_failure(desk: Desk) -> None:
    work = desk.run(Way(), [])
    assert (work.summary(), work.exit_code()) == ("0 orders: none.", 0)


def test_the_terminal_and_the_results_name_nobody(desk: Desk) -> None:
    work = desk.run(Way(refused), [row(2), bad_row(3)])
    said = desk.out.getvalue() + desk.log.getvalue() + work.results.path.read_text()
    for personal in ("Jane", "Roe", "@", "Example Street"):
        assert personal not in said
