import re

import pytest

from bigcommerce_emulator.http.edge import Edge
from bigcommerce_emulator.http.faults import FaultPlan, read_plan
from bigcommerce_emulator.http.journal import Entry, Journal, shown_path
from bigcommerce_emulator.page.markup import Html, join, tag
from bigcommerce_emulator.page.page import Page
from bigcommerce_emulator.page.rows import age
from bigcommerce_emulator.state.settings import Settings
from tests.unit.bigcommerce_emulator.shopper import AUSTIN, GUIDE, MUG, Shopper, everything


def edge_of(shopper: Shopper, plan: FaultPlan | None = None) -> Edge:
    return Edge(shopper.store, plan or FaultPlan(), shopper.clock)


def drawn(shopper: Shopper, edge: Edge | None = None, refresh: int = 3) -> str:
    return Page(shopper.store, edge or edge_of(shopper)).draw(refresh, "http://here/")


def test_an_empty_store_says_what_will_be_where() -> None:
    page = drawn(Shopper())

    for words in ("No orders yet", "No carts in flight", "No requests yet", "No faults are on"):
        assert words in page


def test_an_order_is_shown_with_its_status_total_and_age() -> None:
    shopper = Shopper()
    _, order_id = shopper.placed_order()
    shopper.store.merchant.move_order(order_id, 5)
    shopper.store.merchant.archive_order(order_id)
    shopper.clock.now += 125
    page = drawn(shopper)

    for words in (f"<td>{order_id}</td>", "Cancelled", "Archived", "37.48 USD", "2 min"):
        assert words in page


def test_a_cart_is_in_flight_until_it_is_an_order_and_shows_its_step() -> None:
    shopper = Shopper()
    opened = shopper.open_cart(MUG)["id"]
    shopper.bill(shopper.open_cart(MUG)["id"])
    shopper.consigned_cart()
    shopper.ready_cart()
    ordered, _ = shopper.placed_order()
    section = drawn(shopper).partition("Carts in flight")[2].partition("</section>")[0]

    assert opened[:8] in section
    assert ordered[:8] not in section
    for step in ("opened", "billing address", "shipping 0 of 1", "ready to order"):
        assert step in section


def test_no_customer_and_no_token_is_ever_shown() -> None:
    shopper = Shopper(Settings(tokens="second-token:store_cart"))
    shopper.placed_order()
    page = drawn(shopper)

    for secret in (*(str(text) for text in AUSTIN.values() if len(str(text)) > 3), "-token"):
        assert secret not in page


def test_switches_that_were_turned_stand_before_the_others() -> None:
    page = drawn(Shopper(Settings(empty_list="[]")))
    turned, _, usual = page.partition("Switches")[2].partition("<details>")

    assert "<code>empty_list</code><code>[]</code>" in turned
    assert "order_list" in usual
    assert "order_list" not in turned


def test_faults_of_the_plan_are_put_in_words() -> None:
    plan = read_plan(
        {
            "faults": [
                {"kind": "cut", "operation": "create_order", "when": "after", "probability": 0.25},
                {"kind": "status", "status": 429, "probability": 0.1},
                {"kind": "delay", "ms": [20, 80]},
            ]
        }
    )
    shopper = Shopper()
    page = drawn(shopper, edge_of(shopper, plan))

    for words in ("cut after the effect, 25 %", "429 before the effect, 10 %", "every call"):
        assert words in page
    assert "slower by 20 to 80 ms" in page


def test_the_quota_is_shown_with_what_is_left_of_it() -> None:
    shopper = Shopper(Settings(rate_limit=10))
    for _ in range(9):
        shopper.ask("GET", "/v2/orders")
    page = drawn(shopper)

    assert "of 10, resets in 30 s" in page
    assert 'class="bar low"><i style="width: 10%"' in page
    assert "no limit on this plan" in drawn(Shopper())


