import re
from collections.abc import Mapping
from dataclasses import replace
from html.parser import HTMLParser
from urllib.parse import unquote

import pytest

from cart_to_order.pages.order_list import Frame, order_list
from cart_to_order.pages.order_page import no_page, order_page
from cart_to_order.pages.question import Question, path_of
from cart_to_order.pages.rows import Listing, row_of
from cart_to_order.pages.story import Story
from cart_to_order.pages.timeline.entries import Entry
from cart_to_order.pages.timeline.timeline import Timeline, read_timeline
from cart_to_order.pages.timeline.words import clock, length, offset
from tests.unit.cart_to_order.pages.logged import (
    START,
    Log,
    ago,
    entry,
    retried_and_delivered_twice,
)

HOSTILE = '"><script>alert(1)</script>'


def elements_of(page: str) -> list[tuple[str, dict[str, str]]]:
    """Each element of a page with its attributes, as a browser reads them."""
    return _Read(page).elements


def text_of(page: str) -> str:
    """What can be read on a page: neither its style nor its attributes."""
    return "".join(_Read(page).texts)


class _Read(HTMLParser):
    def __init__(self, page: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.texts: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {name: value or "" for name, value in attrs}))

    def handle_data(self, data: str) -> None:
        if self.elements[-1:] and self.elements[-1][0] != "style":
            self.texts.append(data)


def drawn(timeline: Timeline, refresh: int = 0) -> str:
    return order_page(Story(timeline), refresh)


def listed(
    *entries: Entry, calls: Mapping[tuple[str, str], int] | None = None, now: float = START
) -> str:
    """The page of a part of the ledger that has these."""
    listing = Listing("ledger", tuple(map(row_of, entries)), len(entries))
    return order_list(listing, Question(), Frame("local cloud", "ledger"), now, calls, 3)


def row(page: str, *words: str) -> str:
    """The one row of the drawing with these words."""
    rows = [text for text in page.split('<div class="row ') if all(word in text for word in words)]
    assert len(rows) == 1, (words, len(rows))
    return rows[0]


def test_each_call_is_a_bar_with_step_method_status_and_milliseconds() -> None:
    failed = row(drawn(retried_and_delivered_twice()), "<b>consignments</b>", "try 2")

    assert failed.startswith('is-call"')
    assert 'class="bar-call bad"' in failed
    for words in ("POST · try 2", ">503</span>", ">50 ms</span>"):
        assert words in failed


def test_a_wait_is_a_gap_with_its_length() -> None:
    assert ">200 ms</span>" in row(drawn(retried_and_delivered_twice()), "<b>back-off</b>")


def test_each_delivery_is_a_lane_with_its_times_and_its_outcome() -> None:
    page = drawn(retried_and_delivered_twice())
    first, second = page.split('<div class="lane"')[1:]

    for words in ("Delivery 1", "by queue", "cold start", "+0 ms", "store_unavailable at cons"):
        assert words in first
    for words in ("Delivery 2", "attempt 2", "+5.4 s", "order placed", "08:00:05.400 UTC"):
        assert words in second


def test_the_time_between_deliveries_is_cut_and_labelled() -> None:
    page = drawn(retried_and_delivered_twice())

    assert "5.00 s" in row(page, "message hidden: store_unavailable")
    assert re.search(r'class="cutlabel"[^>]*>5.00 s<', page)


def test_an_event_stands_where_it_happened() -> None:
    page = drawn(retried_and_delivered_twice())

    order = page.index("<b>order</b>")
    assert order < page.index("answer to create-order lost") < page.index("<b>orders</b>")


def test_phases_are_marked_at_the_exact_time_of_their_write() -> None:
    timeline = retried_and_delivered_twice()
    names = [phase.name for phase in timeline.phases]
    ends = [phase.ended - START for phase in timeline.phases]

    assert names == ["claimed", "cart", "submitting", "placed"]
    assert ends[:3] == pytest.approx([0.074, 5.474, 5.604], abs=1e-5)
    assert drawn(timeline).count('class="mark ') == 4


def test_a_write_that_gave_the_key_back_is_named_so() -> None:
    names = [bar.name for bar in retried_and_delivered_twice().writes]

    assert names == ["claim", "cart", "given-back", "claim", "submitting", "placed"]


