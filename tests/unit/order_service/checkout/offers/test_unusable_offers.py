"""Offers that cannot be used, or are missing for a moment, are looked for once more."""

from typing import Any

import pytest

from order_service.checkout.accepted import Accepted
from order_service.checkout.next_step import next_step
from order_service.checkout.steps import ChooseShipping, Step
from order_service.errors import NoShippingOption
from order_service.store.checkout_view import CheckoutView
from order_service.store.signals import BrokenOffer
from tests.fakes.orders import AUSTIN
from tests.fakes.views import EXPRESS, FLAT, MUG, catalog_order, checkout, consignment, line

AIR = {"id": "o-air", "type": "air", "description": "Air"}
"""An offer without a cost."""
UNREADABLE = "is missing or unreadable in the store's answer"
LISTED = "available_shipping_options"


def offered(*offers: Any, currency: str = "USD", **changes: Any) -> CheckoutView:
    row = line("m", quantity=2).model_dump()
    cart = {"line_items": {"physical_items": [row]}, "currency": {"code": currency}}
    found = consignment("c", "m", **{LISTED: list(offers)}, **changes)
    return checkout(billing_address=AUSTIN | {"id": "b"}, consignments=(found,), cart=cart)


def due(found: CheckoutView, accepted: Accepted | None = None, **rule: Any) -> Step | None:
    return next_step(found, catalog_order(MUG, shipping=rule or {"choose": "cheapest"}), accepted)


def chosen(step: Step | None) -> str | None:
    assert step is None or isinstance(step, ChooseShipping)
    return step.option.id if step else None


def raised(found: CheckoutView, accepted: Accepted | None = None, **rule: Any) -> list[str]:
    with pytest.raises(BrokenOffer) as caught:
        due(found, accepted, **rule)
    assert str(caught.value) == "shipping_option"
    errors = caught.value.why["errors"]
    assert {one["message"] for one in errors} == {UNREADABLE}
    return [one["field"] for one in errors]


def having_seen(found: CheckoutView) -> Accepted:
    accepted = Accepted()
    accepted.note_broken(found)
    return accepted


def test_a_choice_that_is_not_listed_any_more_is_looked_for_once() -> None:
    found = offered(FLAT, selected_shipping_option=EXPRESS)
    assert raised(found) == [LISTED]
    assert chosen(due(found, having_seen(found))) == "o-flat"


def test_a_choice_that_another_consignment_lacked_is_looked_for_all_the_same() -> None:
    found = offered(FLAT, selected_shipping_option=EXPRESS)
    (row,) = found.consignments
    other = found.model_copy(update={"consignments": (row.model_copy(update={"id": "d"}),)})
    assert raised(found, having_seen(other)) == [LISTED]


def test_a_choice_that_the_rule_does_not_take_is_not_looked_for() -> None:
    assert chosen(due(offered(FLAT, selected_shipping_option=EXPRESS), max_cost=10)) == "o-flat"


def test_a_choice_that_is_not_listed_is_compared_in_the_decimals_of_the_currency() -> None:
    dear: dict[str, Any] = {"selected_shipping_option": EXPRESS | {"cost": 50.4}}
    assert raised(offered(FLAT, currency="JPY", **dear), max_cost=50) == [LISTED]
    assert chosen(due(offered(FLAT, **dear), max_cost=50)) == "o-flat"


@pytest.mark.parametrize(
    ("broken", "field"),
    [
        (AIR, f"{LISTED}.cost"),
        (AIR | {"id": None, "cost": 1}, f"{LISTED}.id"),
        (AIR | {"cost": "?", "cost_after_discount": "?"}, f"{LISTED}.cost"),
        (AIR | {"cost": "?", "description": ["?"]}, f"{LISTED}.description"),
    ],
)
def test_an_offer_that_may_be_meant_and_cannot_be_read_is_looked_for_once(
    broken: dict[str, Any], field: str
) -> None:
    found = offered(FLAT, broken)
    assert raised(found) == [field]
    assert chosen(due(found, having_seen(found))) == "o-flat"


def test_an_offer_that_is_no_object_may_be_any_and_names_no_field() -> None:
    assert raised(offered(FLAT, "?")) == [LISTED]


