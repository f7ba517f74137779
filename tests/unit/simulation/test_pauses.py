"""A world's operator pauses the service, and has ended every pause when the trouble is over."""

import pytest

from bigcommerce_emulator.state.settings import Settings
from order_service.ledger.pause import Pause
from tests.fakes.clock import FakeClock
from tests.fakes.shop import as_client
from tests.simulation.plan import START, Plan, Unkind, lasting, plan_of
from tests.simulation.scheduler import Scheduler
from tests.simulation.trouble.pauses import Pauses
from tests.simulation.watch import Watch
from tests.unit.bigcommerce_emulator.shopper import Shopper

PLANS = [plan_of(3, number) for number in range(24)]
MADE_AT = 10
PAUSED = [one for one in PLANS if one.has(Unkind.PAUSES)]


def paused_at(plan: Plan, *, orders: bool = False) -> list[bool]:
    """Return whether the service is paused at the end of each second, until after the trouble."""
    scheduler = Scheduler(START)
    watch = Watch(scheduler, lambda _: None)
    pauses = Pauses(Shopper(Settings()).store, scheduler, plan, watch, lambda _: None)
    found: list[bool] = []

    def look() -> None:
        found.append(Pause(as_client(pauses.table), "ledger", FakeClock()).is_on())

    def order() -> None:
        for hears_of_a_cart in watch.opened:
            hears_of_a_cart("a cart")
        for hears_of_an_order in watch.made:
            hears_of_an_order(101)

    if orders:
        scheduler.at(START + MADE_AT, order)
    seconds = int(plan.calm_seconds) + 10
    for second in range(seconds):
        scheduler.at(START + second + 1, look)
    scheduler.run(START + seconds + 1)
    return found


def test_the_service_is_paused_at_times_and_works_again_in_the_end() -> None:
    seen = [paused_at(plan) for plan in PAUSED]
    assert any(any(moments) for moments in seen)
    assert all(not moments[-1] for moments in seen)


def test_a_pause_begins_in_the_middle_of_an_order_too() -> None:
    soon = slice(MADE_AT, MADE_AT + 15)
    with_order = sum(any(paused_at(plan, orders=True)[soon]) for plan in PAUSED)
    assert with_order > sum(any(paused_at(plan)[soon]) for plan in PAUSED)


@pytest.mark.parametrize("plan", [one for one in PLANS if not one.has(Unkind.PAUSES)][:3])
def test_other_worlds_have_no_pause(plan: Plan) -> None:
    assert not any(paused_at(plan, orders=True))


def test_where_trouble_lasts_some_pauses_last_for_hours() -> None:
    longest = max(sum(paused_at(lasting(plan), orders=True)) for plan in PAUSED[:4])
    assert longest > 3600
