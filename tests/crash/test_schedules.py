"""Long random schedules: deliveries, faults, clock moves, rotated tokens and a busy merchant."""

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from bigcommerce_emulator.state.settings import Settings
from order_service.errors import Parked, Refused
from order_service.ledger.entry import Phase
from order_service.placing.ending import Outcome
from tests.crash.faults import LEDGER, STORE, Fault
from tests.crash.world import World
from tests.fakes.shop import SETTLE_SECONDS

AHEAD = 30
UNKNOWNS = st.builds(
    Settings,
    checkout_order_id=st.sampled_from(["set", "never"]),
    order_list=st.sampled_from(["at_once", "late", "only_status_0"]),
    order_list_delay_seconds=st.just(100.0),
    empty_list=st.sampled_from(["204", "[]"]),
    version=st.sampled_from(["present", "absent"]),
    split_lines=st.sampled_from(["new_ids", "same_id"]),
    second_billing=st.sampled_from(["replace", "refuse"]),
    consignment_again=st.sampled_from(["replace", "add", "refuse"]),
)


class Histories(RuleBasedStateMachine):
    """One key, delivered again and again while anything happens."""

    def __init__(self) -> None:
        super().__init__()
        self.world = World()
        self.fresh = True
        self.archived_by_merchant: set[int] = set()
        self.moved: set[int] = set()

    @rule(unknowns=UNKNOWNS)
    def choose_a_store(self, unknowns: Settings) -> None:
        if self.fresh:
            self.world = World({}, unknowns)

    @rule(faults=st.dictionaries(st.integers(0, AHEAD), st.sampled_from([*STORE, *LEDGER])))
    def deliver(self, faults: dict[int, Fault]) -> None:
        self.fresh = False
        base = len(self.world.calls)
        self.world.schedule = {base + ahead: fault for ahead, fault in faults.items()}
        self.world.deliver()

    @rule(seconds=st.sampled_from([1.0, 30.0, 80.0, SETTLE_SECONDS, 2 * SETTLE_SECONDS]))
    def wait(self, seconds: float) -> None:
        self.world.clock.sleep(seconds)

    @rule(token=st.sampled_from(["token-a", "token-b"]))
    def rotate_the_token(self, token: str) -> None:
        self.world.store.merchant.rotate_token(token)
        self.world.credentials.next_token = token

    @rule()
    def merchant_moves_the_order(self) -> None:
        for order in self.world.live_orders()[:1]:
            self.world.store.merchant.move_order(order.id, 11)
            self.moved.add(order.id)

    @rule()
    def merchant_archives_the_order(self) -> None:
        for order in self.world.live_orders()[:1]:
            self.world.store.merchant.archive_order(order.id)
            self.archived_by_merchant.add(order.id)

    @rule()
    def merchant_deletes_the_cart(self) -> None:
        for cart_id in list(self.world.store.carts):
            self.world.store.merchant.delete_cart(cart_id)

    @invariant()
    def there_is_at_most_one_order_that_lives(self) -> None:
        assert len(self.world.live_orders()) <= 1

    @invariant()
    def what_the_merchant_moved_is_never_touched(self) -> None:
        for order in self.world.store.orders:
            if order.id in self.moved - self.archived_by_merchant:
                assert order.status_id == 11
                assert not order.is_deleted

    def teardown(self) -> None:
        self.world.schedule = {}
        settled = self.world.settle()
        entry, live = self.world.entry(), self.world.live_orders()
        if isinstance(settled, Outcome):
            assert entry.phase is Phase.PLACED
            kept = {order.id for order in live} | self.archived_by_merchant
            assert entry.order_id in kept
            assert {order.id for order in live} <= {entry.order_id}
        elif isinstance(settled, Parked):
            assert entry.phase is Phase.PARKED
            assert not live
        else:
            assert isinstance(settled, Refused)
            assert entry.phase is Phase.REJECTED
            assert not live


def test_any_long_history_ends_with_one_order_or_a_stated_reason() -> None:
    run_state_machine_as_test(
        Histories,
        settings=settings(
            max_examples=400,
            stateful_step_count=25,
            deadline=None,
            derandomize=True,
            suppress_health_check=list(HealthCheck),
        ),
    )
