from collections.abc import Callable, Collection, Iterable, Sequence
from io import StringIO
from pathlib import Path

import pytest

from cart_to_order.command_line.results_file import ResultsFile
from cart_to_order.command_line.screen import Screen
from cart_to_order.command_line.submission import Settled, Submission
from cart_to_order.order_files.reading import BadRow, Row
from cart_to_order.results import Pending, Placed, Refused, Result
from local_cloud.canary import leaks
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
        self.again: set[str] = set()

    def sent(self, rows: Sequence[Row]) -> Iterable[Sequence[Row]]:
        for each in rows if self.queue else ():
            self.handed.append(each.key)
            yield [each]

    def settled(self, rows: Sequence[Row], again: Collection[str] = ()) -> Settled:
        self.again |= set(again)
        for number, each in enumerate(rows):
            if number == self.most:
                raise KeyboardInterrupt
            self.asked.append(each.key)
            yield each, self.judge(each)


class Harness:
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
        retry_refused: bool = False,
    ) -> Submission:
        screen = Screen(self.out, self.log)
        work = Submission(rows, ResultsFile(self.file, AT), screen, quiet, retry_refused)
        try:
            work.run(way, wait=wait)
        finally:
            work.close()
        return work


@pytest.fixture
def harness(tmp_path: Path) -> Harness:
    return Harness(tmp_path)


def test_every_row_is_placed_and_told(harness: Harness) -> None:
    work = harness.run(Way())
    assert (work.summary(), work.exit_code()) == ("3 orders: 3 placed.", 0)
    assert harness.out.getvalue().splitlines() == [
        "row 2  po-2  placed  order 102",
        "row 3  po-3  placed  order 103",
        "row 4  po-4  placed  order 104",
    ]


def test_a_second_run_does_nothing_again(harness: Harness) -> None:
    harness.run(Way())
    way = Way()
    work = harness.run(way)
    assert (way.asked, work.exit_code()) == ([], 0)
    assert "3 rows were done before" in harness.log.getvalue()


def test_a_run_that_was_ended_is_gone_on_with(harness: Harness) -> None:
    with pytest.raises(KeyboardInterrupt):
        harness.run(Way(most=1))
    way = Way()
    work = harness.run(way)
    assert (way.asked, work.summary()) == (["po-3", "po-4"], "3 orders: 3 placed.")


def test_what_is_in_the_queue_is_not_put_there_again(harness: Harness) -> None:
    with pytest.raises(KeyboardInterrupt):
        harness.run(Way(queue=True, most=1))
    way = Way(queue=True)
    work = harness.run(way)
    assert (way.handed, way.asked) == ([], ["po-3", "po-4"])
    assert work.exit_code() == 0


def test_a_row_that_was_corrected_in_the_queue_is_sent_again(harness: Harness) -> None:
    harness.run(Way(queue=True), wait=False)
    way = Way(queue=True)
    harness.run(way, [row(2), row(3, customer_message="Corrected."), row(4)], wait=False)
    assert way.handed == ["po-3"]


def test_rows_whose_requests_were_under_way_are_not_said_to_be_unsent(harness: Harness) -> None:
    with pytest.raises(KeyboardInterrupt):
        harness.run(Way(most=1))
    work = Submission(ROWS, ResultsFile(harness.file, AT), Screen(StringIO(), StringIO()))
    assert work.summary() == "3 orders: 1 placed, 2 without a result."


def test_an_order_that_was_cancelled_since_is_marked(harness: Harness) -> None:
    answer = {"order_id": 7, "order_cancelled": True}
    harness.run(Way(lambda of: Placed(of.key, 7, True, answer)), [row(2)])
    assert "placed  order 7, cancelled in the store" in harness.out.getvalue()
    assert '"cancelled": true' in ResultsFile(harness.file, AT).path.read_text()


def test_nobody_needs_to_wait_for_the_queue(harness: Harness) -> None:
    way = Way(queue=True)
    work = harness.run(way, wait=False)
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
    harness: Harness, judge: Judge, summary: str, asked_again: int
) -> None:
    work = harness.run(Way(judge))
    assert (work.summary(), work.exit_code()) == (summary, 1)
    way = Way()
    harness.run(way)
    assert len(way.asked) == asked_again


