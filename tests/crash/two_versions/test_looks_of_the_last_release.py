"""The last release takes a second look, and leaves no word of what it found in the item.

It shows an order that somebody acted on to a person, by a letter, and saves that it has looked.
"""

import pytest

from order_service.auditing.advice import about_live
from order_service.errors import CancelPending, NotRefused, Parked, Refused
from order_service.ledger.entry import CancelWish
from order_service.ledger.phases import MAY_LIVE
from order_service.ledger.status import status_of
from order_service.request.intake import Job
from tests.crash.test_attention import Queued
from tests.crash.test_cancelled import refused_with_an_order_that_shows_late
from tests.crash.world import KEY, World


def looked_at_by_the_last_release() -> World:
    """Return a world whose refused key has an order that a merchant moved before that look."""
    world = refused_with_an_order_that_shows_late()
    world.store.merchant.move_order(world.store.orders[0].id, 11)
    world.table.items[str(KEY)]["look_at"] = {"N": "0"}
    return world


def test_a_refused_key_is_not_sent_again_while_that_look_may_have_left_an_order() -> None:
    world = looked_at_by_the_last_release()
    queued = Queued(world, [])
    assert isinstance(queued.retry(Job(KEY, world.job.order)), NotRefused)
    assert queued.jobs == []
    assert status_of(world.entry())["next"] == MAY_LIVE.next


@pytest.mark.parametrize("wish", CancelWish)
def test_it_is_not_cancelled_either(wish: CancelWish) -> None:
    world = looked_at_by_the_last_release()
    assert isinstance(world.cancel(wish), CancelPending)


def test_a_look_of_this_release_that_finds_nothing_sets_the_key_free() -> None:
    world = refused_with_an_order_that_shows_late()
    world.look_again()
    assert world.live_orders() == []
    assert Queued(world, []).retry(Job(KEY, world.job.order)) is None


def test_who_is_advised_hears_of_the_order() -> None:
    world = looked_at_by_the_last_release()
    order = world.store.orders[0]
    rows = world.service.open_store(KEY, world.deadline()).orders_of(world.entry().cart_id)
    assert f"keep {order.id}" in about_live(world.entry(), rows)


@pytest.mark.parametrize("archived", [True, False])
def test_a_message_of_the_key_takes_that_look_anew(archived: bool) -> None:
    """It may be the letter of the last release, which has no mark."""
    world = looked_at_by_the_last_release()
    if archived:
        world.store.merchant.archive_order(world.store.orders[0].id)
    said = world.deliver(looks_again=True)
    assert isinstance(said, Refused if archived else Parked)
    assert world.entry().may_live is not archived
