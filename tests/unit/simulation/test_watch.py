"""What the watch of a world takes for an order that was archived for the sake of none."""

import pytest

from tests.simulation.executions import Execution
from tests.simulation.plan import Draws
from tests.simulation.scheduler import Scheduler
from tests.simulation.watch import Attempt, Call, Watch

ARCHIVE = "/stores/sandbox/v2/orders/101"


@pytest.mark.parametrize(
    ("ended", "looked", "blind"),
    [(50.0, None, True), (50.0, 60.0, True), (50.0, 40.0, False), (None, 60.0, False)],
)
def test_an_order_is_archived_only_after_another_one_was_seen_to_live(
    ended: float | None, looked: float | None, blind: bool
) -> None:
    watch = Watch(Scheduler(100.0), lambda _: None)
    watch.attempts = [Attempt("c", "cart", 0, 0, order_id=number) for number in (101, 102)]
    watch.ended = {102: ended} if ended else {}
    execution = Execution("queue 1", 200.0, Draws(1))
    execution.looked_at = {101: 60.0} | ({102: looked} if looked else {})
    watch.sent(Call("archive_order", "DELETE", ARCHIVE, {}, None, execution))
    assert bool(watch.blind) is blind