def test_a_queued_row_that_takes_long_stays_queued(harness: Harness) -> None:
    work = harness.run(Way(pending, queue=True))
    assert work.summary() == "3 orders: 3 queued."
    way = Way(queue=True)
    harness.run(way)
    assert way.handed == []


@pytest.mark.parametrize(
    ("state", "goes_on", "sent"),
    [("claimed", False, 1), ("claimed", True, 0), ("unknown", False, 0), ("parked", False, 0)],
)
def test_a_queued_row_whose_message_is_a_dead_letter_is_sent_by_the_next_run(
    harness: Harness, state: str, goes_on: bool, sent: int
) -> None:
    harness.run(Way(lambda of: Pending(of.key, state, "", goes_on), queue=True), [row(2)])
    way = Way(queue=True)
    assert harness.run(way, [row(2)]).exit_code() == 0
    assert len(way.handed) == sent


def test_a_bad_row_is_told_and_keeps_no_other_from_being_sent(harness: Harness) -> None:
    rows: list[Row | BadRow] = [row(2), bad_row(3, "po-3"), bad_row(4)]
    work = harness.run(Way(), rows)
    assert (work.summary(), work.exit_code()) == ("3 orders: 1 placed, 2 invalid.", 1)
    assert work.is_held_up
    assert len(work.results.path.read_text().splitlines()) == 3


def test_a_bad_row_that_was_corrected_is_sent(harness: Harness) -> None:
    harness.run(Way(), [row(2), bad_row(3, "po-3")])
    way = Way()
    work = harness.run(way, [row(2), row(3)])
    assert (way.asked, work.summary()) == (["po-3"], "2 orders: 2 placed.")
    assert len(work.results.path.read_text().splitlines()) == 2


@pytest.mark.parametrize("changed", [row(3, customer_id=7), bad_row(3, "po-3")])
def test_a_row_that_changed_after_it_was_placed_is_named_and_sent_nowhere(
    harness: Harness, changed: Row | BadRow
) -> None:
    harness.run(Way())
    way = Way()
    work = harness.run(way, [row(2), changed, row(4)])
    assert (work.summary(), work.is_held_up) == ("3 orders: 2 placed, 1 changed.", False)
    assert (work.exit_code(), way.asked) == (1, [])
    said = " ".join(harness.out.getvalue().split())
    assert "row 3 po-3 changed, and not sent It was placed as order 103" in said
    # Once it is as it was, all is well.
    assert harness.run(Way()).exit_code() == 0


def test_a_row_that_changed_after_it_was_refused_is_named_and_sent_nowhere(
    harness: Harness,
) -> None:
    harness.run(Way(refused))
    way = Way()
    work = harness.run(way, [row(2, customer_id=7), row(3), row(4)])
    assert (work.summary(), way.asked) == ("3 orders: 2 refused, 1 changed.", [])
    assert "--retry-refused" in harness.out.getvalue()


def test_refused_rows_are_sent_again_as_they_are_now_when_that_is_wanted(
    harness: Harness,
) -> None:
    harness.run(Way(lambda each: refused(each) if each.number == 3 else placed(each)))
    way = Way()
    work = harness.run(way, [row(2), row(3, customer_id=7), row(4)], retry_refused=True)
    assert (way.asked, way.again) == (["po-3"], {"po-3"})
    assert (work.summary(), work.exit_code()) == ("3 orders: 3 placed.", 0)
    assert harness.run(Way(), [row(2), row(3, customer_id=7), row(4)]).exit_code() == 0


