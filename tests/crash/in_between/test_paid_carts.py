"""A shopper who pays the cart of an order that is not made yet."""

from order_service.errors import OutOfTime, Parked
from order_service.ledger.entry import CancelWish, Entry
from tests.crash.world import KEY, World


def paid_before_its_order() -> World:
    """Return a world whose cart a shopper has paid before a create-order was sent."""
    world = World()
    world.seams["after apply 3"] = lambda: world.clock.sleep(50)
    assert isinstance(world.deliver(), OutOfTime)
    world.store.merchant.pay_order(world.store.merchant.begin_payment(world.entry().cart_id))
    return world


def test_a_cart_that_a_shopper_has_paid_is_not_replaced_by_a_new_one() -> None:
    world = paid_before_its_order()
    assert isinstance(world.settle(), Parked)
    assert len(world.live_orders()) == 1
    assert world.notified == [KEY]


def test_a_key_whose_cart_a_shopper_has_paid_can_be_cancelled() -> None:
    world = paid_before_its_order()
    world.settle()
    assert isinstance(world.cancel(CancelWish.ORDER), Entry)
    assert len(world.live_orders()) == 1
