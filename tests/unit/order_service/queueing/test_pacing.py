"""One execution keeps the pace that all share, tells what it learns, and goes on without."""

from collections.abc import Sequence

from order_service.queueing.pace import LONGEST_HIDDEN, REACH, NoPace, Pace, Turn, Wait
from order_service.queueing.pacing import Pacing
from order_service.telemetry.observation import StoreCall
from tests.fakes.clock import FakeClock
from tests.fakes.journal import FakeJournal

FIRST, SECOND, THIRD = Turn(5, 1), Turn(5, 2), Turn(5, 3)


class FakeShared:
    """What executions share, in memory; it can be out of reach."""

    def __init__(self) -> None:
        self.paces: dict[str, Pace] = {}
        self.taken: list[tuple[str, float]] = []
        self.corrections: list[tuple[str, Pace]] = []
        self.looks = 0
        self.is_out_of_reach = False

    def look(self, store: str) -> Pace:
        self._reach()
        self.looks += 1
        return self.paces.get(store, Pace())

    def take(
        self, store: str, pace: Pace, seconds: float, now: float, reach: float
    ) -> float | None:
        self._reach()
        first = max(pace.next_at, pace.opens_at(now))
        if first >= now + reach:
            return None
        self.taken.append((store, seconds))
        return first

    def correct(self, store: str, pace: Pace) -> None:
        self._reach()
        self.corrections.append((store, pace))

    def _reach(self) -> None:
        if self.is_out_of_reach:
            raise NoPace("ThrottlingException")


class Execution:
    def waits(self, store: str, turns: Sequence[Turn]) -> list[float]:
        return [wait.seconds for wait in self.pacing.waits(store, turns)]

    def __init__(self) -> None:
        self.shared = FakeShared()
        self.clock = FakeClock()
        self.journal = FakeJournal()
        self.pacing = Pacing(self.shared, self.clock, self.journal)

    def hears(
        self,
        left: int,
        ends_in: float = 20,
        limit: int = 150,
        store: str = "acme",
        status: int = 200,
    ) -> None:
        headers = {
            "x-rate-limit-time-window-ms": "30000",
            "x-rate-limit-time-reset-ms": str(int(ends_in * 1000)),
            "x-rate-limit-requests-quota": str(limit),
            "x-rate-limit-requests-left": str(left),
        }
        now = self.clock.now()
        self.pacing.observe(StoreCall(store, "cart", "POST", now, 0.0, status, headers=headers))


def test_a_batch_takes_its_tickets_at_once() -> None:
    here = Execution()
    here.pacing.waits("acme", [FIRST] * 10)
    assert here.shared.taken == [("acme", Pace().seconds_for(50, here.clock.now()))]


def test_orders_behind_others_come_back_when_it_is_their_turn() -> None:
    here = Execution()
    here.shared.paces["acme"] = Pace(next_at=here.clock.now() + 60)
    waits = here.waits("acme", [FIRST, SECOND, FIRST])
    assert waits[0] == 60
    assert waits[1] == 0
    assert waits[2] > 61


def test_an_order_whose_ticket_is_minutes_away_is_sent_again_with_it() -> None:
    here = Execution()
    here.shared.paces["acme"] = Pace(next_at=here.clock.now() + LONGEST_HIDDEN + 1)
    assert here.pacing.waits("acme", [FIRST]) == [Wait(LONGEST_HIDDEN + 1, again=True)]


def test_where_the_line_is_too_long_an_order_waits_without_a_ticket() -> None:
    here = Execution()
    here.shared.paces["acme"] = Pace(next_at=here.clock.now() + REACH)
    assert here.pacing.waits("acme", [FIRST]) == [Wait(REACH, again=True, ticket=False)]
    assert here.shared.taken == []


