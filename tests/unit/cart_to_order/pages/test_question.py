from urllib.parse import urlsplit

import pytest

from cart_to_order.pages.question import Question
from cart_to_order.pages.rows import Row, row_of
from cart_to_order.pages.timeline.entries import Reason
from tests.unit.cart_to_order.pages.logged import START, entry

FULL = Question("ledger", "acme", "rejected", "out of & stock", "2027-01-15", "po/1", "acme#po")
ROW = Row("acme", "po-1", "rejected", START, Reason("store_refused", "out_of_stock"))


def test_a_question_is_read_back_from_the_address_that_it_was_written_into() -> None:
    assert Question.read(urlsplit(FULL.path()).query) == FULL
    assert Question().path() == "/orders"
    assert FULL.path(after="") == FULL.path().rpartition("&after=")[0]


@pytest.mark.parametrize("query", ["", "x=1", "store", "&&=&", "%ff=%ff"])
def test_what_an_address_has_besides_is_passed_over(query: str) -> None:
    assert Question.read(query) == Question()


def test_a_word_of_a_question_has_a_bounded_length() -> None:
    assert len(Question.read(f"search={'x' * 5000}").search) == 200


@pytest.mark.parametrize("day", ["yesterday", "2027-02-30", "2027-13-01", "1"])
def test_a_day_that_is_none_is_named(day: str) -> None:
    assert day in Question(day=day).fault()
    assert Question(day="2027-01-15").fault() == ""


def test_a_day_is_a_day_in_utc() -> None:
    assert Question(day="2027-01-15").span() == (1_799_971_200, 1_800_057_600)


@pytest.mark.parametrize(
    ("question", "fits"),
    [
        (Question(), True),
        (Question(store="acme", state="rejected"), True),
        (Question(store="other"), False),
        (Question(state="parked"), False),
        (Question(cause="out_of_stock"), True),
        (Question(cause="store_refused"), True),
        (Question(cause="stock"), False),
        (Question(day="2027-01-15"), True),
        (Question(day="2027-01-16"), False),
        (Question(search="po"), True),
        (Question(search="101"), False),
    ],
)
def test_a_row_fits_what_is_asked_for(question: Question, fits: bool) -> None:
    assert ROW.fits(question) is fits


@pytest.mark.parametrize("search", ["po-1", "o-", "101", "cart-1"])
def test_an_entry_of_the_ledger_is_found_by_key_order_and_cart(search: str) -> None:
    assert row_of(entry(order_id=101, cart_id="cart-1")).fits(Question(search=search))
    assert not row_of(entry(order_id=1011, cart_id="cart-12")).fits(Question(search="101"))
