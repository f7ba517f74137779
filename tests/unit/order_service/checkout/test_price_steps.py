"""What makes an order cheaper or dearer is sent until the checkout shows it, and not again."""

from contextlib import nullcontext, suppress
from decimal import Decimal
from typing import Any

import pytest

from order_service.checkout.accepted import Accepted
from order_service.checkout.price_steps import adjustment
from order_service.checkout.steps import (
    AddFees,
    ApplyCoupon,
    RemoveFees,
    SetDiscounts,
    SetMessage,
    Step,
)
from order_service.request.order import OrderRequest
from order_service.store.checkout_view import CheckoutView
from order_service.store.signals import CartUnusable
from tests.fakes.views import MUG, catalog_order, checkout, engraved, line, match

SHIRT = {"product_id": 121, "quantity": 1, "sku": "shirt"}
OFF_MUG = {"amount": "1.50", "line_item": {"sku": "mug"}}
OFF_SHIRT = {"amount": "3", "line_item": {"sku": "shirt"}}
OFF_ALL = {"amount": "2"}
LACKING = [{"field": "discounts", "message": "are not all taken off in the store's cart"}]
FEE = {"name": "Handling", "cost": "2.50"}
INSURANCE = {"name": "Insurance", "cost": "1"}
SHOWN_FEE = {"id": "f1", "name": "Handling", "cost_inc_tax": 2.5}
SHOWN_INSURANCE = {"id": "f2", "name": "Insurance", "cost_inc_tax": 1}


def off(amount: float) -> dict[str, Any]:
    return {"discounts": [{"id": "manual-discount", "discounted_amount": amount}]}


def cart(mug: float = 0, shirt: float = 0, currency: str = "USD", **changes: Any) -> CheckoutView:
    """Two mugs and a shirt, discounted by so much."""
    rows = (
        line("m", quantity=2, **off(mug)),
        line("s", product_id=121, **off(shirt)),
    )
    lines = {"physical_items": [row.model_dump() for row in rows]}
    return checkout(cart={"line_items": lines, "currency": {"code": currency}}, **changes)


def due(found: CheckoutView, *accepted: str, **asked: Any) -> Step | None:
    wanted = catalog_order(MUG, SHIRT, **asked)
    return adjustment(found, wanted, match(found, wanted), Accepted(*accepted))


def test_discounts_of_lines_and_of_the_cart_are_sent_together() -> None:
    step = due(cart(), discounts=[OFF_MUG, OFF_ALL, OFF_SHIRT, OFF_ALL, OFF_MUG])
    lines = (("m", Decimal("3.00")), ("s", Decimal(3)))
    assert step == SetDiscounts(Decimal(4), lines)


def test_a_line_that_the_store_split_gets_its_discount_on_its_first_piece() -> None:
    found = checkout(physical=(line("m1"), line("m2"), line("s", product_id=121)))
    step = due(found, discounts=[OFF_MUG])
    assert step == SetDiscounts(Decimal(0), (("m1", Decimal("1.50")),))
    assert isinstance(step, SetDiscounts)
    assert isinstance(step.of_cart, Decimal)


def test_discounts_of_two_lines_whose_goods_begin_on_one_cart_line_are_sent_as_their_sum() -> None:
    asked = [
        {"amount": "1.50", "line_item": {"sku": "mug"}},
        {"amount": "4", "line_item": {"sku": "spare"}},
    ]
    wanted = catalog_order(MUG | {"quantity": 1}, MUG | {"sku": "spare"}, discounts=asked)
    found = checkout(physical=(line("m1", quantity=2), line("m2")))
    step = adjustment(found, wanted, match(found, wanted), Accepted())
    assert step == SetDiscounts(Decimal(0), (("m1", Decimal("5.50")),))


@pytest.mark.parametrize(
    ("asked", "mug", "shirt", "there"),
    [
        ([OFF_MUG, OFF_SHIRT], 1.5, 3, True),
        ([OFF_MUG, OFF_SHIRT], 1.504, 3, True),
        ([OFF_MUG, OFF_SHIRT], 1.4, 3.1, False),
        ([OFF_MUG, OFF_SHIRT], 1.6, 2.9, False),
        ([OFF_MUG, OFF_SHIRT], 3, 1.5, False),
        ([OFF_MUG, OFF_SHIRT], 1.5, 0, False),
        ([OFF_MUG, OFF_SHIRT], 1.5, 2.99, False),
        ([OFF_MUG], 1.5, 0, True),
        ([OFF_MUG], 0, 1.5, False),
        ([OFF_ALL], 1.5, 0.5, True),
        ([OFF_ALL], 0, 2, True),
        ([OFF_ALL], 0, 1.99, True),
        ([OFF_ALL], 0, 1.98, False),
        ([OFF_ALL, OFF_MUG], 0.5, 3, True),
        ([{"amount": "0.01"}], 0, 0, False),
    ],
)
def test_discounts_are_there_when_each_line_has_its_own_and_the_cart_the_sum(
    asked: list[dict[str, Any]], mug: float, shirt: float, there: bool
) -> None:
    step = due(cart(mug, shirt), discounts=asked)
    assert (step is None) is there
    assert there or isinstance(step, SetDiscounts)


