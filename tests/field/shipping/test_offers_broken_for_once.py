"""One answer shows an offer without its cost, its id or its words, and others show it whole.

Source: quotes of live carriers with nulls in them, in one answer and not in the next.
Wrong before: the offer was left out at once, and a dearer option took its place; even in place of
the right one, which was selected already.
"""

from collections.abc import Callable, Mapping
from typing import Any

import pytest

from order_service.bigcommerce.verdicts import Answer, NoAnswer
from order_service.checkout.completion import CARRIER_SECONDS
from order_service.errors import NoShippingOption, OutOfTime, StoreUnavailable
from tests.fakes.features import full_order, mugs
from tests.fakes.orders import AUSTIN, NEW_YORK
from tests.fakes.shop import SETTLED, Shop

FLAT = "Flat Rate"
Row = dict[str, Any]


def edited(shop: Shop, edit: Callable[[Row], None], *methods: str) -> None:
    """Let each consignment in the answers to these methods be changed on its way."""
    send = shop.open_store.send

    def changed(
        method: str, path: str, headers: Mapping[str, str], body: Any, read_seconds: float
    ) -> Answer:
        answer = send(method, path, headers, body, read_seconds)
        data = answer.body.get("data") if isinstance(answer.body, dict) else None
        rows = data.get("consignments") if isinstance(data, dict) else None
        for row in rows or [] if method in methods else []:
            edit(row)
        return answer

    shop.open_store.send = changed


def of_flat(**changes: Any) -> Callable[[Row], None]:
    """Change the cheapest offer."""

    def edit(row: Row) -> None:
        for option in row.get("available_shipping_options") or []:
            if option["description"] == FLAT:
                option.update(changes)

    return edit


def chosen(shop: Shop) -> list[str]:
    """What the orders are shipped by."""
    return [
        parcel.option[1].description
        for order in shop.store.orders
        for parcel in order.shipments
        if parcel.option
    ]


BROKEN = pytest.mark.parametrize("broken", [{"cost": None}, {"id": None}])
RULES = pytest.mark.parametrize("rule", [{}, {"description": FLAT}])


@BROKEN
@RULES
def test_our_choice_stays_although_its_offer_breaks_when_it_is_looked_up(
    broken: Row, rule: Row
) -> None:
    shop = Shop()
    shop.meddling.after["shipping_option"] = [NoAnswer("ReadTimeout")]
    edited(shop, of_flat(**broken), "GET")
    assert shop.place(mugs(shipping=rule)).order.order_id
    assert chosen(shop) == [FLAT]


@BROKEN
@RULES
@pytest.mark.parametrize("ids", ["stable", "each_quote"])
def test_the_choice_of_an_earlier_delivery_stays_although_its_offer_breaks(
    broken: Row, rule: Row, ids: str
) -> None:
    shop = Shop(option_ids=ids)
    edited(shop, of_flat(**broken), "GET")
    shop.meddling.before["shipping_option"] = lambda: shop.clock.sleep(52)
    with pytest.raises(OutOfTime):
        shop.place(mugs(shipping=rule))
    shop.clock.sleep(SETTLED)
    assert shop.place(mugs(shipping=rule)).order.order_id
    assert chosen(shop) == [FLAT]


def test_an_offer_of_no_words_may_be_the_choice_of_an_earlier_delivery() -> None:
    shop = Shop()
    broken = {"id": None, "type": None, "description": None}
    edited(shop, of_flat(**broken), "GET")
    shop.meddling.before["shipping_option"] = lambda: shop.clock.sleep(52)
    with pytest.raises(OutOfTime):
        shop.place(mugs())
    shop.clock.sleep(SETTLED)
    with pytest.raises(StoreUnavailable):
        shop.place(mugs())
    assert shop.store.orders == []


def of_first_answers(answers: int, edit: Callable[[Row], None]) -> Callable[[Row], None]:
    """Change so many answers only."""
    left = [edit] * answers
    return lambda row: left.pop()(row) if left else None


