"""An id that is none, a text of endless length, another order's answer: none of it did read."""

from typing import Any

import pytest

from order_service.answers import RedirectUrls
from order_service.bigcommerce.calls import StoreCalls
from order_service.bigcommerce.store import BigCommerceStore
from order_service.errors import StoreUnavailable
from order_service.request.intake import read_order
from order_service.store.answer_types import MOST_NUMBER, MOST_ROWS, whole_number
from order_service.store.checkout_view import MOST_KEPT_BYTES
from order_service.store.consignment_view import MOST_OPTIONS
from order_service.store.signals import Ambiguous, Interrupted
from tests.fakes.clock import FakeClock
from tests.fakes.orders import order_body
from tests.fakes.sends import ok, scripted
from tests.fakes.store import FakeCredentials, deadline_in
from tests.fakes.views import FLAT

NO_IDS = ("../../../other/v2/orders/1?x=", "c/1", "c?x", "c#x", "c%2F", "c-1\n", "", " ", "x" * 65)
URL = "https://shop.example/cart?token="
OPTION = FLAT | {"description": "x" * 1000}
NO_ORDERS = (
    True,
    7.0,
    0,
    -7,
    MOST_NUMBER + 1,
    "",
    "7.0",
    "+7",
    " 7",
    "\uff17",
    "9" * 5000,
    None,
    [7],
)


def answering(body: Any) -> BigCommerceStore:
    """A store that answers this to every call."""
    clock = FakeClock()
    send = scripted(*[ok(body)] * 8)
    return BigCommerceStore(StoreCalls(send, FakeCredentials(), "a", "c", deadline_in(60, clock)))


def reads(checkout: dict[str, Any]) -> bool:
    """Whether this is taken for a checkout."""
    start: dict[str, Any] = {"id": "c-1", "cart": {"currency": {"code": "USD"}}}
    try:
        answering({"data": start | checkout}).read_checkout("c-1")
    except StoreUnavailable:
        return False
    return True


def consignment(**changes: Any) -> dict[str, Any]:
    return {"consignments": [{"id": "s-1", "line_item_ids": []} | changes]}


def opens(cart: dict[str, Any]) -> bool:
    """Whether this is taken for a new cart."""
    try:
        answering({"data": {"id": "c-1"} | cart}).open_cart(read_order(order_body()))
    except StoreUnavailable:
        return False
    return True


@pytest.mark.parametrize("found", NO_IDS)
def test_an_id_that_is_none_is_not_read(found: str) -> None:
    assert not opens({"id": found})
    assert not reads(consignment(id=found))
    assert not reads(consignment(line_item_ids=[found]))
    assert not reads({"cart": {"line_items": {"custom_items": [{"id": found, "quantity": 1}]}}})
    assert reads({"billing_address": {"id": found}}) is (not found)


@pytest.mark.parametrize("found", ["5d484d668e5aa", "4d1b8f0e-0000-4000-8000-00000000000a", 5])
def test_an_id_is_read(found: Any) -> None:
    assert opens({"id": found})
    assert reads(consignment(id=found, line_item_ids=[found]))
    assert reads({"billing_address": {"id": found}})


def test_a_billing_address_s_id_is_read_as_text() -> None:
    body = {"data": {"id": "c-1", "billing_address": {"id": 5, "email": "a@example.com"}}}
    address = answering(body).read_checkout("c-1").billing_address
    assert address == {"id": "5", "email": "a@example.com"}


@pytest.mark.parametrize("found", NO_ORDERS)
def test_only_a_whole_number_is_an_order(found: Any) -> None:
    with pytest.raises(ValueError, match="number of an order"):
        whole_number(found)
    with pytest.raises(Ambiguous):
        answering({"data": {"id": found}}).create_order("c-1")
    with pytest.raises(StoreUnavailable):
        answering([{"id": found, "cart_id": "c-1"}]).orders_of("c-1")


@pytest.mark.parametrize("found", [7, "7", "007"])
def test_a_whole_number_or_its_digits_are_an_order(found: Any) -> None:
    assert answering({"data": {"id": found}}).create_order("c-1") == 7
    assert [row.id for row in answering([{"id": found, "cart_id": "c-1"}]).orders_of("c-1")] == [7]


