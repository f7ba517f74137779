"""What is remembered of the steps that a store has answered, and of how it spells them."""

from decimal import Decimal
from typing import Any

import pytest

from order_service.checkout.accepted import Accepted
from order_service.checkout.consignments import WantedConsignment
from order_service.checkout.steps import (
    AddConsignments,
    ApplyCoupon,
    AskForConsignments,
    ChooseShipping,
    MoveConsignment,
    RemoveConsignment,
    SetBilling,
    SetDiscounts,
    SetMessage,
    may_leave_out,
)
from order_service.errors import StoreRefused
from order_service.request.destinations import Address, ShippingRule
from order_service.store.checkout_parts import ShippingOption, UnusableOption
from order_service.store.checkout_view import CheckoutView
from order_service.store.signals import CartUnusable
from tests.fakes.orders import AUSTIN
from tests.fakes.views import EXPRESS, FLAT, checkout, consignment, line, option

HERE = Address.model_validate(AUSTIN)
WANTED = WantedConsignment(HERE, (("m", 1),), ShippingRule())
BARE = checkout(physical=(line("m"),))


def shown(*consignments: Any, **changes: Any) -> CheckoutView:
    return checkout(physical=(line("m"),), consignments=consignments, **changes)


def with_coupons(*codes: str | None) -> CheckoutView:
    return shown(coupons=[{"code": code} for code in codes])


def broken(description: str) -> UnusableOption:
    return UnusableOption(type="flat", description=description, unread=("cost",))


def listing(consignment_id: str, *broken_ones: UnusableOption) -> Any:
    found = consignment(consignment_id, "m")
    return found.model_copy(update={"available_shipping_options": broken_ones})


def listed(*consignments: Any) -> CheckoutView:
    return BARE.model_copy(update={"consignments": consignments})


def test_each_step_adds_to_what_is_known_of_the_store_s_spelling() -> None:
    accepted = Accepted()
    billed = shown(billing_address={"id": "b", "city": "AUSTIN"}, customer_message="Hi")
    accepted.note(SetBilling(HERE, None), billed, BARE)
    accepted.note(SetMessage("hi"), billed, billed)
    assert accepted.is_spelling("billing_address", billed.billing_address)
    assert accepted.is_spelling("customer_message", "Hi")


def test_a_question_for_consignments_says_nothing_of_how_addresses_are_spelled() -> None:
    accepted = Accepted()
    accepted.note(AskForConsignments((WANTED,)), shown(consignment("c", "m")), BARE)
    assert not accepted.knows("c")
    accepted.note(AddConsignments((WANTED,)), shown(consignment("c", "m")), BARE)
    assert accepted.knows("c")


def test_an_address_is_spelled_by_the_answer_that_moved_its_own_consignment() -> None:
    accepted = Accepted()
    accepted.note(MoveConsignment("c", HERE), shown(consignment("c"), consignment("d")), BARE)
    assert accepted.knows("c")
    assert not accepted.knows("d")


@pytest.mark.parametrize("step", [RemoveConsignment("c"), SetDiscounts(Decimal(1), ())])
def test_other_steps_spell_nothing(step: Any) -> None:
    accepted = Accepted()
    accepted.note(step, shown(consignment("c", "m")), BARE)
    assert not accepted.knows("c")


def test_every_coupon_that_another_step_drops_is_given_once_more_and_only_once() -> None:
    accepted = Accepted()
    accepted.note(SetMessage("x"), with_coupons("B"), with_coupons("A", "B"))
    accepted.note(SetMessage("y"), with_coupons(), with_coupons("B"))
    assert [accepted.gives_again(code) for code in ("A", "b")] == [True, True]
    assert [accepted.gives_again(code) for code in ("A", "b")] == [False, False]


def test_a_coupon_without_a_code_is_none_that_could_be_dropped() -> None:
    accepted = Accepted()
    accepted.note(SetMessage("x"), with_coupons(), with_coupons(None))
    assert not accepted.gives_again("xxxx")
    assert not accepted.gives_again("none")


def test_a_coupon_that_was_given_again_is_not_sent_a_third_time_after_a_read() -> None:
    accepted = Accepted()
    accepted.note(SetMessage("x"), with_coupons(), with_coupons("A", "B"))
    assert accepted.gives_again("A")
    accepted.note(ApplyCoupon("A"), with_coupons("A"), with_coupons())
    accepted.note(ApplyCoupon("B"), with_coupons("A", "B"), with_coupons("A"))
    accepted.read_afresh()
    assert "coupon:A" in accepted
    assert "coupon:B" not in accepted