@pytest.mark.parametrize(
    "broken", [{"cost": None}, {"id": None}, {"type": {"a": 1}}, {"description": True}]
)
@pytest.mark.parametrize("ids", ["stable", "each_quote"])
def test_an_offer_that_is_broken_in_one_answer_is_looked_at_again(broken: Row, ids: str) -> None:
    shop = Shop(option_ids=ids)
    edited(shop, of_first_answers(1, of_flat(**broken)), "POST")
    began = shop.clock.now()
    assert shop.place(mugs()).order.order_id
    assert chosen(shop) == [FLAT]
    assert shop.clock.now() - began >= CARRIER_SECONDS
    assert len(shop.calls.sent) == 6


@pytest.mark.parametrize("broken", ["at_first", "when_chosen"])
@pytest.mark.parametrize("ids", ["stable", "each_quote"])
def test_a_store_that_breaks_an_offer_once_or_while_it_is_selected_ships_as_any_other(
    broken: str, ids: str
) -> None:
    usual = Shop().place(full_order()).order
    shop = Shop(broken_offer=broken, option_ids=ids)
    shop.meddling.after["shipping_option"] = [NoAnswer("ReadTimeout")]
    assert shop.place(full_order()).order.totals == usual.totals


def test_a_quote_looks_again_too() -> None:
    shop = Shop()
    edited(shop, of_flat(cost=None), "POST")
    (found,) = shop.quote(mugs()).consignments
    assert found.shipping_option
    assert found.shipping_option.description == FLAT


@pytest.mark.parametrize("then", [None, []])
def test_a_broken_offer_is_looked_at_until_an_answer_lists_it(then: Any) -> None:
    shop = Shop()
    edited(shop, of_flat(cost=None), "POST")
    edited(
        shop, of_first_answers(1, lambda row: row.update(available_shipping_options=then)), "GET"
    )
    assert shop.place(mugs()).order.order_id
    assert chosen(shop) == [FLAT]


LONG = "x" * 2000


@pytest.mark.parametrize(
    "odd",
    [{"transit_time": LONG}, {"transit_time": {"a": 1}}, {"is_recommended": "maybe"}],
)
def test_what_the_choice_does_not_need_costs_no_look(odd: Row) -> None:
    shop = Shop()
    edited(shop, of_flat(**odd), "POST", "PUT", "GET")
    assert shop.place(mugs()).order.order_id
    assert chosen(shop) == [FLAT]
    assert len(shop.calls.sent) == 5


@pytest.mark.parametrize("name", ["type", "description"])
def test_words_that_are_too_long_stop_no_choice_by_price(name: str) -> None:
    shop = Shop()
    edited(shop, of_flat(**{name: LONG}), "POST")
    assert shop.place(mugs()).order.order_id
    assert chosen(shop) == [FLAT]
    assert len(shop.calls.sent) == 5


@pytest.mark.parametrize(
    ("choose", "odd", "first"),
    [
        ("fastest", {"transit_time": {"a": 1}}, {"transit_time": "1 hour"}),
        ("recommended", {"is_recommended": "maybe"}, {"is_recommended": True}),
    ],
)
def test_what_the_rule_chooses_by_is_looked_at_again(choose: str, odd: Row, first: Row) -> None:
    shop = Shop()
    edited(shop, of_flat(**first), "POST", "PUT", "GET")
    edited(shop, of_flat(**odd), "POST")
    assert shop.place(mugs(shipping={"choose": choose})).order.order_id
    assert chosen(shop) == [FLAT]
    assert len(shop.calls.sent) == 6


def test_a_name_without_its_mark_is_not_taken_for_a_broken_offer_that_has_it() -> None:
    shop = Shop()
    edited(shop, of_flat(description=f"{FLAT}\u00ae", cost=None), "POST", "GET")

    def plain(row: Row) -> None:
        selected = row.get("selected_shipping_option")
        for option in [*(row.get("available_shipping_options") or []), selected]:
            if option and option["description"] == "Express Courier":
                option["description"] = FLAT

    edited(shop, plain, "POST", "PUT", "GET")
    with pytest.raises(NoShippingOption) as caught:
        shop.place(mugs(shipping={"description": f"{FLAT}\u00ae"}))
    assert all(row["left_out"] for row in caught.value.problem()["offered"])
    assert shop.store.orders == []