def test_discounts_are_compared_in_the_decimals_of_the_currency() -> None:
    asked = {"discounts": [{"amount": "150", "line_item": {"sku": "mug"}}]}
    assert due(cart(150.4, currency="JPY"), **asked) is None
    assert due(cart(149.6), **asked) is not None
    assert due(cart(149.6, shirt=0.1, currency="JPY"), **asked) is None


@pytest.mark.parametrize(("amount", "shown"), [("150", 149.6), ("1.4", 1)])
def test_what_the_cart_shows_in_one_sum_is_compared_in_the_decimals_of_the_currency(
    amount: str, shown: float
) -> None:
    start = cart().cart.model_dump()
    sums = {"currency": {"code": "JPY"}, "manual_discount_amount": shown}
    found = checkout(cart=start | sums)
    assert due(found, discounts=[{"amount": amount, "line_item": {"sku": "mug"}}]) is None


def test_the_shares_of_a_discount_may_miss_it_by_the_smallest_amount_of_the_currency() -> None:
    assert due(cart(0, 1, currency="JPY"), discounts=[OFF_ALL]) is None


def test_discounts_of_two_lines_are_each_rounded_to_the_currency() -> None:
    asked = [OFF_MUG | {"amount": "1.4"}, OFF_SHIRT | {"amount": "1.6"}]
    assert due(cart(1, 2, "JPY"), discounts=asked) is None
    assert due(cart(2, 1, "JPY"), discounts=asked) is not None


@pytest.mark.parametrize(
    ("currency", "amount", "pieces", "there"),
    [
        ("USD", "1.50", (1, 0.5), True),
        ("USD", "1.50", (1, 0.49), True),
        ("USD", "1.50", (1, 0.48), False),
        ("JPY", "150", (100, 49), True),
        ("JPY", "150", (100, 48), False),
    ],
)
def test_the_pieces_of_a_split_line_have_its_discount_together(
    currency: str, amount: str, pieces: tuple[float, float], there: bool
) -> None:
    mugs = [line(f"m{index}", **off(given)) for index, given in enumerate(pieces)]
    rows = [row.model_dump() for row in (*mugs, line("s", product_id=121))]
    lines = {"line_items": {"physical_items": rows}, "currency": {"code": currency}}
    asked = {"amount": amount, "line_item": {"sku": "mug"}}
    assert (due(checkout(cart=lines), discounts=[asked]) is None) is there


@pytest.mark.parametrize("shown", ["FIVER", "fiver"])
def test_discounts_are_not_sent_beside_a_coupon_of_ours(shown: str) -> None:
    asked = {"discounts": [OFF_MUG], "coupon_codes": ["Fiver"]}
    assert due(cart(1.5, coupons=[{"code": shown}]), **asked) is None
    with pytest.raises(CartUnusable) as caught:
        due(cart(coupons=[{"code": shown}]), **asked)
    assert caught.value.differs == LACKING


@pytest.mark.parametrize("code", [None, "OTHER"])
def test_another_coupon_says_nothing_about_the_discounts(code: str | None) -> None:
    found = cart(coupons=[{"code": code}])
    asked = {"discounts": [OFF_MUG], "coupon_codes": ["FIVER"]}
    assert isinstance(due(found, **asked), SetDiscounts)
    assert due(cart(1.5, coupons=[{"code": code}]), **asked) == ApplyCoupon("FIVER")


def priced(price: float | None, **changes: Any) -> CheckoutView:
    """A thing at 30 made for the order, and what the cart asks: such a line shows no discounts."""
    rows = [{"id": "e", "name": "Engraving", "quantity": 1, "list_price": 30, "sku": "e"}]
    start = {"line_items": {"custom_items": rows}, "currency": {"code": "USD"}}
    inner = start | {"base_amount": 30, "cart_amount_inc_tax": price, "cart_amount_ex_tax": price}
    total = changes.pop("grand_total", price)
    coupons = changes.pop("coupons", [])
    return checkout(cart=inner | changes, grand_total=total, coupons=coupons)