def test_without_log_lines_the_history_is_drawn_and_what_is_missing_is_said() -> None:
    timeline = read_timeline(entry("cart", ago("cart", 0.5), deliveries=2), ["no line"])
    page = drawn(timeline)

    assert [phase.name for phase in timeline.phases] == ["claimed", "cart"]
    assert "The ledger counts 2 deliveries; of 2 there are no log lines" in page
    assert "no log lines" not in drawn(retried_and_delivered_twice())


def test_a_refusal_is_told_at_the_top() -> None:
    refused = entry("rejected", problem='{"code": "no_shipping_option", "step": "shipping_option"}')

    assert "Refused: no_shipping_option at step shipping_option" in drawn(
        read_timeline(refused, [])
    )


def test_hostile_text_stays_text() -> None:
    log = Log()
    log.call(0, HOSTILE, method=HOSTILE)
    log.call(1, "order", None, error=HOSTILE)
    log.write(2, HOSTILE, error=HOSTILE)
    log.note(3, "record comes back", code=HOSTILE, step=HOSTILE)
    known = entry("cart", f"{HOSTILE}@{START + 2}", last_error='{"code": "<script>"}')
    timeline = read_timeline(known, log.texts)
    hostile = replace(timeline, entry=replace(known, key=HOSTILE, store=HOSTILE, state=HOSTILE))

    for page in (drawn(hostile), listed(hostile.entry)):
        assert HOSTILE in text_of(page)
        assert "script" not in {name for name, _ in elements_of(page)}
        # Nothing has broken out of an attribute either: it would be read as attributes.
        given = [attributes for _, attributes in elements_of(page) if attributes]
        assert [name for each in given for name in each if not re.fullmatch(r"[a-z-]+", name)] == []
        assert any(HOSTILE in unquote(value) for each in given for value in each.values())


def test_the_pages_need_nothing_from_elsewhere_and_no_script() -> None:
    for page in (drawn(retried_and_delivered_twice()), listed(entry())):
        elements = elements_of(page)
        links = [given[name] for _, given in elements for name in ("href", "src") if name in given]
        assert {name for name, _ in elements}.isdisjoint({"script", "link", "img", "iframe"})
        assert "url(" not in page
        assert links
        assert {link.partition("?")[0].split("/")[1] for link in links} == {"orders"}


def test_the_list_shows_each_order_with_its_figures() -> None:
    known = entry("placed", order_id=101, deliveries=2, updated_at=START + 1.5)
    page = listed(known, calls={("acme", "po-1"): 7}, now=START + 125)

    for words in ('href="/orders/acme/po-1"', ">placed<", ">101</td>", ">1.50 s<", ">2 min<"):
        assert words in page
    assert re.findall(r'number">(\d)</td>', page) == ["7", "2"]


def test_an_empty_list_says_what_to_do() -> None:
    assert "No orders yet" in listed()


def test_a_page_is_redrawn_only_when_asked_to_be() -> None:
    timeline = retried_and_delivered_twice()

    assert '<meta http-equiv="refresh" content="3">' in drawn(timeline, 3)
    assert "http-equiv" not in drawn(timeline)
    assert 'href="/orders/acme/po-1?refresh=3"' in drawn(timeline)


def test_a_keys_page_is_found_whatever_the_key_is_made_of() -> None:
    assert path_of("acme", "a:b@c~d") == "/orders/acme/a%3Ab%40c~d"


def test_no_page_leads_back_to_the_list() -> None:
    assert 'href="/orders"' in no_page("There is no such page.")


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(0.0036, "3.6 ms"), (0.2, "200 ms"), (1.6, "1.60 s"), (40, "40.0 s"), (300, "5.0 min"),
     (9000, "2.5 h")],
)  # fmt: skip
def test_a_length_is_told_in_one_unit(seconds: float, words: str) -> None:
    assert length(seconds) == words


def test_times_are_told_as_clock_and_as_offset() -> None:
    assert clock(START + 0.25) == "08:00:00.250"
    assert clock(1e300) == "00:00:00.000"
    assert [offset(at) for at in (0, 0.25, 5, 12.5)] == ["+0 ms", "+250 ms", "+5 s", "+12.5 s"]