@pytest.mark.parametrize(
    ("hint", "order_id"), [(7, 7), ("7", 7), ("9" * 5000, 0), ("none", 0), ("-1", 0), (None, 0)]
)
def test_a_checkout_s_hint_is_the_number_of_an_order_or_none(hint: Any, order_id: int) -> None:
    found = answering({"data": {"id": "c-1", "order_id": hint}}).read_checkout("c-1")
    assert found.order_hint == order_id


def test_another_order_s_answer_is_not_read() -> None:
    with pytest.raises(StoreUnavailable):
        answering({"id": 8}).read_order(7)
    with pytest.raises(Interrupted):
        answering({"id": 8}).update_order(7, {"staff_notes": "x"})
    assert answering({"id": 7}).read_order(7).id == 7


@pytest.mark.parametrize(
    ("url", "kept"),
    [
        (URL + "x" * 2000, True),
        (URL + "x" * 500_000, False),
        ("javascript:alert(1)", False),
        (URL + " x", False),
        (URL + "\u202e", False),
        (5, False),
        ({}, False),
    ],
)
def test_a_redirect_url_of_another_kind_or_length_is_left_out(url: Any, kept: bool) -> None:
    body = {"data": {"id": "c-1", "redirect_urls": {"checkout_url": url, "cart_url": URL}}}
    urls = answering(body).open_cart(read_order(order_body())).redirect_urls
    assert (urls.checkout_url, urls.cart_url) == (url if kept else None, URL)


@pytest.mark.parametrize("urls", [[], [URL], URL, 5, True])
def test_redirect_urls_that_are_no_object_are_left_out(urls: Any) -> None:
    body = {"data": {"id": "c-1", "redirect_urls": urls}}
    assert answering(body).open_cart(read_order(order_body())).redirect_urls == RedirectUrls()


@pytest.mark.parametrize(
    ("amount", "read"),
    [
        *((10**15, True), ("1e15", True), (13.858823529412, True), (-5, True)),
        *((10**15 + 1, False), ("1e30", False), ("1e-500", False), ("NaN", False), ("x", False)),
        *(("9" * 5000, False), (float("inf"), False), (True, False)),
    ],
)
def test_an_amount_is_one_that_can_be_rounded(amount: Any, read: bool) -> None:
    assert reads({"grand_total": amount}) is read
    if read:
        body = {"data": {"id": "c-1", "grand_total": amount, "cart": {"currency": {"code": "KWD"}}}}
        assert answering(body).read_checkout("c-1").totals().grand_total is not None


def test_rows_are_no_more_than_an_order_can_have() -> None:
    lines = [{"id": f"l-{number}", "quantity": 1} for number in range(MOST_ROWS + 1)]
    assert reads({"cart": {"line_items": {"physical_items": lines[:-1]}}})
    assert not reads({"cart": {"line_items": {"physical_items": lines}}})
    assert not reads(consignment(line_item_ids=[line["id"] for line in lines]))
    assert reads(consignment(available_shipping_options=[FLAT] * MOST_OPTIONS))
    assert not reads(consignment(available_shipping_options=[FLAT] * (MOST_OPTIONS + 1)))


@pytest.mark.parametrize("field", ["type", "transit_time", "description"])
def test_an_option_s_texts_are_not_endless(field: str) -> None:
    found = answering(
        {"data": consignment(selected_shipping_option=FLAT | {field: "x" * 5000}) | {"id": "c-1"}}
    )
    (read,) = found.read_checkout("c-1").consignments
    assert read.selected_shipping_option
    longest = 1000 if field == "description" else 255
    assert getattr(read.selected_shipping_option, field) == "x" * longest


def test_consignments_are_read_while_the_ledger_can_keep_their_answer() -> None:
    one = {"id": "s-1", "line_item_ids": ["l-1"] * 10, "selected_shipping_option": OPTION}
    few, many = MOST_KEPT_BYTES // 2000, MOST_KEPT_BYTES // 1000
    assert reads({"consignments": [one] * few})
    assert not reads({"consignments": [one] * many})


@pytest.mark.parametrize("token", ["x" * 4097, "", "a b", "a\n", 5, None, {}])
def test_a_payment_token_is_a_text_of_some_length(token: Any) -> None:
    with pytest.raises(StoreUnavailable):
        answering({"data": {"id": token}}).payment_token(7)