def opened(price: float = 30, **changes: Any) -> CheckoutView:
    """The cart as it was opened."""
    return priced(price, grand_total=None, **changes)


SENT = SetDiscounts(Decimal(0), (("e", Decimal(3)),))


def one_thing(**asked: Any) -> OrderRequest:
    """An order for such a thing, with 3 off."""
    made = {"name": "Engraving", "quantity": 1, "list_price": 30, "sku": "e"}
    off_it = [{"amount": "3", "line_item": {"sku": "e"}}]
    return catalog_order(custom_items=[made], line_items=None, discounts=off_it, **asked)


def is_taken(before: CheckoutView, now: CheckoutView) -> bool:
    """Whether a discount of 3 counts as taken that led from the one checkout to the other."""
    wanted, accepted = one_thing(), Accepted()
    accepted.note(SENT, now, before)
    with suppress(CartUnusable):
        return adjustment(now, wanted, match(now, wanted), accepted) is None
    return False


@pytest.mark.parametrize(
    ("before", "after", "taken"),
    [
        (opened(), priced(30), False),
        (opened(), priced(27), True),
        (opened(), priced(27.01), False),
        (opened(), priced(28), False),
        (opened(), priced(33), False),
        (opened(), priced(30, manual_discount_amount=3), True),
        (opened(), priced(30, manual_discount_amount=2), False),
        (opened(), priced(30, discount_amount=3), True),
        (opened(27, discount_amount=3), priced(27, discount_amount=3), False),
        (opened(25, discount_amount=5), priced(22, discount_amount=8), True),
        (opened(25, discount_amount=5), priced(25, discount_amount=5), False),
        (opened(25, discount_amount=5), priced(22, discount_amount=5), True),
        (opened(25, discount_amount=5), priced(27), True),
        (opened(32.48), priced(29.23, cart_amount_ex_tax=27), True),
        (opened(32.48), priced(32.48, cart_amount_ex_tax=30), False),
        (priced(27), priced(27), True),
        (priced(27, tax_included=True), priced(27, tax_included=True, cart_amount_ex_tax=25), True),
        (priced(30), priced(30), False),
        (priced(25), priced(25), False),
        (priced(27), priced(None), False),
        (priced(None), priced(27), True),
        (opened(), priced(0), True),
    ],
)
def test_a_discount_that_no_line_shows_is_taken_when_the_goods_became_cheaper_by_it(
    before: CheckoutView, after: CheckoutView, taken: bool
) -> None:
    assert is_taken(before, after) is taken


def test_what_a_coupon_takes_off_is_not_taken_for_the_discount() -> None:
    wanted = one_thing(coupon_codes=["FIVER"])
    coupon: list[dict[str, Any]] = [{"code": "FIVER", "discounted_amount": 3}]
    both, coupon_only = priced(24, coupons=coupon), priced(27, coupons=coupon)
    assert adjustment(both, wanted, match(both, wanted), Accepted()) is None
    with pytest.raises(CartUnusable):
        adjustment(coupon_only, wanted, match(coupon_only, wanted), Accepted())


@pytest.mark.parametrize(
    ("currency", "amount", "price", "taken"),
    [
        ("USD", "2", "23.01", True),
        ("USD", "2", "23.02", False),
        ("JPY", "2", "24", True),
        ("JPY", "2", "24.5", False),
        ("JPY", "1", "24.5", False),
    ],
)
def test_the_price_of_two_lines_may_miss_a_discount_by_the_smallest_amount_of_the_currency(
    currency: str, amount: str, price: str, taken: bool
) -> None:
    """Beside the store's own discount of 5, so that only the fall of the price says it."""

    def asks(price: str, total: float | None) -> CheckoutView:
        start = cart(currency=currency).cart.model_dump()
        sums = {"base_amount": 30, "discount_amount": 5, "cart_amount_inc_tax": price}
        return checkout(cart=start | sums, grand_total=total)

    now = asks(price, 30)
    wanted = catalog_order(MUG, SHIRT, discounts=[{"amount": amount}])
    accepted = Accepted()
    accepted.note(SetDiscounts(Decimal(amount), ()), now, asks("25", None))
    with nullcontext() if taken else pytest.raises(CartUnusable):
        assert adjustment(now, wanted, match(now, wanted), accepted) is None


def sent_for(asked: list[dict[str, Any]], after: CheckoutView, now: CheckoutView) -> Step | None:
    wanted = catalog_order(MUG, SHIRT, discounts=asked)
    accepted = Accepted()
    accepted.note(SetDiscounts(Decimal(0), ()), after, cart(grand_total=None))
    return adjustment(now, wanted, match(now, wanted), accepted)


