"""What a checkout still lacks of addresses, shipping, total and notes; and what ends it."""

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
    RemoveConsignment,
    SetBilling,
    ShipAtPrice,
    Step,
)
from order_service.errors import NoShippingOption, StoreRefused, TotalDiffers
from order_service.store.checkout_view import CheckoutView
from order_service.store.signals import BrokenOffer, CartUnusable, Interrupted
from tests.fakes.orders import AUSTIN, HOUSTON, NEW_YORK
from tests.fakes.views import (
    EXPRESS,
    FLAT,
    MUG,
    catalog_order,
    checkout,
    consignment,
    engraved,
    line,
    option,
)

BILLED = AUSTIN | {"id": "b1"}
OWN = {"custom_shipping": {"price": "7.50", "description": "Our van"}}
ONE_MUG = {"sku": "mug", "quantity": 1}
TO_TWO = [
    {"address": AUSTIN, "line_items": [ONE_MUG]},
    {"address": NEW_YORK, "line_items": [ONE_MUG]},
]
PICKUP = {"pickup_option": {"pickup_method_id": 7}}
NEAR = consignment("c1", "m", selected_shipping_option=FLAT)


def far(**changes: Any) -> Any:
    start = {"address": NEW_YORK, "selected_shipping_option": FLAT}
    return consignment("c2", "m", **start | changes)


def mugs(*consignments: Any, currency: str = "USD", **changes: Any) -> CheckoutView:
    row = line("m", quantity=2, **changes.pop("row", {}))
    cart = {
        "line_items": {"physical_items": [row.model_dump()]},
        "currency": {"code": currency},
    }
    start = {"billing_address": BILLED, "consignments": consignments, "cart": cart}
    return checkout(**start | changes)


def due(found: CheckoutView, accepted: Accepted | None = None, **asked: Any) -> Step | None:
    return next_step(found, catalog_order(MUG, **asked), accepted)


def after(step: Step, answer: CheckoutView) -> Accepted:
    accepted = Accepted()
    accepted.note(step, answer, answer)
    return accepted


ORDER = catalog_order(MUG, consignments=TO_TWO)
BILLING = SetBilling(ORDER.billing_address, None)
REWRITTEN = "The store wrote another country or postcode than was sent."


@pytest.mark.parametrize(
    ("changes", "fields"),
    [
        ({"postal_code": "78702"}, ["postal_code"]),
        ({"country_code": "CA", "address1": "Elsewhere"}, ["country_code"]),
        ({"postal_code": "K1A", "country_code": "CA"}, ["country_code", "postal_code"]),
    ],
)
def test_a_country_or_postcode_that_the_store_rewrote_is_refused_by_name(
    changes: dict[str, Any], fields: list[str]
) -> None:
    message = "was rewritten by the store"
    billed = mugs(billing_address=BILLED | changes)
    with pytest.raises(StoreRefused) as caught:
        due(billed, after(BILLING, billed))
    assert (caught.value.detail, caught.value.step) == (REWRITTEN, "billing_address")
    assert caught.value.facts["errors"] == [
        {"field": f"billing_address.{name}", "message": message} for name in fields
    ]
    shipped = mugs(consignment("c", "m", address=AUSTIN | changes))
    with pytest.raises(StoreRefused) as caught:
        due(shipped, after(AddConsignments(()), shipped))
    assert (caught.value.detail, caught.value.step) == (REWRITTEN, "consignments")
    assert caught.value.facts["errors"] == [
        {"field": f"consignments[0].address.{name}", "message": message} for name in fields
    ]


MOVED = "was changed after it was sent"


def test_a_bill_that_somebody_changed_after_it_was_sent_makes_the_cart_unusable() -> None:
    accepted = after(BILLING, mugs())
    changed = mugs(billing_address=BILLED | {"city": "Houston", "phone": "5125550000"})
    with pytest.raises(CartUnusable) as caught:
        due(changed, accepted)
    assert caught.value.differs == [
        {"field": "billing_address.city", "message": MOVED},
        {"field": "billing_address.phone", "message": MOVED},
    ]
    accepted.read_afresh()
    assert due(changed, accepted) == SetBilling(ORDER.billing_address, "b1")


