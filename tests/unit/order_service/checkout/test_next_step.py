"""A checkout tells what it lacks; steps follow one another until it lacks nothing."""

from decimal import Decimal
from typing import Any

import pytest

from order_service.answers import RedirectUrls
from order_service.checkout.accepted import Accepted
from order_service.checkout.next_step import draft, next_step
from order_service.checkout.steps import (
    AddConsignments,
    AddMetafield,
    ApplyCoupon,
    ChooseShipping,
    MoveConsignment,
    SetBilling,
    SetMessage,
    marker,
    named,
)
from order_service.errors import NoShippingOption, StoreRefused
from order_service.store.checkout_view import CheckoutView
from order_service.store.signals import CartUnusable, Interrupted
from tests.fakes.orders import AUSTIN, NEW_YORK
from tests.fakes.views import EXPRESS, FLAT, MUG, catalog_order, checkout, consignment, line, option

BILLED = AUSTIN | {"id": "5d484d668e5aa", "country": "United States"}
MUGS = (line("m", quantity=2),)
ORDER = catalog_order(MUG)
CHOSEN = "shipping_option:c:'flat':'Flat Rate'"


def mugs(**changes: Any) -> CheckoutView:
    return checkout(physical=MUGS, **{"billing_address": BILLED} | changes)


def test_a_new_cart_lacks_the_billing_address() -> None:
    step = next_step(mugs(billing_address={}), ORDER)
    assert step == SetBilling(ORDER.billing_address, None)


@pytest.mark.parametrize("field", ["email", "postal_code", "first_name", "address1"])
def test_another_billing_address_is_replaced(field: str) -> None:
    step = next_step(mugs(billing_address=BILLED | {field: "other"}), ORDER)
    assert step == SetBilling(ORDER.billing_address, "5d484d668e5aa")


def test_a_billing_address_is_known_whatever_its_letter_case() -> None:
    spelled = BILLED | {
        "email": "ZEPHYRINE.QUILLFEATHER@example.com",
        "address1": "1 QUILLFEATHER LANE",
    }
    assert not isinstance(next_step(mugs(billing_address=spelled), ORDER), SetBilling)


def test_a_billing_address_that_the_store_normalised_is_not_sent_again() -> None:
    theirs = BILLED | {"address1": "1 Example St", "postal_code": "78701-0001"}
    accepted = Accepted()
    accepted.note(SetBilling(ORDER.billing_address, None), mugs(billing_address=theirs), mugs())
    assert isinstance(next_step(mugs(billing_address=theirs), ORDER, accepted), AddConsignments)
    accepted.read_afresh()
    assert isinstance(next_step(mugs(billing_address=theirs), ORDER, accepted), AddConsignments)


def test_a_billing_address_that_was_accepted_but_is_not_there_is_refused() -> None:
    with pytest.raises(StoreRefused) as caught:
        next_step(mugs(billing_address={}), ORDER, Accepted("billing_address"))
    assert caught.value.step == "billing_address"


def test_then_it_lacks_all_consignments_at_once() -> None:
    two = [
        {"address": address, "line_items": [{"sku": "mug", "quantity": 1}]}
        for address in (AUSTIN, NEW_YORK)
    ]
    step = next_step(mugs(), catalog_order(MUG, consignments=two))
    assert isinstance(step, AddConsignments)
    assert [one.lines for one in step.consignments] == [(("m", 1),), (("m", 1),)]


def test_consignments_that_were_accepted_but_are_not_there_are_refused() -> None:
    with pytest.raises(StoreRefused) as caught:
        next_step(mugs(), ORDER, Accepted("consignments"))
    assert caught.value.step == "consignments"


def test_then_it_lacks_a_shipping_option() -> None:
    step = next_step(mugs(consignments=(consignment("c", "m"),)), ORDER)
    assert step == ChooseShipping("c", option())


def test_each_consignment_gets_its_option_in_turn() -> None:
    two = [
        {"address": address, "line_items": [{"sku": "mug", "quantity": 1}]}
        for address in (AUSTIN, NEW_YORK)
    ]
    wanted = catalog_order(MUG, consignments=two)
    done = consignment("c1", "m", selected_shipping_option=FLAT)
    found = (done, consignment("c2", "m", address=NEW_YORK))
    assert next_step(mugs(consignments=found), wanted) == ChooseShipping("c2", option())


def test_another_option_than_the_rule_s_is_replaced() -> None:
    found = consignment("c", "m", selected_shipping_option=EXPRESS)
    assert next_step(mugs(consignments=(found,)), ORDER) == ChooseShipping("c", option())


@pytest.mark.parametrize(
    "selected", [FLAT, FLAT | {"id": "requoted"}, {"id": FLAT["id"], "cost": 7}]
)
def test_the_same_offer_is_chosen_once(selected: dict[str, Any]) -> None:
    found = consignment("c", "m", selected_shipping_option=selected)
    assert next_step(mugs(consignments=(found,)), ORDER) is None


def test_an_option_that_was_accepted_but_is_not_shown_is_refused() -> None:
    found = mugs(consignments=(consignment("c", "m"),))
    with pytest.raises(StoreRefused) as caught:
        next_step(found, ORDER, Accepted(CHOSEN))
    assert caught.value.step == "shipping_option"