def test_a_discount_that_the_store_showed_and_shows_no_more_is_missed() -> None:
    assert sent_for([OFF_MUG], cart(1.5), cart(1.5)) is None
    with pytest.raises(CartUnusable) as caught:
        sent_for([OFF_MUG], cart(1.5), cart())
    assert caught.value.differs == LACKING


def test_the_lines_of_the_first_answer_are_known_in_the_decimals_of_the_currency() -> None:
    priced_mug = line("m", quantity=2, list_price=300.4).model_dump()
    lines = {"line_items": {"physical_items": [priced_mug]}, "currency": {"code": "JPY"}}
    prices = {"base_amount": 601, "discount_amount": 5}
    before, after = (
        checkout(cart=lines | prices | {"cart_amount_inc_tax": price}, grand_total=price)
        for price in (596, 446)
    )
    asked = {"amount": "150", "line_item": {"sku": "mug"}}
    wanted = catalog_order(MUG | {"list_price": "300"}, discounts=[asked])
    accepted = Accepted()
    accepted.note(SENT, after, before)
    now = after.model_copy()
    assert adjustment(now, wanted, match(now, wanted), accepted) is None


def test_discounts_of_which_one_line_takes_none_are_missed() -> None:
    with pytest.raises(CartUnusable):
        sent_for([OFF_MUG, OFF_SHIRT], cart(0, 3), cart(0, 3))


def test_discounts_that_were_taken_are_not_sent_again_after_a_fresh_look() -> None:
    accepted = Accepted()
    accepted.note(SENT, priced(27), opened())
    accepted.read_afresh()
    # What was just read shows nothing of them: only the price before shows that they are in it.
    found, wanted = priced(27), one_thing()
    assert isinstance(adjustment(found, wanted, match(found, wanted), Accepted()), SetDiscounts)
    assert adjustment(found, wanted, match(found, wanted), accepted) is None


@pytest.mark.parametrize(
    ("price", "promotion", "given", "there"),
    [
        (10, 0, 20, True),
        (10, 0, 19.9, False),
        (10, 5, 15, True),
        (10, 5, 14.9, False),
        (0.25, None, 0.5, True),
        (0.25, None, 0.2, False),
    ],
)
def test_a_discount_of_more_than_its_line_costs_is_there_when_nothing_is_left(
    price: float, promotion: float | None, given: float, there: bool
) -> None:
    taken = None if promotion is None else promotion + given
    mugs = line("m", quantity=2, list_price=price, discount_amount=taken, **off(given))
    found = checkout(physical=(mugs, line("s", product_id=121)))
    step = due(found, discounts=[{"amount": 50, "line_item": {"sku": "mug"}}])
    assert (step is None) is there


def test_a_discount_of_a_line_that_the_cart_does_not_have_makes_it_unusable() -> None:
    found = checkout(physical=(line("m", quantity=2),))
    with pytest.raises(CartUnusable):
        due(found, discounts=[OFF_SHIRT])


def test_lines_that_this_cart_does_not_show_apart_are_not_discounted_by_guess() -> None:
    texts = [engraved("Ann"), engraved("Bob")]
    wanted = catalog_order(*texts, discounts=[{"amount": 1, "line_item": {"sku": "Bob"}}])
    typed = [{"nameId": 41, "value": "(text)"}]
    rows = tuple(line(name, product_id=124, options=typed) for name in "ab")
    found = checkout(physical=rows)
    with pytest.raises(CartUnusable) as caught:
        adjustment(found, wanted, match(found, wanted), Accepted())
    message = "cannot be known from other lines of these goods in the store's cart"
    assert caught.value.differs == [
        {"field": f"line_items[{index}].option_selections", "message": message} for index in (0, 1)
    ]


def test_coupons_are_applied_one_by_one_whatever_their_letter_case() -> None:
    asked = {"coupon_codes": ["FIVER", "Tenner"]}
    assert due(cart(), **asked) == ApplyCoupon("FIVER")
    assert due(cart(coupons=[{"code": "fiver"}]), **asked) == ApplyCoupon("Tenner")
    assert due(cart(coupons=[{"code": "tenner"}, {"code": "FIVER"}]), **asked) is None


def fees(*names: str) -> dict[str, Any]:
    """The checkout's fees: each name's first letter says which, its own id follows."""
    known = {"H": SHOWN_FEE, "I": SHOWN_INSURANCE}
    return {"fees": [known[name[0]] | {"id": name[1:] or None} for name in names]}


