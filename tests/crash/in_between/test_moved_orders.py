"""An order that is moved between the two queries of the order list: it is seen by one of them."""

from collections.abc import Callable

from bigcommerce_emulator.state.settings import Settings
from order_service.bigcommerce.verdicts import Answer, NoAnswer
from order_service.errors import NotYet
from order_service.placing.ending import Outcome
from tests.crash.test_second_looks import EMPTY, half_silent
from tests.crash.world import KEY, World
from tests.fakes.shop import SETTLED


def moved_between_the_lists(world: World) -> None:
    """Let a merchant move the first order right after the first of the two lists is answered."""
    lists = list[str]()

    def moves(name: str, effect: Callable[[], Answer]) -> Answer:
        answer = effect()
        if name == "GET orders":
            lists.append(world.asked)
        if len(lists) == 1:
            world.store.merchant.move_order(world.store.orders[0].id, 11)
        return answer

    world.odd = moves


def test_an_order_that_is_moved_while_it_is_looked_for_is_found() -> None:
    world = World(settings=Settings(checkout_order_id="never", order_list="only_status_0"))

    def unseen(name: str, effect: Callable[[], Answer]) -> Answer:
        answer = EMPTY if name == "GET orders" else effect()
        if name == "POST orders":
            raise NoAnswer("ReadTimeout")
        return answer

    world.odd = unseen
    assert isinstance(world.deliver(), NotYet)
    world.clock.sleep(SETTLED)
    moved_between_the_lists(world)
    assert isinstance(world.deliver(), Outcome)
    assert [order.status_id for order in world.store.orders] == [11]


def test_a_duplicate_that_is_moved_at_the_second_look_is_left_to_a_person() -> None:
    world = half_silent()
    moved_between_the_lists(world)
    world.look_again()
    assert len(world.live_orders()) == 2
    assert world.notified == [KEY]