def test_what_was_kept_alone_may_be_asked_to_go_once_more_beside_others() -> None:
    accepted = Accepted()
    accepted.note(RemoveConsignment("c"), shown(consignment("c")), shown(consignment("c")))
    assert "remove_consignment:c" in accepted
    assert not accepted.may_go("c", alone=False)
    accepted.note(AddConsignments((WANTED,)), shown(consignment("c"), consignment("d", "m")), BARE)
    assert "remove_consignment:c" not in accepted
    assert accepted.may_go("c", alone=False)


REFUSED = StoreRefused("No.", step="consignments")


def test_custom_items_that_the_store_does_not_add_may_be_taken_in_a_new_cart() -> None:
    with pytest.raises(CartUnusable) as caught:
        Accepted().go_on_after(AskForConsignments((WANTED,)), REFUSED)
    assert caught.value.differs == [
        {"field": "consignments", "message": "do not hold the custom items"}
    ]


def test_where_leaving_lines_out_does_not_help_the_first_refusal_is_told() -> None:
    accepted = Accepted()
    with pytest.raises(StoreRefused) as caught:
        accepted.go_on_after(AddConsignments((WANTED,)), REFUSED)
    assert caught.value is REFUSED
    accepted.refused = StoreRefused("Not with them either.", step="consignments")
    with pytest.raises(StoreRefused) as caught:
        accepted.go_on_after(AddConsignments((WANTED,)), REFUSED)
    assert caught.value is accepted.refused


def test_a_refusal_without_words_does_not_say_that_a_line_is_never_shipped() -> None:
    step = AddConsignments((WANTED,), frozenset({"i"}))
    for facts in ({}, {"store": {"status": 422}}):
        no = StoreRefused("No.", step="consignments", **facts)
        no.is_the_stores = True
        assert not may_leave_out(step, no)


def test_the_refusal_of_another_step_is_told_as_it_is() -> None:
    accepted, no = Accepted(), StoreRefused("No.", step="billing_address")
    accepted.refused = REFUSED
    with pytest.raises(StoreRefused) as caught:
        accepted.go_on_after(SetBilling(HERE, None), no)
    assert caught.value is no


def test_of_each_consignment_the_options_that_the_last_list_had_broken_are_known() -> None:
    accepted = Accepted()
    first, other, later = broken("Slow"), broken("Fast"), broken("New")
    accepted.note_broken(listed(listing("c", first), listing("d", other)))
    accepted.note_broken(listed(listing("c", later)))
    seen = [("c", first), ("c", later), ("d", other), ("d", first)]
    assert [accepted.saw_broken(*one) for one in seen] == [False, True, True, False]


def chosen(consignment_id: str, **changes: Any) -> Any:
    return consignment(consignment_id, "m", selected_shipping_option=FLAT | changes)


def test_an_offer_is_quoted_by_what_its_own_consignment_has_selected_when_it_was_chosen() -> None:
    accepted, offer = Accepted(), option()
    answer = shown(chosen("c", cost=7), consignment("d", "m", selected_shipping_option=EXPRESS))
    accepted.note(ChooseShipping("c", offer), answer, BARE)
    quoted = accepted.quoted("c", offer)
    assert quoted is not None
    assert quoted.cost == Decimal(7)
    assert accepted.quoted("d", offer) is None
    assert accepted.quoted("c", option(cost=6)) is None


def test_a_choice_is_compared_at_the_cost_for_which_it_was_offered() -> None:
    accepted = Accepted()
    accepted.note(ChooseShipping("c", option(cost=4)), shown(chosen("c", cost=7)), BARE)
    selected = ShippingOption.model_validate(FLAT | {"cost": 7})
    assert accepted.as_offered("c", selected).cost == Decimal(4)
    assert accepted.as_offered("d", selected).cost == Decimal(7)


def test_a_choice_made_by_another_step_is_not_quoted() -> None:
    accepted = Accepted()
    accepted.note(SetBilling(HERE, None), shown(chosen("c")), BARE)
    assert not accepted.has_chosen_shipping
    assert accepted.quoted("c", option()) is None
