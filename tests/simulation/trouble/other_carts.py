"""Orders of other carts: they are in the store before a world begins, and more come meanwhile."""

from dataclasses import replace
from functools import cache

from bigcommerce_emulator.api.application import Request
from bigcommerce_emulator.state.identifiers import Identifiers
from bigcommerce_emulator.state.orders import INCOMPLETE, Order
from tests.simulation.plan import START, Unkind
from tests.simulation.trouble.trouble import Trouble
from tests.unit.bigcommerce_emulator.shopper import MUG, Shopper

PAGE = 50
"""Orders in a page of the list, by its default: the service asks for no other."""
A_DAY = 86_400.0
MOVED = (1, 2, 5, 7, 10, 11)


class Others(Trouble):
    """Everybody else's orders, and a list that does not always keep them out."""

    def __post_init__(self) -> None:
        plan, watch = self._plan, self._watch
        self._state = self._store._state
        self._draws = draws = plan.draws("others")
        self._calm_at = plan.calm_at if plan.has(Unkind.OTHERS) else START
        if not plan.has(Unkind.OTHERS):
            return
        self._identifiers = Identifiers(draws.whole(1, 1 << 30))
        self._incomplete = draws.one_of((0.1, 0.5, 0.9))
        self._share = draws.one_of((0.0, 0.3, 0.8, 1.0))
        """Of how many lists the filter is ignored."""
        self._ignored_for = (0.0, 0.0)
        for _ in range(PAGE + draws.whole(15, 40)):
            self._add(START - draws.between(0, A_DAY))
        self._later()
        watch.made.append(lambda _: self._soon())

    def listed(self, request: Request) -> None:
        """Let the store heed a list's filter or not, right before it is asked for it."""
        settings, now = self._store.settings, self._scheduler.now
        if not (self._calm_at > START and request.path.endswith("/v2/orders")):
            return
        begins, ends = self._ignored_for
        ignored = now < self._calm_at
        ignored = ignored and (begins <= now < ends or self._draws.happens(self._share))
        if ignored is not (settings.order_filter == "ignored"):
            self._store.turn(replace(settings, order_filter="ignored" if ignored else "works"))

    def _later(self) -> None:
        draws, span = self._draws, self._calm_at - START
        for _ in range(draws.one_of((0, 2, 8))):
            self._scheduler.at(START + draws.between(0, span), self._one_more)
        if draws.happens(0.5):
            begins = START + draws.between(0, draws.one_of((5.0, 60.0, span)))
            self._ignored_for = (begins, begins + draws.between(1, draws.one_of((60.0, span))))

    def _soon(self) -> None:
        """Other buyers order at the same moment: their order's number comes next."""
        if self._scheduler.now < self._calm_at and self._draws.happens(0.5):
            self._scheduler.after(self._draws.between(0, 20), self._one_more)

    def _one_more(self) -> None:
        order = self._add(self._scheduler.now)
        self._note(f"order {order.id} of another cart is made")

    def _add(self, created: float) -> Order:
        draws, state = self._draws, self._state
        waits, archived = draws.happens(self._incomplete), draws.happens(0.1)
        status = INCOMPLETE if waits else draws.one_of(MOVED)
        number = state.next_order_id
        order = replace(
            _template(),
            id=number,
            cart_id=self._identifiers.uuid(),
            created=created,
            modified=created,
            status_id=status,
            is_deleted=archived,
            taken={},
        )
        state.next_order_id += 1
        state.orders[number] = order
        state.orders_of_cart[order.cart_id] = [order]
        self._watch.others |= {str(number), order.cart_id}
        return order


@cache
def _template() -> Order:
    """Return an order of the same buyer for the same goods: only its cart is another one."""
    shopper = Shopper()
    shopper.placed_order(MUG)
    return shopper.store.orders[0]