@pytest.mark.parametrize(
    "step", [AddConsignments(()), MoveConsignment("c2", catalog_order(MUG).billing_address)]
)
def test_a_parcel_that_somebody_redirected_after_it_was_sent_makes_the_cart_unusable(
    step: Step,
) -> None:
    accepted = after(step, mugs(NEAR, far()))
    changed = mugs(NEAR, far(address=NEW_YORK | {"address1": "9 Other Street"}))
    with pytest.raises(CartUnusable) as caught:
        due(changed, accepted, consignments=TO_TWO)
    assert caught.value.differs == [{"field": "consignments[1].address.address1", "message": MOVED}]
    accepted.read_afresh()
    step = MoveConsignment("c2", ORDER.parts[1].address or ORDER.billing_address)
    assert due(changed, accepted, consignments=TO_TWO) == step


def test_a_parcel_to_another_address_is_moved_before_its_shipping_is_chosen() -> None:
    elsewhere = consignment("c", "m", address=HOUSTON)
    assert due(mugs(elsewhere)) == MoveConsignment("c", catalog_order(MUG).billing_address)


def test_a_parcel_is_moved_where_only_that_consignments_were_added_is_known() -> None:
    elsewhere = consignment("c", "m", address=HOUSTON)
    step = due(mugs(elsewhere), Accepted("consignments"))
    assert step == MoveConsignment("c", catalog_order(MUG).billing_address)


def test_an_address_in_the_spelling_in_which_the_store_took_it_is_left_alone() -> None:
    spelled = mugs(NEAR, far(address=NEW_YORK | {"address1": "2 Q Plaza"}))
    assert due(spelled, after(AddConsignments(()), spelled), consignments=TO_TWO) is None


def test_so_is_a_bill_whose_id_the_store_does_not_show() -> None:
    bill = AUSTIN | {"address1": "1 Q Street"}
    found = mugs(NEAR, billing_address=bill)
    assert due(found, after(BILLING, found)) is None
    assert due(found) == BILLING


@pytest.mark.parametrize(
    ("step", "shown_in", "facts"),
    [
        ("billing_address", "billing_address.id", {}),
        ("coupon:FIVER", "coupons", {"coupon_code": "FIVER"}),
        ("consignments", "consignments", {}),
    ],
)
def test_a_step_that_was_accepted_and_is_not_shown_is_refused_by_name(
    step: str, shown_in: str, facts: dict[str, Any]
) -> None:
    asked = {"coupon_codes": ["FIVER"]} if step.startswith("coupon") else {}
    bill = {} if step == "billing_address" else BILLED
    with pytest.raises(StoreRefused) as caught:
        due(mugs(billing_address=bill), Accepted(step), **asked)
    found = f"The store accepted this step but does not show it in {shown_in}."
    assert (caught.value.detail, caught.value.step) == (found, step.partition(":")[0])
    assert caught.value.facts == facts


def own(**changes: Any) -> dict[str, Any]:
    return {"id": "own", "type": "Custom", "description": "Our van", "cost": 7.5} | changes


@pytest.mark.parametrize(
    ("selected", "there"),
    [
        (own(), True),
        (own(description=" our  VAN"), True),
        (own(description="Our&nbsp;van", id=None), True),
        (own(description="Custom"), True),
        (own(description="Custom Shipping"), True),
        (own(description="Custom", type="flat"), False),
        (own(cost=7.504), True),
        (own(description=""), True),
        (own(description="", type="custom_rate"), True),
        (own(description="", type="flat"), False),
        (own(description="Van"), False),
        (own(description="Courier", type="custom"), False),
        (own(cost=7.51), False),
        (own(cost=7.505), False),
        (own(description="", cost=0), False),
        (None, False),
    ],
)
def test_the_order_s_own_shipping_is_known_by_its_price_and_words(
    selected: dict[str, Any] | None, there: bool
) -> None:
    one = consignment("c", "m", selected_shipping_option=selected, available_shipping_options=None)
    wanted = catalog_order(MUG, shipping=OWN)
    sent = Accepted()
    sent.at_own_price.add("c")
    step = next_step(mugs(one), wanted, sent)
    custom = wanted.shipping.custom_shipping
    assert custom is not None
    assert step == (None if there else ShipAtPrice("c", custom))


@pytest.mark.parametrize(("words", "there"), [("", False), ("Custom", False), ("Our van", True)])
def test_a_word_that_stands_for_the_order_s_own_shipping_counts_only_where_that_was_sent(
    words: str, there: bool
) -> None:
    one = consignment("c", "m", selected_shipping_option=own(description=words))
    assert (due(mugs(one), shipping=OWN) is None) is there