def test_offers_of_another_place_are_not_taken_where_a_read_lists_none() -> None:
    """Another app moved the parcel to where only a dearer option is offered, and we move it back.

    That answer is lost, and the read after it lists no option at all.
    """
    shop = Shop()
    shop.meddling.before["shipping_option"] = lambda: shop.clock.sleep(52)
    with pytest.raises(OutOfTime):
        shop.place(mugs())
    (cart,) = shop.store.carts.values()
    cart.consignments[0].address = {**NEW_YORK}
    cart.consignments[0].selected = None
    shop.clock.sleep(SETTLED)

    def dear_there(row: Row) -> None:
        if row["address"]["city"] == NEW_YORK["city"]:
            listed = row["available_shipping_options"]
            row["available_shipping_options"] = [
                option for option in listed if option["description"] != FLAT
            ]

    def nothing_here_once(row: Row) -> None:
        if row["address"]["city"] != NEW_YORK["city"] and once:
            row["available_shipping_options"] = once.pop()

    once = [None]
    edited(shop, dear_there, "GET")
    edited(shop, nothing_here_once, "GET")
    losing(shop)
    assert shop.place(mugs()).order.order_id
    assert chosen(shop) == [FLAT]


def losing(shop: Shop) -> None:
    """Lose the answer to the next address that is put."""
    send, left = shop.open_store.send, [NoAnswer("ReadTimeout")]

    def losing_one(
        method: str, path: str, headers: Mapping[str, str], body: Any, read_seconds: float
    ) -> Answer:
        answer = send(method, path, headers, body, read_seconds)
        if method == "PUT" and "address" in (body or {}) and left:
            raise left.pop()
        return answer

    shop.open_store.send = losing_one


def without_flat(row: Row) -> None:
    """Leave the cheapest offer out."""
    offers = row.get("available_shipping_options") or []
    row["available_shipping_options"] = [one for one in offers if one["description"] != FLAT]


@RULES
@pytest.mark.parametrize("ids", ["stable", "each_quote"])
def test_the_choice_of_an_earlier_delivery_is_looked_for_again_if_it_is_not_listed(
    rule: Row, ids: str
) -> None:
    shop = Shop(option_ids=ids)
    shop.meddling.before["shipping_option"] = lambda: shop.clock.sleep(52)
    with pytest.raises(OutOfTime):
        shop.place(mugs(shipping=rule))
    edited(shop, of_first_answers(1, without_flat), "GET")
    shop.clock.sleep(SETTLED)
    shop.place(mugs(shipping=rule))
    assert chosen(shop) == [FLAT]


def test_a_choice_that_stays_unlisted_makes_way_for_what_is_offered() -> None:
    shop = Shop()
    shop.meddling.before["shipping_option"] = lambda: shop.clock.sleep(52)
    with pytest.raises(OutOfTime):
        shop.place(mugs())
    edited(shop, without_flat, "GET", "PUT")
    shop.clock.sleep(SETTLED)
    shop.place(mugs())
    assert chosen(shop) == ["Ship by Weight"]


def test_what_is_unlisted_twice_but_was_listed_in_between_is_looked_for_again() -> None:
    shop, reads = Shop(), list[Row]()

    def now_and_then(row: Row) -> None:
        if row["address"]["city"] == "Austin":
            reads.append(row)
            if len(reads) in {1, 3}:
                without_flat(row)

    edited(shop, now_and_then, "GET")
    shop.meddling.after["shipping_option"] = [NoAnswer("ReadTimeout")] * 2
    parts = [{"address": one, "line_items": [{"sku": "mug"}]} for one in (AUSTIN, NEW_YORK)]
    parts[0]["line_items"] = [{"sku": "mug", "quantity": 1}]
    shop.place(mugs(consignments=parts))
    assert chosen(shop) == [FLAT] * 2