@pytest.mark.parametrize(
    "rule", [{"max_cost": "0.50"}, {"description": "Air"}, {"type": "air"}, {"max_cost": 0}]
)
def test_what_an_offer_does_not_say_of_itself_may_be_what_the_rule_means(
    rule: dict[str, Any],
) -> None:
    with pytest.raises(NoShippingOption) as caught:
        due(offered(FLAT, {"id": "o-air"}), **rule)
    assert [one["field"] for one in caught.value.facts["errors"]] == [f"{LISTED}.cost"]


def test_an_offer_that_the_rule_cannot_mean_is_not_looked_for() -> None:
    assert chosen(due(offered(FLAT, AIR), type="flat")) == "o-flat"
    assert chosen(due(offered(FLAT, AIR), exclude={"types": ["air"]})) == "o-flat"
    registered = AIR | {"type": "flat", "description": "Flat Rate\u00ae"}
    assert chosen(due(offered(FLAT, registered), description="Flat Rate")) == "o-flat"


def test_an_offer_of_whose_time_alone_nothing_is_known_counts_in_the_decimals_of_the_currency() -> (
    None
):
    timeless = EXPRESS | {"cost": 50.4, "transit_time": ["5 days"]}
    rule: dict[str, Any] = {"choose": "fastest", "max_cost": 50}
    field = f"{LISTED}.transit_time"
    assert raised(offered(FLAT, timeless, currency="JPY"), **rule) == [field]
    assert chosen(due(offered(FLAT, timeless), **rule)) == "o-flat"


def test_an_offer_of_unknown_time_is_not_meant_where_another_one_is_spelled_as_the_rule() -> None:
    registered = FLAT | {"id": "o-2", "description": "Flat Rate\u00ae", "transit_time": ["5 days"]}
    found = offered(FLAT, registered)
    assert chosen(due(found, choose="fastest", description="Flat Rate")) == "o-flat"


def test_a_refusal_names_what_could_not_be_read_of_offers_that_were_meant() -> None:
    found = offered(EXPRESS, AIR)
    with pytest.raises(NoShippingOption) as caught:
        due(found, max_cost=10)
    assert caught.value.facts["errors"] == [{"field": f"{LISTED}.cost", "message": UNREADABLE}]
    with pytest.raises(NoShippingOption) as caught:
        due(found, type="boat")
    assert "errors" not in caught.value.facts


COSTLESS = {name: said for name, said in FLAT.items() if name != "cost"}


def test_a_selected_option_that_is_listed_without_its_cost_is_taken_as_it_is_selected() -> None:
    found = offered(COSTLESS, EXPRESS, selected_shipping_option=FLAT)
    assert chosen(due(found)) is None


def test_another_unusable_offer_is_looked_for_beside_such_a_choice() -> None:
    found = offered(COSTLESS, AIR, selected_shipping_option=FLAT)
    assert raised(found) == [f"{LISTED}.cost"]


def test_such_a_choice_is_looked_for_where_another_offer_would_take_its_place() -> None:
    found = offered(COSTLESS, EXPRESS | {"cost": 3}, selected_shipping_option=FLAT)
    assert raised(found) == [f"{LISTED}.cost"]


def test_such_a_choice_is_compared_at_the_cost_for_which_it_was_offered() -> None:
    accepted = Accepted()
    before = offered(FLAT, EXPRESS)
    dearer = offered(COSTLESS, EXPRESS, selected_shipping_option=FLAT | {"cost": 20})
    step = due(before)
    assert isinstance(step, ChooseShipping)
    accepted.note(step, dearer, before)
    assert chosen(due(dearer, accepted)) is None


def test_an_option_that_is_listed_with_its_cost_is_compared_at_that_one() -> None:
    accepted = Accepted()
    before = offered(FLAT, EXPRESS)
    dearer = FLAT | {"cost": 20}
    now = offered(dearer, EXPRESS, selected_shipping_option=dearer)
    step = due(before)
    assert isinstance(step, ChooseShipping)
    accepted.note(step, now, before)
    accepted.read_afresh()
    assert chosen(due(now, accepted)) == "o-exp"