@pytest.mark.parametrize("tax_included", [True, False])
@pytest.mark.parametrize(
    ("cost", "without_tax", "with_tax", "kinds"),
    [
        ("7.504", "7.504", "8.12", [True, False]),
        ("8.12", "7.504", "8.12", [False]),
        ("6.93", "6.93", "7.504", [True]),
        ("7", "7.50", "7.50", []),
        ("8.12", None, "8.12", []),
        ("8.12", "7.50", None, []),
    ],
)
def test_a_price_of_the_order_s_own_may_be_shown_on_its_other_side_as_the_store_s_prices_are(
    cost: str,
    without_tax: str | None,
    with_tax: str | None,
    kinds: list[bool],
    tax_included: bool,
) -> None:
    """With prices that include tax, 7.50 without tax is another price than was asked."""
    sides = {"shipping_cost_ex_tax": without_tax, "shipping_cost_inc_tax": with_tax}
    one = consignment("c", "m", selected_shipping_option=own(cost=cost), **sides)
    found = mugs(one)
    cart = found.cart.model_copy(update={"tax_included": tax_included})
    step = due(found.model_copy(update={"cart": cart}), shipping=OWN)
    assert (step is None) == (tax_included in kinds)


def test_a_price_of_the_order_s_own_is_compared_in_the_decimals_of_the_currency() -> None:
    one = consignment("c", "m", selected_shipping_option=own(cost=750.4))
    asked = {"custom_shipping": {"price": "750", "description": "Our van"}}
    assert due(mugs(one, currency="JPY"), shipping=asked) is None
    assert isinstance(due(mugs(one), shipping=asked), ShipAtPrice)
    asked = {"custom_shipping": {"price": "749.6", "description": "Our van"}}
    assert due(mugs(one, currency="JPY"), shipping=asked) is None


def test_both_sides_of_a_price_have_the_decimals_of_the_currency() -> None:
    sides = {"shipping_cost_ex_tax": "750.4", "shipping_cost_inc_tax": "812.4"}
    one = consignment("c", "m", selected_shipping_option=own(cost="812.4"), **sides)
    asked = {"custom_shipping": {"price": "750", "description": "Our van"}}
    assert due(mugs(one, currency="JPY"), shipping=asked) is None
    assert isinstance(due(mugs(one), shipping=asked), ShipAtPrice)


def test_what_is_picked_up_needs_neither_address_nor_shipping() -> None:
    one = consignment(
        "c",
        "m",
        address={},
        selected_pickup_option={"pickup_method_id": 7},
        available_shipping_options=None,
    )
    assert due(mugs(one), consignments=[PICKUP]) is None


def test_options_that_were_not_asked_for_are_missing_by_name() -> None:
    with pytest.raises(Interrupted) as caught:
        due(mugs(consignment("c", "m", available_shipping_options=None)))
    assert str(caught.value) == "shipping_option"
    message = "is missing or unreadable in the store's answer"
    assert caught.value.why == {
        "errors": [{"field": "available_shipping_options", "message": message}]
    }


def test_options_and_lines_are_compared_in_the_decimals_of_the_currency() -> None:
    offers = [FLAT | {"cost": 500.4}, EXPRESS | {"cost": 501}]
    one = consignment("c", "m", available_shipping_options=offers)
    found = mugs(one, currency="JPY", row={"list_price": 300.4})
    asked = MUG | {"list_price": "300"}
    step = next_step(found, catalog_order(asked, shipping={"max_cost": 500}))
    assert step == ChooseShipping("c", option(cost=Decimal("500.4")))


def test_a_choice_that_fits_in_the_decimals_of_the_currency_is_not_made_again() -> None:
    offers = [FLAT | {"cost": 499}, EXPRESS | {"cost": 500}]
    quoted_anew = FLAT | {"cost": 500.4}
    one = consignment(
        "c", "m", available_shipping_options=offers, selected_shipping_option=quoted_anew
    )
    assert due(mugs(one, currency="JPY"), shipping={"max_cost": 500}) is None


def test_an_option_is_not_known_by_another_one_that_the_store_selected_in_its_place() -> None:
    other = mugs(consignment("c", "m", selected_shipping_option=EXPRESS))
    accepted = after(ChooseShipping("c", option()), other)
    accepted.read_afresh()
    assert due(other, accepted, shipping={"max_cost": 10}) == ChooseShipping("c", option())


def silent(**changes: Any) -> CheckoutView:
    return mugs(consignment("c", "m", available_shipping_options=[], **changes))


OFFERED = mugs(consignment("c", "m"))


