"""A checkout is taken step by step to its end, and what comes between is looked up."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest

from order_service.checkout.completion import completed, discard, refusal
from order_service.clock import Deadline
from order_service.errors import (
    NoShippingOption,
    OrderError,
    OutOfTime,
    StoreRefused,
    StoreThrottled,
    StoreUnavailable,
)
from order_service.store.checkout_view import CheckoutView
from order_service.store.signals import CartGone, CartUnusable, Interrupted
from tests.fakes.clock import FakeClock
from tests.fakes.orders import AUSTIN, NEW_YORK
from tests.fakes.views import FLAT, MUG, catalog_order, checkout, consignment, line

ORDER = catalog_order(MUG)
TWO = catalog_order(
    MUG,
    consignments=[
        {"address": address, "line_items": [{"sku": "mug", "quantity": 1}]}
        for address in (AUSTIN, NEW_YORK)
    ],
)
HINTS = {
    "cause": "not_recognised",
    "fix": "merchant",
    "hint": "The store's own words are all that is known: see store.words.",
}


def shown(version: int, **changes: Any) -> CheckoutView:
    return checkout(physical=(line("m", quantity=2),), version=version, **changes)


BILLED = {"billing_address": AUSTIN | {"id": "b1"}}
NEW = shown(1)
ADDRESSED = shown(2, **BILLED)
SHIPPED = shown(3, **BILLED, consignments=(consignment("c", "m"),))
SILENT = shown(4, **BILLED, consignments=(consignment("c", "m", available_shipping_options=[]),))
READY = shown(5, **BILLED, consignments=(consignment("c", "m", selected_shipping_option=FLAT),))
FIRST, SECOND = consignment("c1", "m"), consignment("c2", "m", address=NEW_YORK)
CHOSEN = {"selected_shipping_option": FLAT}
FIRST_CHOSEN = consignment("c1", "m", **CHOSEN)
SECOND_CHOSEN = consignment("c2", "m", address=NEW_YORK, **CHOSEN)
TO_TWO = shown(6, **BILLED, consignments=(FIRST, SECOND))
HALF = shown(7, **BILLED, consignments=(FIRST_CHOSEN, SECOND))
BOTH_READY = shown(8, **BILLED, consignments=(FIRST_CHOSEN, SECOND_CHOSEN))


Answer = CheckoutView | Exception


class Script:
    """A store whose answers are written down; it keeps what it was asked."""

    def __init__(self, *answers: Answer) -> None:
        self._answers: Iterator[Answer] = iter(answers)
        self.asked: list[tuple[str, object]] = []

    def apply(self, step: Any, checkout: CheckoutView) -> CheckoutView:
        self.asked.append((step.name, checkout.version))
        return self._answer()

    def read_checkout(self, cart_id: str) -> CheckoutView:
        self.asked.append(("read", cart_id))
        return self._answer()

    def _answer(self) -> CheckoutView:
        answer = next(self._answers)
        if isinstance(answer, Exception):
            raise answer
        return answer


class Run:
    """One checkout that is to be completed, with sixty seconds for it."""

    def __init__(self, *answers: Answer, seconds: float = 60) -> None:
        self.clock = FakeClock()
        self._began = self.clock.now()
        self._store: Any = Script(*answers)
        self._deadline = Deadline(self.clock, self._began + seconds)

    def of(self, start: CheckoutView, order: Any = ORDER) -> CheckoutView:
        return completed(start, order, self._store, self._deadline)

    @property
    def asked(self) -> list[tuple[str, object]]:
        found: list[tuple[str, object]] = self._store.asked
        return found

    @property
    def waited(self) -> float:
        return round(self.clock.now() - self._began, 6)


def lost(step: str = "billing_address", **why: Any) -> Interrupted:
    return Interrupted(step, **why)


def conflict(*words: str, step: str = "billing_address", status: int = 409) -> Interrupted:
    return lost(step, store={"status": status, "words": list(words)})


def refused(step: str = "shipping_option") -> StoreRefused:
    return StoreRefused("No such option.", step=step)


def priced(version: int, price: int) -> CheckoutView:
    """Two mugs at 30 in all, on which the store gives 5; no line shows a discount."""
    sums = {"base_amount": 30, "discount_amount": 5, "cart_amount_inc_tax": price}
    cart = READY.cart.model_copy(update={name: Decimal(amount) for name, amount in sums.items()})
    changes = {"cart": cart, "version": version, "grand_total": Decimal(price)}
    return READY.model_copy(update=changes)


def silent(checkout: CheckoutView) -> CheckoutView:
    """Return it with no option listed."""
    (row,) = checkout.consignments
    none = row.model_copy(update={"available_shipping_options": ()})
    return checkout.model_copy(update={"consignments": (none,)})


def test_a_discount_is_known_by_the_price_before_the_step_that_sent_it() -> None:
    discounted = priced(2, 22)
    run = Run(discounted, discounted)
    assert run.of(priced(1, 25), catalog_order(MUG, discounts=[{"amount": 3}])) == discounted
    assert run.asked == [("discounts", 1), ("read", "cart-1")]


def test_offers_from_before_a_discount_are_not_kept_while_the_carriers_are_silent() -> None:
    discounted = priced(2, 22)
    run = Run(discounted, silent(discounted), discounted)
    assert run.of(priced(1, 25), catalog_order(MUG, discounts=[{"amount": 3}])) == discounted
    assert [name for name, _ in run.asked] == ["discounts", "read", "read"]


def test_offers_from_before_a_discount_whose_answer_was_lost_are_not_kept_either() -> None:
    cart = priced(2, 22).cart.model_copy(update={"manual_discount_amount": Decimal(3)})
    shown = priced(2, 22).model_copy(update={"cart": cart})
    run = Run(lost("discounts"), silent(shown), shown)
    order = catalog_order(MUG, discounts=[{"amount": 3}])
    assert run.of(priced(1, 25), order) == shown
    assert [name for name, _ in run.asked] == ["discounts", "read", "read"]


def test_each_step_is_taken_on_the_answer_to_the_one_before() -> None:
    run = Run(ADDRESSED, SHIPPED, READY)
    assert run.of(NEW) is READY
    assert run.asked == [("billing_address", 1), ("consignments", 2), ("shipping_option", 3)]
    assert run.waited == 0


def test_a_lost_answer_is_looked_up_before_the_step_is_taken_again() -> None:
    run = Run(lost(), NEW, ADDRESSED, SHIPPED, READY)
    assert run.of(NEW) is READY
    assert run.asked[:3] == [("billing_address", 1), ("read", "cart-1"), ("billing_address", 1)]
    assert run.waited == 0.2


def test_a_step_that_took_effect_unanswered_is_not_taken_again() -> None:
    run = Run(lost(), ADDRESSED, SHIPPED, READY)
    run.of(NEW)
    assert [name for name, _ in run.asked] == [
        "billing_address",
        "read",
        "consignments",
        "shipping_option",
    ]


def test_a_step_that_keeps_failing_is_tried_five_times_with_longer_and_longer_waits() -> None:
    answers: list[Answer] = [lost(store={"words": ["Down."]}), NEW]
    run = Run(*answers * 5)
    with pytest.raises(StoreUnavailable) as caught:
        run.of(NEW)
    assert [name for name, _ in run.asked] == ["billing_address", "read"] * 5
    assert run.waited == 6.2
    assert caught.value.detail == "The store keeps failing this step."
    assert caught.value.step == "billing_address"
    assert caught.value.facts == {"store": {"words": ["Down."]}}
    assert caught.value.retry_after == 5


@pytest.mark.parametrize(
    ("start", "answer", "step"), [(NEW, [lost()], "checkout"), (SILENT, [], "shipping_option")]
)
def test_a_wait_that_is_too_long_says_what_it_is_for(
    start: CheckoutView, answer: list[Exception], step: str
) -> None:
    run = Run(*answer, seconds=0.1)
    with pytest.raises(OutOfTime) as caught:
        run.of(start)
    assert caught.value.step == step


def labelled(found: CheckoutView, off: float, **changes: Any) -> CheckoutView:
    """The checkout with so much off its line, which the store says that a caller took off."""
    off_line = [{"id": "manual-discount", "discounted_amount": off}] if off else []
    (row,) = found.cart.line_items.physical_items
    lines = {"physical_items": [row.model_dump() | {"discounts": off_line}]}
    cart = found.cart.model_dump() | {"line_items": lines}
    whole = CheckoutView.model_validate(found.model_dump() | {"cart": cart} | changes)
    return whole.model_copy(update={"shows_all": True})


OPENED = {"grand_total": None}


def test_a_discount_that_is_there_when_the_cart_is_opened_is_the_store_s_own() -> None:
    answers = [labelled(one, 4.5) for one in (ADDRESSED, SHIPPED, READY)]
    assert Run(*answers).of(labelled(NEW, 4.5, **OPENED)) is answers[-1]


@pytest.mark.parametrize(
    ("at_first", "later"), [(OPENED, 4.51), ({}, 4.5)], ids=["more than that", "a cart of before"]
)
def test_another_discount_that_nobody_asked_for_makes_the_cart_unusable(
    at_first: dict[str, Any], later: float
) -> None:
    answers = [labelled(one, later) for one in (ADDRESSED, ADDRESSED)]
    with pytest.raises(CartUnusable) as caught:
        Run(*answers).of(labelled(NEW, 4.5, **at_first))
    assert [one["field"] for one in caught.value.differs] == ["discounts"]


def test_a_discount_of_the_store_s_own_is_not_the_one_that_was_asked_for() -> None:
    wanted = catalog_order(MUG, discounts=[{"amount": "2"}])
    run = Run(lost(), labelled(NEW, 2), labelled(NEW, 4), labelled(NEW, 4))
    with pytest.raises(CartUnusable):
        run.of(labelled(NEW, 2, **OPENED), wanted)
    assert [name for name, _ in run.asked] == ["discounts", "read", "discounts", "read"]


def test_a_store_that_does_not_keep_what_it_accepts_is_read_once_and_not_asked_again() -> None:
    run = Run(NEW, NEW)
    with pytest.raises(StoreRefused) as caught:
        run.of(NEW)
    assert caught.value.step == "billing_address"
    assert run.asked == [("billing_address", 1), ("read", NEW.id)]


def test_what_an_answer_does_not_show_is_there_if_a_read_shows_it() -> None:
    run = Run(NEW, ADDRESSED, SHIPPED, READY)
    assert run.of(NEW) is READY
    assert [name for name, _ in run.asked] == [
        "billing_address",
        "read",
        "consignments",
        "shipping_option",
    ]


def test_what_a_read_has_shown_is_not_sent_again_when_the_next_answer_leaves_it_out() -> None:
    without = {**SHIPPED.model_dump(), "billing_address": {}}
    run = Run(NEW, ADDRESSED, CheckoutView.model_validate(without), SHIPPED, READY)
    assert run.of(NEW) is READY
    assert [name for name, _ in run.asked] == [
        "billing_address",
        "read",
        "consignments",
        "read",
        "shipping_option",
    ]


FEE = {"id": "f1", "name": "Handling", "cost_inc_tax": 2}
CHARGED = catalog_order(MUG, fees=[{"name": "Handling", "cost": "2"}])


def charged(version: int, *ids: str) -> CheckoutView:
    return ready(version, fees=[FEE | {"id": one} for one in ids])


def ready(version: int, **changes: Any) -> CheckoutView:
    return CheckoutView.model_validate(READY.model_dump() | {"version": version} | changes)


def test_a_fee_that_was_removed_is_not_missed_in_the_answer_and_another_one_is() -> None:
    run = Run(charged(2, "f1"))
    assert run.of(charged(1, "f1", "f2", "f3"), CHARGED).version == 2
    assert [name for name, _ in run.asked] == ["remove_fees"]
    run = Run(charged(2), charged(3, "f1"))
    assert run.of(charged(1, "f1", "f2"), CHARGED).version == 3
    assert [name for name, _ in run.asked] == ["remove_fees", "read"]


EMPTY = consignment("x", address={}, available_shipping_options=[])


def test_a_consignment_that_was_removed_is_not_missed_in_the_answer_and_another_one_is() -> None:
    run = Run(ADDRESSED, SHIPPED, READY)
    assert run.of(shown(2, **BILLED, consignments=(EMPTY,))) is READY
    assert [name for name, _ in run.asked] == [
        "remove_consignment",
        "consignments",
        "shipping_option",
    ]
    with_spare = ready(5, consignments=(*READY.consignments, EMPTY))
    run = Run(ready(6, consignments=()), READY)
    assert run.of(with_spare) == READY
    assert [name for name, _ in run.asked] == ["remove_consignment", "read"]


def test_a_consignment_that_the_store_means_to_keep_is_kept() -> None:
    with_spare = ready(5, consignments=(*READY.consignments, EMPTY))
    kept = conflict("Not the last one.", step="remove_consignment")
    kept.in_flight = False
    run = Run(kept, with_spare, kept, with_spare)
    assert run.of(with_spare) == with_spare
    assert [name for name, _ in run.asked] == ["remove_consignment", "read"] * 2


def test_a_consignment_whose_removal_is_refused_after_a_read_is_kept_too() -> None:
    with_spare = ready(5, consignments=(*READY.consignments, EMPTY))
    doubt = conflict("Another version.", step="remove_consignment")
    doubt.in_flight = False
    run = Run(doubt, with_spare, refused("remove_consignment"), with_spare)
    assert run.of(with_spare) == with_spare
    assert [name for name, _ in run.asked] == ["remove_consignment", "read"] * 2


def test_what_an_answer_may_leave_out_is_read_once_before_the_end() -> None:
    less = {"shows_all": False}
    run = Run(ADDRESSED, SHIPPED, READY.model_copy(update=less), READY)
    assert run.of(NEW) == READY
    assert [name for name, _ in run.asked][-2:] == ["shipping_option", "read"]
    run = Run(READY.model_copy(update=less), READY.model_copy(update=less))
    run.of(SHIPPED)
    assert [name for name, _ in run.asked] == ["shipping_option", "read"]


def test_a_step_that_no_read_shows_is_not_sent_without_end() -> None:
    less = READY.model_copy(update={"shows_all": False})
    run = Run(*[less, SHIPPED] * 9)
    with pytest.raises(StoreRefused) as caught:
        run.of(SHIPPED)
    assert caught.value.step == "shipping_option"
    assert [name for name, _ in run.asked] == ["shipping_option", "read"] * 2


def test_a_checkout_that_lacks_nothing_takes_no_call() -> None:
    run = Run()
    assert run.of(READY) is READY
    assert run.asked == []


UNCOUNTED = shown(2, **BILLED, consignments=(consignment("c", "m"),))
UNCOUNTED_READY = READY.model_copy(update={"version": 2})


@pytest.mark.parametrize(("counts", "holds"), [(False, 60), (True, 0)])
def test_a_repeated_step_that_the_store_does_not_count_is_waited_for_if_the_delivery_ends(
    counts: bool, holds: float
) -> None:
    """The first call may still take the chosen shipping away: its version fits as before."""
    later: Exception = StoreThrottled("Later.", retry_after=7)
    run = Run(lost("consignments"), ADDRESSED, SHIPPED if counts else UNCOUNTED, later)
    with pytest.raises(StoreThrottled) as caught:
        run.of(ADDRESSED)
    assert (caught.value.holds, caught.value.retry_after) == (holds, holds or 7)


def test_so_is_a_call_whose_version_still_fits_where_the_checkout_lacks_nothing() -> None:
    run = Run(lost("consignments"), ADDRESSED, UNCOUNTED, UNCOUNTED_READY)
    with pytest.raises(StoreUnavailable) as caught:
        run.of(ADDRESSED)
    assert (caught.value.step, caught.value.holds) == ("consignments", 60)


def test_a_step_that_the_store_may_still_carry_out_is_not_sent_again() -> None:
    run = Run(lost("fees"), READY)
    with pytest.raises(StoreUnavailable) as caught:
        run.of(READY, CHARGED)
    assert caught.value.detail == (
        "The store may still carry out this step, which it has not confirmed."
    )
    assert (caught.value.step, caught.value.retry_after, caught.value.holds) == ("fees", 60, 60)
    assert [name for name, _ in run.asked] == ["fees", "read"]


def test_a_refusal_ends_the_checkout_at_once() -> None:
    run = Run(ADDRESSED, refused("consignments"))
    with pytest.raises(StoreRefused, match=r"No such option\."):
        run.of(NEW)
    assert len(run.asked) == 2


def test_a_refused_choice_of_shipping_is_made_again_among_options_read_afresh() -> None:
    run = Run(refused(), SHIPPED, READY)
    assert run.of(SHIPPED) is READY
    assert [name for name, _ in run.asked] == ["shipping_option", "read", "shipping_option"]
    assert run.waited == 0


def test_a_choice_among_options_that_were_just_read_is_refused_for_good() -> None:
    run = Run(refused(), SHIPPED, refused())
    with pytest.raises(StoreRefused, match=r"No such option\."):
        run.of(SHIPPED)
    assert len(run.asked) == 3


def test_options_are_no_longer_fresh_after_another_step() -> None:
    run = Run(HALF, refused(), TO_TWO, HALF, refused(), HALF, BOTH_READY)
    assert run.of(TO_TWO, TWO) is BOTH_READY
    assert len(run.asked) == 7


def test_a_choice_that_is_refused_at_every_try_is_refused_as_the_store_said_it_last() -> None:
    said = [refused() for _ in range(10)]
    run = Run(*[answer for no in said for answer in (HALF, no, TO_TWO)])
    with pytest.raises(StoreRefused) as caught:
        run.of(TO_TWO, TWO)
    assert caught.value is said[-1]
    assert len(run.asked) == 30


def test_where_an_answer_was_lost_too_a_refused_choice_is_no_last_word() -> None:
    answers: list[Answer] = [HALF, refused(), TO_TWO]
    run = Run(lost("shipping_option"), TO_TWO, *answers * 10)
    with pytest.raises(StoreUnavailable) as caught:
        run.of(TO_TWO, TWO)
    assert caught.value.step == "shipping_option"


def test_carriers_that_offer_nothing_are_asked_once_more_two_seconds_later() -> None:
    run = Run(SHIPPED, READY)
    assert run.of(SILENT) is READY
    assert run.asked == [("read", "cart-1"), ("shipping_option", 3)]
    assert run.waited == 2


def test_carriers_that_offer_nothing_twice_are_believed() -> None:
    run = Run(SILENT)
    with pytest.raises(NoShippingOption):
        run.of(SILENT)
    assert run.waited == 2


@pytest.mark.parametrize("named", [{"type": "boat"}, {"description": "By boat"}])
def test_an_option_that_is_not_listed_may_be_in_the_next_answer(named: dict[str, str]) -> None:
    run = Run(SHIPPED)
    with pytest.raises(NoShippingOption):
        run.of(SHIPPED, catalog_order(MUG, shipping=named))
    assert (run.asked, run.waited) == ([("read", "cart-1")], 2)


def test_offers_that_are_listed_and_cost_too_much_are_not_waited_for() -> None:
    run = Run()
    with pytest.raises(NoShippingOption):
        run.of(SHIPPED, catalog_order(MUG, shipping={"max_cost": 0}))
    assert (run.asked, run.waited) == ([], 0)


def given_up(*doubts: Interrupted) -> OrderError:
    answers = [answer for doubt in doubts for answer in (doubt, NEW)]
    with pytest.raises(OrderError) as caught:
        Run(*answers).of(NEW)
    return caught.value


def test_a_409_that_comes_every_time_is_a_refusal_in_the_store_s_last_words() -> None:
    found = given_up(*[conflict("Sold out.")] * 4, conflict("Sold", "out now."))
    assert isinstance(found, StoreRefused)
    assert found.detail == "The store refused this step at every try."
    assert found.step == "billing_address"
    assert found.facts == HINTS | {"store": {"status": 409, "words": ["Sold", "out now."]}}


@pytest.mark.parametrize(
    ("doubt", "times"),
    [
        (conflict("Edit CONFLICT."), 1),
        (conflict("Another Version."), 1),
        (conflict(), 1),
        (lost(store={"status": 409}), 1),
        (conflict("Sold out.", status=503), 4),
        (conflict("Sold out.", status=503), 1),
        (lost(), 4),
        (lost(), 1),
        (lost(store={"words": ["Sold out."]}), 1),
    ],
)
def test_any_other_failure_may_pass(doubt: Interrupted, times: int) -> None:
    before = [conflict("Sold out.")] * (5 - times)
    found = given_up(*before, *[doubt] * times)
    assert isinstance(found, StoreUnavailable)
    assert found.facts == doubt.why


def test_conflicts_about_several_steps_may_pass() -> None:
    doubts = [conflict("Sold out.")] * 4 + [conflict("Sold out.", step="consignments")]
    found = given_up(*doubts)
    assert isinstance(found, StoreUnavailable)
    assert found.step == "consignments"


class Bin:
    """A store that is asked to delete carts, and fails as it is made to."""

    def __init__(self, failure: Exception | None = None, *, there: bool = True) -> None:
        self._failure = failure
        self._there = there
        self.deleted: list[str] = []

    def delete_cart(self, cart_id: str) -> bool:
        self.deleted.append(cart_id)
        if self._failure:
            raise self._failure
        return self._there


@pytest.mark.parametrize(
    "failure",
    [
        None,
        StoreUnavailable("Down.", retry_after=5),
        refused(),
        CartGone(),
        Interrupted("delete_cart"),
    ],
    ids=lambda failure: type(failure).__name__,
)
def test_a_cart_is_deleted_if_the_store_lets_us(failure: Exception | None) -> None:
    store: Any = Bin(failure)
    assert discard("cart-1", store) is (failure is None)
    assert store.deleted == ["cart-1"]


def test_a_cart_that_was_gone_before_it_is_deleted_may_have_become_an_order() -> None:
    store: Any = Bin(there=False)
    assert not discard("cart-1", store)


def test_a_cart_that_was_never_opened_is_not_deleted() -> None:
    store: Any = Bin()
    assert not discard("", store)
    assert store.deleted == []


def test_a_fault_of_ours_is_not_hidden_by_the_deletion_of_a_cart() -> None:
    store: Any = Bin(RuntimeError())
    with pytest.raises(RuntimeError):
        discard("cart-1", store)


DIFFERS = [{"field": "fees", "message": "are not all"}]


@pytest.mark.parametrize(
    ("signal", "detail", "step", "facts"),
    [
        (CartUnusable(DIFFERS), "Not so.", "cart", {"errors": DIFFERS}),
        (CartUnusable(), "Not so.", "cart", {}),
        (
            CartGone("shipping_option", store={"words": ["Gone."]}, hint="Ours."),
            "The store does not find the cart, or what this step asks for.",
            "shipping_option",
            HINTS | {"store": {"words": ["Gone."]}, "hint": "Ours."},
        ),
        (
            CartGone(),
            "The store does not find the cart, or what this step asks for.",
            "cart",
            HINTS,
        ),
    ],
)
def test_a_cart_that_a_new_one_did_not_help_is_refused_with_what_is_known(
    signal: CartGone | CartUnusable, detail: str, step: str, facts: dict[str, Any]
) -> None:
    found = refusal("Not so.", signal)
    assert (found.detail, found.step, found.facts) == (detail, step, facts)