@pytest.mark.parametrize("code", ["no_answer", "retry_too_early"])
def test_a_row_whose_retry_came_to_nothing_is_retried_by_the_next_run_that_is_to_do_so(
    harness: Harness, code: str
) -> None:
    now = [row(2, customer_id=7)]
    harness.run(Way(refused), [row(2)])
    harness.run(Way(lambda each: held_up(each, code)), now, retry_refused=True)
    # Runs without the option send it as it is: the answer is that its key is another order's.
    reused = Refused("po-2", "key_reused", {"code": "key_reused"})
    plain = Way(lambda each: reused)
    harness.run(plain, now)
    assert (plain.asked, plain.again) == (["po-2"], set())
    # It may be sent by queue, and be spoilt meanwhile, too.
    harness.run(Way(queue=True), now, wait=False)
    harness.run(Way(), [bad_row(2, "po-2")], retry_refused=True)
    way = Way()
    assert harness.run(way, now, retry_refused=True).exit_code() == 0
    assert way.again == {"po-2"}
    assert "retried" not in ResultsFile(harness.file, AT).path.read_text()


@pytest.mark.parametrize("changes", [{}, {"customer_id": 7}])
def test_a_row_that_the_store_found_invalid_is_sent_again_too(
    harness: Harness, changes: dict[str, int]
) -> None:
    """As it is: the store may have the SKU by now. And corrected, as it would be without that."""
    invalid = {"code": "invalid_request"}
    harness.run(Way(lambda of: Refused(of.key, "invalid_request", invalid)), [row(2)])
    way = Way()
    assert harness.run(way, [row(2, **changes)], retry_refused=True).exit_code() == 0
    assert way.again == {"po-2"}


def test_a_row_that_was_never_refused_is_no_retry(harness: Harness) -> None:
    harness.run(Way(pending), [row(2)], retry_refused=True)
    way = Way()
    harness.run(way, [row(2)], retry_refused=True)
    assert (way.asked, way.again) == (["po-2"], set())


def held_up(of: Row, code: str = "store_unavailable") -> Pending:
    return Pending(of.key, "unknown", code, goes_on=False)


def test_it_stops_after_rows_that_the_same_outage_holds_up_and_goes_on_later(
    harness: Harness,
) -> None:
    rows = [row(number) for number in range(2, 12)]
    way = Way(lambda each: placed(each) if each.number < 4 else held_up(each))
    work = harness.run(way, rows)
    assert way.asked == [f"po-{number}" for number in range(2, 8)]
    assert work.exit_code() == 1
    assert "4 rows one after the other are held up by store_unavailable" in harness.log.getvalue()
    again = Way()
    assert harness.run(again, rows).summary() == "10 orders: 10 placed."
    assert again.asked == [f"po-{number}" for number in range(4, 12)]


@pytest.mark.parametrize(
    "judge",
    [
        lambda each: held_up(each, f"code_{each.number % 2}"),
        lambda each: placed(each) if each.number % 4 == 0 else held_up(each),
        lambda each: Pending(each.key, "cart", "store_paused", goes_on=True),
        lambda each: pending(each, "parked"),
    ],
    ids=["two reasons", "some are placed", "the queue goes on", "parked"],
)
def test_what_is_no_outage_stops_nothing(harness: Harness, judge: Judge) -> None:
    way = Way(judge)
    harness.run(way, [row(number) for number in range(2, 12)])
    assert len(way.asked) == 10


def test_quiet_tells_only_what_was_not_placed(harness: Harness) -> None:
    harness.run(Way(lambda each: placed(each) if each.number == 2 else refused(each)), quiet=True)
    assert harness.out.getvalue().splitlines() == [
        f"row {number}  po-{number}  refused  store_refused, to be fixed by the merchant"
        for number in (3, 4)
    ]


def test_an_empty_file_is_no_failure(harness: Harness) -> None:
    work = harness.run(Way(), [])
    assert (work.summary(), work.exit_code()) == ("0 orders: none.", 0)


def test_the_terminal_and_the_results_name_nobody(harness: Harness) -> None:
    work = harness.run(Way(refused), [row(2), bad_row(3)])
    said = harness.out.getvalue() + harness.log.getvalue() + work.results.path.read_text()
    assert leaks(str(refused(row(2)).problem))
    assert leaks(said) == []
    assert "@" not in said