@pytest.mark.parametrize("selected", [FLAT, EXPRESS])
def test_what_is_selected_is_compared_with_what_a_silent_carrier_offered(
    selected: dict[str, Any],
) -> None:
    found = silent(selected_shipping_option=selected).keeping_offers(OFFERED)
    assert due(found) == (None if selected is FLAT else ChooseShipping("c", option()))


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"selected_shipping_option": own()},
        {"selected_shipping_option": FLAT, "address": AUSTIN | {"phone": "1"}},
        {"selected_shipping_option": FLAT, "line_item_ids": ["m", "n"]},
    ],
)
def test_offers_for_something_else_or_beside_no_choice_are_not_those_of_now(
    changes: dict[str, Any],
) -> None:
    (kept,) = silent(**changes).keeping_offers(OFFERED).consignments
    assert kept.available_shipping_options == ()


@pytest.mark.parametrize("changes", [{"address": AUSTIN | {"phone": "1"}}, {"address": {}}])
@pytest.mark.parametrize("asked", [True, False])
def test_offers_for_another_place_are_not_those_of_an_answer_that_lists_none(
    changes: dict[str, Any], asked: bool
) -> None:
    later = mugs(consignment("c", "m", available_shipping_options=None, **changes))
    (kept,) = later.keeping_offers(OFFERED, asked=asked).consignments
    assert kept.available_shipping_options is None


def test_offers_stay_in_an_answer_that_writes_the_same_in_another_way() -> None:
    offered = mugs(consignment("c", "m", "n", address=AUSTIN | {"id": "7", "company": ""}))
    changes = {"available_shipping_options": None, "address": AUSTIN}
    later = mugs(consignment("c", "n", "m", **changes))
    (kept,) = later.keeping_offers(offered).consignments
    assert kept.available_shipping_options == offered.consignments[0].available_shipping_options


@pytest.mark.parametrize("listed", [[], None])
def test_offers_of_which_one_is_broken_are_not_those_of_a_later_answer(listed: Any) -> None:
    broken = mugs(consignment("c", "m", available_shipping_options=[FLAT | {"cost": None}]))
    later = mugs(
        consignment("c", "m", available_shipping_options=listed, selected_shipping_option=EXPRESS)
    )
    (kept,) = later.keeping_offers(broken, asked=True).consignments
    assert not kept.available_shipping_options


@pytest.mark.parametrize("selected", [None, own(), EXPRESS | {"cost": 99}])
def test_silence_beside_no_choice_that_fits_is_no_offer(selected: dict[str, Any] | None) -> None:
    with pytest.raises(NoShippingOption):
        due(silent(selected_shipping_option=selected), shipping={"max_cost": 50})


def test_silence_beside_a_choice_that_fits_is_no_refusal() -> None:
    with pytest.raises(Interrupted):
        due(silent(selected_shipping_option=EXPRESS), shipping={"max_cost": 50})


def test_what_a_silence_may_hide_is_compared_in_the_decimals_of_the_currency() -> None:
    selected = EXPRESS | {"cost": 50.4}
    hidden = consignment("c", "m", available_shipping_options=[], selected_shipping_option=selected)
    with pytest.raises(Interrupted):
        due(mugs(hidden, currency="JPY"), shipping={"max_cost": 50})
    with pytest.raises(NoShippingOption):
        due(mugs(hidden), shipping={"max_cost": 50})


def test_an_offer_without_a_cost_may_be_the_one_that_somebody_else_selected() -> None:
    dear = FLAT | {"id": "o-new", "cost": 9}
    offers = [FLAT, FLAT | {"id": "o-broken", "cost": None}]
    one = consignment("c", "m", available_shipping_options=offers, selected_shipping_option=dear)
    accepted = Accepted()
    with pytest.raises(BrokenOffer):
        due(mugs(one), accepted)
    accepted.note_broken(mugs(one))
    assert due(mugs(one), accepted) == ChooseShipping("c", option())


def test_lines_that_this_cart_does_not_show_apart_are_not_shipped_by_guess() -> None:
    texts = [engraved("Ann"), engraved("Bob")]
    places = [
        {"address": address, "line_items": [{"sku": sku}]}
        for address, sku in ((AUSTIN, "Ann"), (NEW_YORK, "Bob"))
    ]
    typed = [{"nameId": 41, "value": "(text)"}]
    rows = tuple(line(name, product_id=124, options=typed) for name in "ab")
    found = checkout(physical=rows, billing_address=BILLED)
    with pytest.raises(CartUnusable) as caught:
        next_step(found, catalog_order(*texts, consignments=places))
    fields = [error["field"] for error in caught.value.differs]
    assert fields == ["line_items[0].option_selections", "line_items[1].option_selections"]
    one_place = next_step(found, catalog_order(*texts))
    assert isinstance(one_place, AddConsignments)


