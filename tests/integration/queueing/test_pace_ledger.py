"""The item that executions share, in memory and on moto: tickets are given out once."""

from typing import Any

import pytest
from botocore.exceptions import ClientError

from order_service.bigcommerce.quota import Quota
from order_service.keys import OrderKey
from order_service.ledger.ledger import Ledger
from order_service.queueing.pace import HORIZON, REACH, NoPace, Pace, corrected
from order_service.queueing.pace_ledger import PaceLedger

NOW = 1_800_000_000.0
STORE = "acme"


@pytest.fixture
def shared(client: Any) -> PaceLedger:
    return PaceLedger(client, "ledger")


def taken(shared: PaceLedger, seconds: float = 10, now: float = NOW) -> float:
    first = shared.take(STORE, shared.look(STORE), seconds, now, HORIZON)
    assert first is not None
    return first - NOW


def test_nothing_is_known_of_a_store_at_first(shared: PaceLedger) -> None:
    assert shared.look(STORE) == Pace()


def test_tickets_begin_now_and_each_where_the_last_ended(shared: PaceLedger) -> None:
    assert [taken(shared) for _ in range(3)] == pytest.approx([0, 10, 20])


def test_tickets_of_a_line_that_is_over_begin_now(shared: PaceLedger) -> None:
    taken(shared)
    assert taken(shared, now=NOW + 60) == pytest.approx(60)


def test_two_that_think_nobody_waits_get_different_tickets(shared: PaceLedger) -> None:
    stale = shared.look(STORE)
    times = [shared.take(STORE, stale, 10, NOW, HORIZON) for _ in range(2)]
    assert times == pytest.approx([NOW, NOW + 10])


def test_one_that_thinks_somebody_waits_begins_now_when_nobody_does(shared: PaceLedger) -> None:
    wrong = Pace(next_at=NOW + 99)
    assert shared.take(STORE, wrong, 10, NOW, HORIZON) == pytest.approx(NOW)


def test_no_ticket_begins_in_a_window_that_is_used_up(shared: PaceLedger) -> None:
    shared.correct(STORE, corrected(Pace(), Quota(150, 30.0, 0, NOW + 25, NOW)))
    assert [taken(shared) for _ in range(2)] == pytest.approx([25, 35])


def test_no_ticket_is_taken_further_away_than_within_reach(shared: PaceLedger) -> None:
    taken(shared, REACH + 1)
    before = shared.look(STORE)
    assert shared.take(STORE, before, 10, NOW, REACH) is None
    assert shared.look(STORE) == before
    assert shared.take(STORE, before, 10, NOW, HORIZON) == pytest.approx(NOW + REACH + 1)


def test_a_line_that_is_too_long_is_noticed_by_one_that_did_not_know(shared: PaceLedger) -> None:
    stale = shared.look(STORE)
    taken(shared, REACH + 1)
    assert shared.take(STORE, stale, 10, NOW, REACH) is None


def test_stores_have_lines_of_their_own(shared: PaceLedger) -> None:
    taken(shared, 500)
    assert shared.take("other", shared.look("other"), 10, NOW, HORIZON) == pytest.approx(NOW)


def test_what_a_store_told_is_kept_and_the_line_stays(shared: PaceLedger) -> None:
    taken(shared)
    kept = corrected(shared.look(STORE), Quota(450, 30.0, 5, NOW + 12, NOW))
    shared.correct(STORE, kept)
    assert shared.look(STORE) == kept
    assert kept.slower > 1


def test_older_news_changes_nothing(shared: PaceLedger) -> None:
    newest = corrected(Pace(), Quota(150, 30.0, 2, NOW + 12, NOW))
    shared.correct(STORE, newest)
    for left, ends_at in ((20, NOW + 12.3), (0, NOW - 18)):
        shared.correct(STORE, Pace(left=left, resets_at=ends_at, seen_at=NOW))
    assert shared.look(STORE) == newest


def test_later_news_counts_and_does_not_undo_the_slowing_down(shared: PaceLedger) -> None:
    slow = corrected(Pace(), Quota(150, 30.0, 0, NOW + 12, NOW))
    shared.correct(STORE, slow)
    shared.correct(STORE, Pace(left=30, resets_at=NOW + 42, seen_at=NOW + 30))
    known = shared.look(STORE)
    assert (known.left, known.resets_at) == (30, NOW + 42)
    assert known.slower == pytest.approx(slow.slower)
    assert known.slowed_at == NOW


def test_the_item_is_no_order_of_any_key(shared: PaceLedger, ledger: Ledger) -> None:
    taken(shared)
    assert ledger.read(OrderKey(STORE, "order-1")) is None
    assert ledger.claim(OrderKey(STORE, "order-1"), "f", NOW).entry.deliveries == 1


class Throttled:
    """A client whose every call is throttled."""

    def __getattr__(self, name: str) -> Any:
        def call(**_: Any) -> Any:
            raise ClientError({"Error": {"Code": "ThrottlingException", "Message": ""}}, name)

        return call


def test_a_table_that_cannot_be_reached_is_no_pace() -> None:
    client: Any = Throttled()
    shared = PaceLedger(client, "ledger")
    for asking in (
        lambda: shared.look(STORE),
        lambda: shared.take(STORE, Pace(), 10, NOW, HORIZON),
        lambda: shared.correct(STORE, Pace()),
    ):
        with pytest.raises(NoPace, match="ClientError"):
            asking()