def test_requests_are_shown_newest_first_with_status_time_and_fault() -> None:
    shopper = Shopper()
    edge = edge_of(shopper)
    edge.journal.add(
        Entry(shopper.clock.now, "GET", "/stores/x/v2/orders", "list_orders", 204, 0.0123)
    )
    edge.journal.add(
        Entry(shopper.clock.now, "POST", "/stores/x/v3/carts", "", 0, 0.001, "cut_after")
    )
    page = drawn(shopper, edge)

    assert page.index("/v3/carts</code>") < page.index("/v2/orders")
    assert ">12.3<" in page
    assert "cut after</span>" in page


def test_a_closed_store_says_so_at_the_top() -> None:
    shopper = Shopper(Settings(maintenance="on"))

    assert "In maintenance" in drawn(shopper)
    assert "In maintenance" not in drawn(Shopper())


def test_the_page_is_redrawn_only_when_asked_to_be() -> None:
    assert '<meta http-equiv="refresh" content="7">' in drawn(Shopper(), refresh=7)
    assert "http-equiv" not in drawn(Shopper(), refresh=0)


def test_the_page_needs_nothing_from_elsewhere() -> None:
    page = drawn(Shopper())

    assert "<script" not in page
    assert re.findall(r'(?:src|href)="([^"]*)"', page) == ["/?refresh=0"]


def test_only_so_many_requests_are_kept() -> None:
    journal = Journal(rows=2)
    for number in range(3):
        journal.add(Entry(number, "GET", f"/{number}", "", 200, 0))

    assert [entry.at for entry in journal] == [2, 1]


@pytest.mark.parametrize(
    ("path", "shown"),
    [
        ("/stores/sandbox/v3/carts", "/v3/carts"),
        ("/stores/sandbox/v2/orders/101/products", "/v2/orders/101/products"),
        (
            "/stores/sandbox/v3/checkouts/3cae6525-d0e8-4252-afec-0890fbb710c5/orders",
            "/v3/checkouts/3cae6525/orders",
        ),
        ("/stores/sandbox/v3/subscribers/zephyrine@example.com", "/v3/…/…"),
        ("/stores/sandbox/v3/customers/zephyrine@example.com", "/v3/customers/…"),
        ("/", "/"),
    ],
)
def test_a_path_is_shown_without_what_might_name_a_person(path: str, shown: str) -> None:
    assert shown_path(path) == shown


def test_text_is_escaped_and_html_is_not() -> None:
    html = tag("p", "<b>", Html("<i>"), 5, class_='"', title=None)

    assert html == '<p class="&quot;">&lt;b&gt;<i>5</p>'
    assert join(("&", Html("&amp;"))) == "&amp;&amp;"
    assert tag("meta", name="a") == '<meta name="a">'


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(0.2, "now"), (59, "59 s"), (60, "1 min"), (7200, "2 h"), (180_000, "2 d")],
)
def test_an_age_is_told_in_one_unit(seconds: float, words: str) -> None:
    assert age(seconds) == words


def test_a_cart_that_is_fetched_or_downloaded_gets_ready_too() -> None:
    digital, fetched = Shopper(), Shopper()
    digital.bill(digital.open_cart(GUIDE)["id"])
    cart = fetched.open_cart(MUG)
    fetched.bill(cart["id"])
    items = everything(cart)["line_items"]
    fetched.consign(cart["id"], {"line_items": items, "pickup_option": {"pickup_method_id": 1}})

    assert "ready to order" in drawn(digital)
    assert "ready to order" in drawn(fetched)


def test_faults_that_are_on_stand_above_the_requests() -> None:
    plan = read_plan({"faults": [{"kind": "late", "operation": "list_orders", "ms": 2000}]})
    shopper = Shopper()
    quiet, noisy = drawn(shopper), drawn(shopper, edge_of(shopper, plan))
    faults, requests = 'aria-label="Faults"', 'aria-label="Requests"'

    assert quiet.index(faults) < quiet.index('aria-label="Switches"') < quiet.index(requests)
    assert noisy.index('aria-label="Switches"') < noisy.index(faults) < noisy.index(requests)
    assert "blind to orders of the last 2000 ms" in noisy