def test_a_cart_with_something_else_in_it_is_unusable_and_says_in_what() -> None:
    with pytest.raises(CartUnusable) as caught:
        due(mugs(fees=[{"id": "f", "name": "Surcharge", "cost_inc_tax": 1}]))
    message = "are not all that the checkout has: one was added or changed"
    assert caught.value.differs == [{"field": "fees", "message": message}]


@pytest.mark.parametrize(
    ("currency", "total", "shown"), [("USD", 45.005, "45.01"), ("JPY", 45.5, "46")]
)
def test_another_total_than_the_expected_one_is_refused_with_both(
    currency: str, total: float, shown: str
) -> None:
    found = mugs(NEAR, currency=currency, grand_total=total)
    with pytest.raises(TotalDiffers) as caught:
        due(found, expected_total="44")
    said = f"The store asks {shown} {currency}, and 44 was expected."
    assert (caught.value.detail, caught.value.step) == (said, "expected_total")
    facts = {"expected": "44", "actual": shown, "currency": currency}
    assert caught.value.facts == facts
    assert due(found, expected_total=shown) is None
    assert due(found) is None


@pytest.mark.parametrize(("currency", "total"), [("USD", "15.825"), ("JPY", "1234.56")])
def test_an_expected_total_may_have_as_many_decimals_as_the_store_s(
    currency: str, total: str
) -> None:
    found = mugs(NEAR, currency=currency, grand_total=float(total))
    assert due(found, expected_total=total) is None
    assert due(found, expected_total=f"{total}0") is None
    with pytest.raises(TotalDiffers):
        due(found, expected_total=f"{total}1")


NOTES = [{"namespace": "erp", "key": key, "value": "B-77"} for key in ("batch", "clerk")]


def test_notes_are_written_one_by_one_once_all_else_is_there() -> None:
    first, second = catalog_order(MUG, metafields=NOTES).metafields
    assert due(mugs(NEAR), metafields=NOTES) == AddMetafield(first)
    accepted = Accepted("metafield:'erp':'batch'")
    assert due(mugs(NEAR), accepted, metafields=NOTES) == AddMetafield(second)
    accepted = Accepted("metafield:'erp':'batch'", "metafield:'erp':'clerk'")
    assert due(mugs(NEAR), accepted, metafields=NOTES) is None


def test_a_coupon_is_applied_before_the_billing_address_is_written() -> None:
    assert due(mugs(billing_address={}), coupon_codes=["FIVER"]) == ApplyCoupon("FIVER")


def test_the_draft_holds_each_consignment_as_it_is_shipped_or_picked_up() -> None:
    asked = [TO_TWO[0], PICKUP | {"line_items": [ONE_MUG]}]
    picked_up = consignment("c2", "m", address={}, selected_pickup_option={"pickup_method_id": 7})
    near = consignment("c1", "m", selected_shipping_option=FLAT | {"cost": 500.5})
    wanted = catalog_order(MUG | {"list_price": "300"}, consignments=asked)
    cart = mugs(picked_up, near, currency="JPY", row={"list_price": 300.4})
    found = draft(cart, wanted, RedirectUrls())
    assert found.totals.currency == "JPY"
    assert [one.model_dump(mode="json") for one in found.consignments] == [
        {
            "id": "c1",
            "line_item_ids": ["m"],
            "shipping_option": {
                "type": "flat",
                "description": "Flat Rate",
                "cost": "501",
                "transit_time": "",
            },
        },
        {"id": "c2", "line_item_ids": ["m"], "shipping_option": None, "pickup_method_id": 7},
    ]


def test_an_empty_consignment_beside_digital_goods_is_removed_once() -> None:
    book = line("b", product_id=122, sku="book", is_require_shipping=False)
    empty = consignment("e", address={})
    found = checkout(digital=(book,), billing_address=BILLED, consignments=(empty,))
    asked = catalog_order({"product_id": 122, "quantity": 1})
    accepted = Accepted()
    step = next_step(found, asked, accepted)
    assert step == RemoveConsignment("e")
    accepted.note(step, found, found)
    accepted.read_afresh()
    assert next_step(found, asked, accepted) is None


def test_a_consignment_that_was_just_made_is_not_the_store_s_own() -> None:
    found = mugs(consignment("c", "m", address={}))
    assert due(found, consignments=[PICKUP]) == RemoveConsignment("c")
    with pytest.raises(CartUnusable):
        due(found, after(AddConsignments(()), found), consignments=[PICKUP])