def test_another_option_than_the_one_that_was_accepted_is_chosen_once_it_is_the_rule_s() -> None:
    found = consignment("c", "m", selected_shipping_option=EXPRESS | {"cost": 5})
    dearer = marker(ChooseShipping("c", option(**EXPRESS)))
    step = next_step(mugs(consignments=(found,)), ORDER, Accepted(dearer))
    assert step == ChooseShipping("c", option())


def test_another_consignment_s_accepted_option_does_not_count() -> None:
    found = mugs(consignments=(consignment("c", "m"),))
    assert next_step(found, ORDER, Accepted(CHOSEN.replace(":c:", ":b:"))) == ChooseShipping(
        "c", option()
    )


@pytest.mark.parametrize(("offered", "answer"), [((), NoShippingOption), (None, Interrupted)])
def test_a_consignment_that_is_offered_nothing_is_refused_and_one_not_asked_for_is_read(
    offered: Any, answer: type[Exception]
) -> None:
    found = consignment("c", "m", available_shipping_options=offered)
    with pytest.raises(answer):
        next_step(mugs(consignments=(found,)), ORDER)


def test_somebody_else_s_consignment_makes_the_cart_unusable() -> None:
    with pytest.raises(CartUnusable):
        next_step(mugs(consignments=(consignment("c", "other"),)), ORDER)


def test_a_digital_cart_lacks_only_the_billing_address() -> None:
    guide = line("e", product_id=122)
    wanted = catalog_order({"product_id": 122, "quantity": 1})
    assert isinstance(next_step(checkout(digital=(guide,)), wanted), SetBilling)
    assert next_step(checkout(digital=(guide,), billing_address=BILLED), wanted) is None


def test_a_marker_names_the_consignment() -> None:
    assert marker(SetBilling(ORDER.billing_address, None)) == "billing_address"
    assert marker(AddConsignments(())) == "consignments"
    assert marker(ChooseShipping("c", option())) == CHOSEN


def test_the_draft_holds_the_answer_but_for_the_order_id() -> None:
    chosen = consignment("c", "m", selected_shipping_option=EXPRESS | {"cost": Decimal("15.005")})
    urls = RedirectUrls(cart_url="https://shop.example/cart")
    found = draft(mugs(consignments=(chosen,), grand_total=Decimal("45.004")), ORDER, urls)
    assert found.cart_id == "cart-1"
    assert found.redirect_urls == urls
    assert found.totals.grand_total == Decimal("45.00")
    (one,) = found.consignments
    assert (one.id, one.line_item_ids) == ("c", ["m"])
    assert one.shipping_option is not None
    assert one.shipping_option.model_dump(mode="json") == {
        "type": "express",
        "description": "Express",
        "cost": "15.01",
        "transit_time": "",
    }


def test_after_a_fresh_read_only_what_no_checkout_shows_still_counts_as_accepted() -> None:
    hidden = "metafield:erp:batch"
    seen = ["billing_address", "coupon:FIVER", CHOSEN, "remove_fees"]
    accepted = Accepted(hidden, *seen)
    accepted.read_afresh()
    assert [name for name in (hidden, *seen) if name in accepted] == [hidden]


def test_a_consignment_that_is_moved_may_have_lost_its_shipping_and_no_other_has() -> None:
    kept = ["billing_address", CHOSEN.replace(":c:", ":cc:"), "custom_shipping:d"]
    accepted = Accepted(CHOSEN, "custom_shipping:c", *kept)
    accepted.note(MoveConsignment("c", ORDER.billing_address), mugs(), mugs())
    moved = "consignment_address:c"
    assert [name for name in (*kept, moved) if name in accepted] == [*kept, moved]
    assert CHOSEN not in accepted
    assert "custom_shipping:c" not in accepted


def test_the_store_s_spelling_is_known_of_what_was_sent_and_of_nothing_else() -> None:
    shown = mugs(
        customer_message="RING.",
        consignments=(consignment("c", "m"), consignment("d", "m", address=NEW_YORK)),
    )
    spelling: dict[str, Any] = {
        "billing_address": shown.billing_address,
        "customer_message": "RING.",
        "c": AUSTIN,
        "d": NEW_YORK,
    }
    for step, known in (
        (SetBilling(ORDER.billing_address, None), ["billing_address"]),
        (SetMessage("Ring."), ["customer_message"]),
        (AddConsignments(()), ["c", "d"]),
        (MoveConsignment("d", ORDER.billing_address), ["d"]),
        (ChooseShipping("c", option()), []),
    ):
        accepted = Accepted()
        accepted.note(step, shown, shown)
        assert [name for name in spelling if accepted.knows(name)] == known
        assert [name for name, text in spelling.items() if accepted.is_spelling(name, text)] == (
            known
        )
        assert not any(accepted.is_spelling(name, "otherwise") for name in spelling)
        assert not any(accepted.is_spelling(name, None) for name in spelling)


def test_of_steps_that_come_several_times_a_refusal_names_which() -> None:
    note = {"namespace": "erp", "key": "batch", "value": "B-77"}
    (field,) = catalog_order(MUG, metafields=[note]).metafields
    assert named(ApplyCoupon("FIVER")) == {"coupon_code": "FIVER"}
    assert named(AddMetafield(field)) == {"metafield": "erp.batch"}
    assert named(AddConsignments(())) == {}