def test_an_order_that_had_a_ticket_in_vain_gets_another_however_long_the_line_is() -> None:
    here = Execution()
    now = here.clock.now()
    here.shared.paces["acme"] = Pace(next_at=now + REACH, left=0, resets_at=now + 9, seen_at=now)
    waits = here.pacing.waits("acme", [FIRST, SECOND])
    assert [wait.ticket for wait in waits] == [False, True]
    assert len(here.shared.taken) == 1


def test_an_order_that_has_its_ticket_takes_none() -> None:
    here = Execution()
    assert here.waits("acme", [SECOND, THIRD]) == [0, 0]
    assert here.shared.taken == []


def test_stores_do_not_wait_for_each_other() -> None:
    here = Execution()
    here.shared.paces["busy"] = Pace(next_at=here.clock.now() + 999)
    here.hears(0, store="busy", status=429)
    here.pacing.share("busy")
    assert here.waits("acme", [FIRST, SECOND]) == [0, 0]


def test_what_this_execution_heard_counts_before_the_others_know() -> None:
    here = Execution()
    here.hears(2, ends_in=17)
    assert here.waits("acme", [THIRD]) == [17]
    assert here.waits("acme", [FIRST]) == [17]


def test_what_another_execution_heard_counts_here() -> None:
    here = Execution()
    now = here.clock.now()
    here.shared.paces["acme"] = Pace(left=0, resets_at=now + 9, seen_at=now)
    here.hears(2, ends_in=9)
    assert here.waits("acme", [THIRD]) == [9]


def test_a_throttled_call_pushes_the_next_start_past_the_reset() -> None:
    here = Execution()
    here.hears(35, ends_in=12, status=429)
    here.pacing.share("acme")
    ((store, correction),) = here.shared.corrections
    assert store == "acme"
    assert correction.left == 0
    assert correction.opens_at(here.clock.now()) == here.clock.now() + 12


def test_others_are_told_once_and_only_news() -> None:
    here = Execution()
    here.hears(120)
    here.pacing.share("acme")
    assert here.shared.corrections == []
    here.hears(30)
    here.pacing.share("acme")
    here.pacing.share("acme")
    assert [correction.left for _, correction in here.shared.corrections] == [30]


def test_there_is_nothing_to_tell_of_a_store_that_was_not_called() -> None:
    here = Execution()
    here.pacing.share("acme")
    assert here.shared.corrections == []


def test_a_huge_quota_is_told_and_needs_no_look_and_no_ticket_from_then_on() -> None:
    here = Execution()
    here.hears(6_999_999, limit=7_000_000)
    here.pacing.share("acme")
    assert here.waits("acme", [FIRST] * 10) == [0] * 10
    assert (here.shared.looks, here.shared.taken) == (0, [])
    assert [correction.limit for _, correction in here.shared.corrections] == [7_000_000]


def test_a_quota_that_is_huge_no_more_is_kept_to() -> None:
    here = Execution()
    here.hears(6_999_999, limit=7_000_000)
    here.pacing.share("acme")
    here.hears(100, limit=150)
    here.pacing.waits("acme", [FIRST])
    assert len(here.shared.taken) == 1


def test_a_store_that_others_know_to_be_boundless_takes_no_ticket() -> None:
    here = Execution()
    here.shared.paces["acme"] = Pace(limit=7_000_000, next_at=here.clock.now() + 999)
    assert here.waits("acme", [FIRST]) == [0]
    assert here.shared.taken == []


def test_without_what_is_shared_everybody_goes_on() -> None:
    here = Execution()
    here.shared.is_out_of_reach = True
    here.hears(0, status=429)
    assert here.waits("acme", [FIRST, SECOND, THIRD]) == [0, 0, 0]
    here.pacing.share("acme")
    assert here.journal.count("no pace") == 2


def test_what_b2b_edition_answers_says_nothing_of_the_store_s_quota() -> None:
    here = Execution()
    here.hears(100)
    call = StoreCall("acme", "company_order", "GET", 0.0, 0.1, 429, spends_quota=False)
    here.pacing.observe(call)
    assert call.throttled
    assert call.quota_left is None
    assert here.waits("acme", [FIRST]) == [0.0]
