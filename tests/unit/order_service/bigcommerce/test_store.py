"""The store's operations: the right call, and only an answer that proves what it says."""

from typing import Any

import pytest

from order_service.bigcommerce.calls import StoreCalls
from order_service.bigcommerce.store import BigCommerceStore
from order_service.bigcommerce.verdicts import NoAnswer
from order_service.checkout.steps import AddConsignments, ChooseShipping, SetBilling, Step
from order_service.errors import StoreRefused, StoreUnavailable
from order_service.store.signals import Ambiguous, CartGone, Interrupted
from order_service.store_steps import CART
from tests.fakes.clock import FakeClock
from tests.fakes.sends import Outcome, Recording, failing, ok, scripted
from tests.fakes.store import FakeCredentials, deadline_in
from tests.fakes.views import checkout, consignment, option, order

EMPTY = ok(None, 204)
MINE = {"id": 102, "cart_id": "cart-1", "status_id": 0}
OLDER = {"id": 101, "cart_id": "cart-1", "status_id": 0}
STRANGER = {"id": 50, "cart_id": "cart-2", "status_id": 0}
NOBODY_S = {"id": 51, "status_id": 0}
BOTH = [
    "GET /stores/sandbox/v2/orders?cart_id=cart-1&status_id=0",
    "GET /stores/sandbox/v2/orders?cart_id=cart-1",
]


def opened(*outcomes: Outcome) -> tuple[BigCommerceStore, Recording]:
    send = scripted(*outcomes)
    deadline = deadline_in(60, FakeClock())
    calls = StoreCalls(send, FakeCredentials(), "acme", "c-id", deadline)
    return BigCommerceStore(calls), send


def shown(**fields: Any) -> Outcome:
    return ok({"data": {"id": "cart-1"} | fields, "meta": {}})


def test_a_cart_is_opened_with_its_urls() -> None:
    urls = {"checkout_url": "https://shop.example/"}
    store, send = opened(ok({"data": {"id": "c", "version": 1, "redirect_urls": urls}}, 201))
    cart = store.open_cart(order())
    assert send.lines == [f"POST /stores/sandbox{CART.path}"]
    assert cart.checkout.id == "c"
    assert cart.redirect_urls.checkout_url == "https://shop.example/"


def test_a_checkout_is_read_with_its_options() -> None:
    store, send = opened(shown(version=4))
    assert store.read_checkout("cart-1").version == 4
    assert send.lines == [
        "GET /stores/sandbox/v3/checkouts/cart-1?include=consignments.available_shipping_options,"
        "cart.line_items.physical_items.options,cart.line_items.digital_items.options"
    ]


@pytest.mark.parametrize("answer", [ok({"data": {"id": "cart-2"}}), ok({"data": {}}), ok({})])
def test_another_checkout_than_the_one_asked_for_is_not_believed(answer: Outcome) -> None:
    store, _ = opened(*[answer] * 4)
    with pytest.raises(StoreUnavailable):
        store.read_checkout("cart-1")


def test_a_checkout_that_is_gone_is_gone() -> None:
    store, _ = opened(failing(404))
    with pytest.raises(CartGone):
        store.read_checkout("cart-1")


@pytest.mark.parametrize(
    ("step", "line"),
    [
        (SetBilling(order().billing_address, None), "POST billing-address"),
        (SetBilling(order().billing_address, "b1"), "PUT billing-address/b1"),
        (
            AddConsignments(()),
            "POST consignments?include=consignments.available_shipping_options",
        ),
        (ChooseShipping("k1", option()), "PUT consignments/k1"),
    ],
)
def test_a_step_is_one_call_whose_answer_is_the_new_checkout(step: Step, line: str) -> None:
    store, send = opened(shown(version=9))
    assert store.apply(step, checkout(version=8)).version == 9
    method, _, path = line.partition(" ")
    assert send.lines == [f"{method} /stores/sandbox/v3/checkouts/cart-1/{path}"]


def test_the_version_goes_into_the_write() -> None:
    store, send = opened(shown(), shown())
    store.apply(ChooseShipping("k", option()), checkout(version=8))
    store.apply(ChooseShipping("k", option()), checkout())
    assert [sent.body.get("version") for sent in send.sent] == [8, None]


def test_options_that_the_answer_leaves_out_are_kept() -> None:
    before = checkout(consignments=(consignment("k", "m"),))
    (parcel,) = before.consignments
    answer = shown(consignments=[{"id": "k", "line_item_ids": ["m"], "address": parcel.address}])
    store, _ = opened(answer)
    (after,) = store.apply(ChooseShipping("k", option()), before).consignments
    assert after.available_shipping_options == parcel.available_shipping_options


@pytest.mark.parametrize("answer", [failing(409), failing(500), shown(id="cart-2"), NoAnswer("x")])
def test_a_step_in_doubt_asks_to_read_again(answer: Outcome) -> None:
    store, _ = opened(answer)
    with pytest.raises(Interrupted):
        store.apply(ChooseShipping("k", option()), checkout())


def test_an_order_is_created_with_no_body() -> None:
    store, send = opened(ok({"data": {"id": 75}, "meta": {}}))
    assert store.create_order("cart-1") == 75
    assert send.lines == ["POST /stores/sandbox/v3/checkouts/cart-1/orders"]
    assert send.sent[0].body is None