@pytest.mark.parametrize(
    ("there", "missing"),
    [((), (0, 1)), (("H1",), (1,)), (("I1",), (0,)), (("H1", "H2"), (1,)), (("I1", "H2"), ())],
)
def test_the_fees_that_are_not_there_are_added_together(
    there: tuple[str, ...], missing: tuple[int, ...]
) -> None:
    wanted = catalog_order(MUG, SHIRT, fees=[FEE, INSURANCE])
    step = due(cart(**fees(*there)), fees=[FEE, INSURANCE])
    assert step == (AddFees(tuple(wanted.fees[index] for index in missing)) if missing else None)


def test_a_fee_that_was_asked_for_twice_is_there_when_it_is_there_twice() -> None:
    step = due(cart(**fees("H1")), fees=[FEE, FEE])
    assert isinstance(step, AddFees)
    assert len(step.fees) == 1
    assert due(cart(**fees("H1", "H2")), fees=[FEE, FEE]) is None


@pytest.mark.parametrize(
    ("there", "ids"),
    [
        (("H1", "I1", "H2"), ("2",)),
        (("H1", "H2", "I1", "I4", "H3"), ("2", "3", "4")),
    ],
)
def test_fees_of_ours_that_are_there_twice_are_removed_by_their_ids(
    there: tuple[str, ...], ids: tuple[str, ...]
) -> None:
    step = due(cart(**fees(*there)), fees=[FEE, INSURANCE])
    assert step == RemoveFees(ids)


def test_a_fee_that_is_there_twice_and_has_no_id_takes_a_new_cart() -> None:
    with pytest.raises(CartUnusable) as caught:
        due(cart(**fees("H", "I1", "H")), fees=[FEE, INSURANCE])
    message = "are there twice, and the store shows no id by which one could be removed"
    assert caught.value.differs == [{"field": "fees", "message": message}]


def test_a_fee_of_another_s_is_not_removed_here() -> None:
    assert due(cart(**fees("H1", "I1")), fees=[FEE]) is None
    assert due(cart(**fees("I1", "H2", "H3")), fees=[FEE]) == RemoveFees(("3",))


def test_fees_are_compared_in_the_decimals_of_the_currency() -> None:
    shown: dict[str, Any] = {"fees": [{"id": "f", "name": "Handling", "cost_inc_tax": 250.4}]}
    asked = {"fees": [{"name": "Handling", "cost": "250"}]}
    assert due(cart(currency="JPY", **shown), **asked) is None
    assert due(cart(**shown), **asked) is not None
    twice: dict[str, Any] = {"fees": [*shown["fees"], shown["fees"][0] | {"id": "g"}]}
    assert due(cart(currency="JPY", **twice), **asked) == RemoveFees(("g",))


MESSAGE = {"customer_message": "Ring twice, please."}


@pytest.mark.parametrize("shown", [None, "Ring once."])
def test_a_message_is_written_where_another_or_none_is(shown: str | None) -> None:
    assert due(cart(customer_message=shown), **MESSAGE) == SetMessage("Ring twice, please.")


def test_a_message_in_the_store_s_spelling_is_there() -> None:
    assert due(cart(customer_message=" ring TWICE,  please."), **MESSAGE) is None


def test_a_message_that_the_store_rewrote_when_it_took_it_is_there() -> None:
    found = cart(customer_message="Ring twice please")
    wanted = catalog_order(MUG, SHIRT, **MESSAGE)
    accepted = Accepted()
    accepted.note(SetMessage("Ring twice, please."), found, cart())
    assert adjustment(found, wanted, match(found, wanted), accepted) is None


def test_a_message_that_was_changed_after_it_was_written_makes_the_cart_unusable() -> None:
    with pytest.raises(CartUnusable) as caught:
        due(cart(customer_message="Ring once."), "customer_message", **MESSAGE)
    assert caught.value.differs == [
        {"field": "customer_message", "message": "was changed after it was written"}
    ]


def test_discounts_come_before_coupons_fees_and_the_message() -> None:
    asked = {"discounts": [OFF_ALL], "coupon_codes": ["FIVER"], "fees": [FEE]} | MESSAGE
    steps = [due(cart(), **asked)]
    steps.append(due(cart(2), **asked))
    steps.append(due(cart(2, coupons=[{"code": "FIVER"}]), **asked))
    steps.append(due(cart(2, coupons=[{"code": "FIVER"}], **fees("H1")), **asked))
    assert [step and step.name for step in steps] == [
        "discounts",
        "coupon",
        "fees",
        "customer_message",
    ]


def test_an_order_that_asks_for_nothing_of_this_needs_no_step() -> None:
    assert due(cart()) is None
