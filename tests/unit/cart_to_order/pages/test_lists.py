import pytest

from cart_to_order.pages.order_list import Frame, order_list
from cart_to_order.pages.order_page import order_page
from cart_to_order.pages.question import Question
from cart_to_order.pages.rows import Listing, Row, attention_row
from cart_to_order.pages.story import Story
from cart_to_order.pages.timeline.entries import Reason
from cart_to_order.pages.timeline.timeline import read_timeline
from tests.unit.cart_to_order.pages.cloud import noted
from tests.unit.cart_to_order.pages.logged import START, entry
from tests.unit.cart_to_order.pages.test_pages import elements_of, text_of

REASON = Reason("store_refused", "out_of_stock", "cart", "Put it in stock.", "merchant")
FRAME = Frame("stack shop", "attention", ("acme", "zoo"))


def page(listing: Listing, question: Question = Question(), frame: Frame = FRAME) -> str:  # noqa: B008
    return order_list(listing, question, frame, START + 60)


def refused(key: str = "po-1") -> Row:
    return Row("acme", key, "rejected", START, REASON)


def test_the_reason_says_the_cause_first_and_then_where_and_what_to_do() -> None:
    shown = page(Listing("attention", (refused(),), 1))

    assert ">out of stock<small>store_refused at cart. Put it in stock.</small>" in shown
    assert ">merchant</td>" in shown


def test_a_part_of_the_ledger_is_not_taken_for_the_whole() -> None:
    shown = page(Listing("ledger", (refused(),), 5000, "acme#po-1"), Question(state="rejected"))

    assert "1 shown, 5,000 read, of a part" in shown
    assert 'href="/orders?view=ledger&amp;state=rejected&amp;after=acme%23po-1"' in shown


def test_of_a_store_with_more_there_is_a_link() -> None:
    shown = page(Listing("attention", (refused(),), 200, further={"acme": "k199"}))

    assert 'href="/orders?view=attention&amp;store=acme&amp;after=k199"' in shown


def test_more_rows_than_anyone_reads_are_counted() -> None:
    rows = tuple(refused(f"po-{number}") for number in range(700))

    assert "the newest 600 of 700 that fit" in page(Listing("ledger", rows, 700))


def test_the_form_asks_by_get_without_a_script_and_keeps_what_was_chosen() -> None:
    question = Question("ledger", "zoo", "rejected", "out_of_stock", "2027-01-15", 'po"1')
    elements = elements_of(page(Listing("ledger"), question))
    (form,) = [given for name, given in elements if name == "form"]
    boxes = {given["name"]: given.get("value") for name, given in elements if name == "input"}
    chosen = [given["value"] for name, given in elements if "selected" in given]

    assert form == {"method": "get", "action": "/orders"}
    assert boxes == {
        "view": "ledger", "search": 'po"1', "cause": "out_of_stock", "day": "2027-01-15",
    }  # fmt: skip
    assert chosen == ["zoo", "rejected"]
    assert "script" not in {name for name, _ in elements}


def test_a_store_that_cannot_be_listed_can_be_typed() -> None:
    shown = page(Listing("attention"), frame=Frame("stack shop", "attention"))

    assert ("input", {"name": "store", "value": "", "autocomplete": "off"}) in elements_of(shown)
    assert "Type a store&#x27;s name above." in shown


@pytest.mark.parametrize(
    ("listing", "question", "words"),
    [
        (Listing("attention"), Question(), "Nothing needs attention."),
        (Listing("attention", remarks=("No table.",)), Question(), "Nothing could be read here."),
        (Listing("attention"), Question(state="placed"), "None that fits. Look through the ledger"),
        (Listing("ledger", after="acme#k"), Question(state="parked"), "None in this part."),
        (Listing("ledger"), Question(), "No orders yet."),
    ],
)
def test_an_empty_list_says_why(listing: Listing, question: Question, words: str) -> None:
    assert words in text_of(page(listing, question))


def test_the_commands_of_an_order_are_shown_and_nothing_acts() -> None:
    shown = order_page(
        Story(read_timeline(entry("rejected"), [])),
        options="--stack shop",
        known={"show", "retry", "cancel"},
    )
    names = {name for name, _ in elements_of(shown)}

    assert "cart-to-order retry --store acme --key po-1 --stack shop" in text_of(shown)
    assert "cart-to-order cancel --store acme --key po-1 --stack shop" in text_of(shown)
    assert names.isdisjoint({"form", "button", "input", "script"})


def test_a_parked_order_says_that_a_person_must_look() -> None:
    shown = text_of(order_page(Story(read_timeline(entry("parked"), []))))

    assert "a person must look" in shown
    assert "nothing more will happen" not in shown
    assert "redrive" in shown


def test_at_info_no_figure_of_calls_is_made_up() -> None:
    shown = text_of(
        order_page(Story(read_timeline(entry(deliveries=2), []), remarks=("At INFO.",)))
    )

    assert "not logged" in shown
    assert "At INFO." in shown
    assert "Deliveries2" in shown


def test_what_is_noted_for_attention_is_explained_and_the_request_is_not_there() -> None:
    item = noted("po-1", code="store_refused", cause="out_of_stock", step="cart",
                 hint="Put it in stock.", fix="merchant", words="Only 2 left")  # fmt: skip
    row = attention_row(item)
    shown = text_of(order_page(Story(read_timeline(entry("rejected"), []), row)))

    assert row.reason == Reason("store_refused", "out_of_stock", "cart", "Put it in stock.",
                                "merchant", "Only 2 left")  # fmt: skip
    assert "Refused: store_refused at step cart (out of stock)" in shown
    assert "The store's words: Only 2 left" in shown
    assert "Jane Roe" not in shown


def test_an_order_that_waits_says_for_what() -> None:
    story = Story(read_timeline(entry("cart"), []), attention_row(noted("po-1", "waiting")))

    assert "waitinggoes on when the store's secret or pause is fixed" in text_of(order_page(story))