@pytest.mark.parametrize(
    "body", [None, {}, {"data": {}}, {"data": {"id": 0}}, {"data": {"id": "x"}}, {"data": []}]
)
def test_a_success_without_an_order_id_is_ambiguous(body: Any) -> None:
    store, send = opened(ok(body))
    with pytest.raises(Ambiguous):
        store.create_order("cart-1")
    assert len(send.sent) == 1


@pytest.mark.parametrize("empty", [EMPTY, ok([])])
def test_no_order_is_a_clean_empty_answer_to_both_queries(empty: Outcome) -> None:
    store, send = opened(empty, empty)
    assert store.orders_of("cart-1") == []
    assert send.lines == BOTH


@pytest.mark.parametrize(
    ("first", "second"),
    [([MINE], None), (None, [MINE]), ([MINE], [MINE]), ([STRANGER, MINE, NOBODY_S], [STRANGER])],
)
def test_orders_are_found_by_either_query_once_and_without_strangers(
    first: Any, second: Any
) -> None:
    store, _ = opened(ok(first or []), ok(second) if second else EMPTY)
    assert [row.id for row in store.orders_of("cart-1")] == [102]


def test_the_lowest_id_comes_first() -> None:
    store, _ = opened(ok([MINE]), ok([OLDER]))
    assert [row.id for row in store.orders_of("cart-1")] == [101, 102]


def test_a_query_that_fails_for_good_does_not_hide_the_order_that_the_other_one_shows() -> None:
    for answers in ([*[failing(500)] * 4, ok([MINE])], [ok([MINE]), *[failing(500)] * 4]):
        store, _ = opened(*answers)
        assert [row.id for row in store.orders_of("cart-1")] == [102]


@pytest.mark.parametrize("odd", [[failing(500)] * 4, [ok([STRANGER])]])
def test_what_one_query_shows_is_not_the_whole_list_while_the_other_one_tells_nothing(
    odd: list[Outcome],
) -> None:
    for answers in ([*odd, ok([MINE])], [ok([MINE]), *odd]):
        store, _ = opened(*answers)
        with pytest.raises(StoreUnavailable):
            store.orders_of("cart-1", whole=True)


@pytest.mark.parametrize("odd", [[failing(500)] * 4, [ok([STRANGER])]])
def test_the_order_of_a_shopper_is_not_enough_while_ours_may_be_hidden(odd: list[Outcome]) -> None:
    shoppers = MINE | {"order_source": "www"}
    for answers in ([*odd, ok([shoppers])], [ok([shoppers]), *odd]):
        store, _ = opened(*answers)
        with pytest.raises(StoreUnavailable):
            store.orders_of("cart-1")
    store, _ = opened(EMPTY, ok([shoppers]))
    assert [row.id for row in store.orders_of("cart-1")] == [102]


def test_what_both_queries_show_is_the_whole_list() -> None:
    store, _ = opened(ok([MINE]), EMPTY)
    assert [row.id for row in store.orders_of("cart-1", whole=True)] == [102]


@pytest.mark.parametrize("rows", [[STRANGER], [NOBODY_S]])
def test_a_list_of_strangers_is_no_clean_none(rows: Any) -> None:
    for answers in ((ok(rows), EMPTY), (EMPTY, ok(rows))):
        store, _ = opened(*answers)
        with pytest.raises(StoreUnavailable, match="not filtered by cart_id"):
            store.orders_of("cart-1")


FALSY: tuple[Any, ...] = ({}, "", 0, False)


@pytest.mark.parametrize(
    "answer",
    [
        *(failing(404), failing(500), ok({"data": 1}), ok([5]), ok("x"), ok([{}])),
        *(ok(body) for body in FALSY),
    ],
)
def test_what_is_no_list_of_orders_is_no_clean_none(answer: Outcome) -> None:
    for answers in ([*[answer] * 4, EMPTY], [EMPTY, *[answer] * 4], [answer] * 8):
        store, _ = opened(*answers)
        with pytest.raises(StoreUnavailable):
            store.orders_of("cart-1")


def test_one_order_is_read() -> None:
    store, send = opened(ok(MINE | {"payment_status": "captured"}))
    assert not store.read_order(102).untouched
    assert send.lines == ["GET /stores/sandbox/v2/orders/102"]


def test_an_order_that_is_not_shown_yet_is_no_proof() -> None:
    store, _ = opened(failing(404))
    with pytest.raises(StoreUnavailable):
        store.read_order(102)


@pytest.mark.parametrize("answer", [EMPTY, failing(404), ok(None, 200)])
def test_a_cart_that_is_removed_or_gone_is_removed_enough(answer: Outcome) -> None:
    store, send = opened(answer)
    store.delete_cart("cart-1")
    assert send.lines == ["DELETE /stores/sandbox/v3/carts/cart-1"]


@pytest.mark.parametrize("answer", [EMPTY, ok(None, 200)])
def test_an_order_is_archived_by_deleting_it(answer: Outcome) -> None:
    store, send = opened(answer)
    store.archive_order(102)
    assert send.lines == ["DELETE /stores/sandbox/v2/orders/102"]


def test_an_order_that_was_just_shown_and_is_not_found_is_not_taken_for_archived() -> None:
    store, _ = opened(failing(404))
    with pytest.raises(Interrupted):
        store.archive_order(102)


def test_a_removal_that_is_refused_is_told() -> None:
    store, _ = opened(failing(422))
    with pytest.raises(StoreRefused):
        store.archive_order(102)
