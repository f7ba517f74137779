from collections.abc import Sequence

import pytest
from botocore.exceptions import EndpointConnectionError

from cart_to_order.pages.answering import answer
from cart_to_order.pages.question import Question
from cart_to_order.pages.reading.records import Stores
from cart_to_order.pages.reading.stack import LOCAL_REACH, Stack
from cart_to_order.pages.rows import Listing, Row, row_of
from cart_to_order.pages.story import Story
from cart_to_order.pages.timeline.entries import Entry
from cart_to_order.pages.timeline.timeline import read_timeline
from tests.unit.cart_to_order.pages.logged import START, entry

LOCAL = Stack(lambda _: None, "local cloud", "--local", "ledger", reach=LOCAL_REACH)
ON_AWS = Stack(lambda _: None, "stack shop", "--stack shop", "ledger", "attention")


class OneOrder:
    """Knows one order, unless AWS is gone."""

    def __init__(self, known: Entry, up: bool = True, stack: Stack = LOCAL) -> None:
        self.known, self.up, self.stack = known, up, stack
        self.asked: list[Question] = []

    def clock(self) -> float:
        return START + 60

    def stores(self) -> Stores:
        return Stores(("acme",), "Only one store is listed.")

    def listing(self, question: Question) -> Listing:
        if not self.up:
            raise EndpointConnectionError(endpoint_url="http://127.0.0.1:4566")
        self.asked.append(question)
        return Listing("ledger", (row_of(self.known),), 1)

    def calls_of(self, rows: Sequence[Row]) -> dict[tuple[str, str], int] | None:
        return {(row.store, row.key): 5 for row in rows} if self.stack is LOCAL else None

    def story(self, store: str, key: str, *, deep: bool = False) -> Story | None:
        known = (store, key) == (self.known.store, self.known.key)
        return Story(read_timeline(self.known, []), remarks=(f"deep: {deep}",)) if known else None


@pytest.mark.parametrize("target", ["/", "/orders", "/orders/", "/orders?refresh=0"])
def test_the_list_is_at_the_root(target: str) -> None:
    orders = OneOrder(entry())
    status, page = answer(orders, target)

    assert (status, "po-1</a>" in page) == (200, True)
    assert ">5</td>" in page
    assert "Only one store is listed." in page
    assert orders.asked[0].store == ""


@pytest.mark.parametrize("target", ["/orders/acme/po-1", "/orders/%61cme/po%2D1?refresh=0"])
def test_a_key_has_its_page_below(target: str) -> None:
    status, page = answer(OneOrder(entry()), target)

    assert (status, "<h2>Timeline</h2>" in page) == (200, True)


@pytest.mark.parametrize(
    "target", ["/orders/acme/po-2", "/orders/acme", "/orders/acme/po-1/x", "/favicon.ico", "/x"]
)
def test_anything_else_is_not_there(target: str) -> None:
    assert answer(OneOrder(entry()), target)[0] == 404


@pytest.mark.parametrize(
    ("state", "query", "refresh"),
    [
        ("cart", "", "3"),
        ("placed", "", None),
        ("cart", "?refresh=0", None),
        ("placed", "?refresh=10", "10"),
        ("placed", "?refresh=99999999", "3600"),
        ("cart", "?refresh=soon", "3"),
        ("cart", "?refresh=-1", "3"),
    ],
)
def test_a_page_is_redrawn_until_the_key_is_settled(
    state: str, query: str, refresh: str | None
) -> None:
    _, page = answer(OneOrder(entry(state)), f"/orders/acme/po-1{query}")

    assert (f'content="{refresh}"' in page) is (refresh is not None)
    assert ("http-equiv" in page) is (refresh is not None)


def test_an_aws_that_is_gone_is_named() -> None:
    status, page = answer(OneOrder(entry(), up=False), "/orders")

    assert (status, "cannot be read (EndpointConnectionError)" in page) == (502, True)


def test_a_page_of_a_stack_on_aws_stands_still_and_counts_no_calls() -> None:
    for target in ("/orders", "/orders/acme/po-1"):
        _, page = answer(OneOrder(entry("cart"), stack=ON_AWS), target)
        assert "http-equiv" not in page
    assert ">Calls<" not in answer(OneOrder(entry("cart"), stack=ON_AWS), "/orders")[1]


def test_the_form_s_fields_are_the_question() -> None:
    orders = OneOrder(entry())
    answer(orders, "/orders?store=acme&state=rejected&cause=out_of_stock&day=2027-01-15&search=po")

    wanted = Question("", "acme", "rejected", "out_of_stock", "2027-01-15", "po")
    assert orders.asked == [wanted]


@pytest.mark.parametrize("query", ["day=yesterday", "view=secrets"])
def test_a_question_that_makes_no_sense_is_answered_with_what_is_wrong(query: str) -> None:
    orders = OneOrder(entry())
    status, page = answer(orders, f"/orders?{query}")

    assert (status, 'role="alert"' in page, orders.asked) == (400, True, [])


def test_more_of_the_logs_is_read_only_where_it_was_asked_for() -> None:
    assert "deep: False" in answer(OneOrder(entry()), "/orders/acme/po-1")[1]
    assert "deep: True" in answer(OneOrder(entry()), "/orders/acme/po-1?deep=1")[1]


@pytest.mark.parametrize("target", ["/orders/a%23b/po-1", "/orders/acme/a%22b", "/orders//acme"])
def test_what_can_be_no_key_is_not_looked_for(target: str) -> None:
    assert answer(OneOrder(entry()), target)[0] == 404
