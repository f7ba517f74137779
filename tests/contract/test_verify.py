"""`make verify-store` itself, at emulators whose switches it must find out."""

from collections.abc import Mapping
from dataclasses import replace
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from bigcommerce_emulator.api.application import Store
from bigcommerce_emulator.api.exchanges import unrecorded
from bigcommerce_emulator.profiles.profiles import read_profile
from bigcommerce_emulator.server import running_server
from bigcommerce_emulator.state.settings import Settings
from bigcommerce_emulator.verify.command import main
from bigcommerce_emulator.verify.documented.calls import CALLS
from bigcommerce_emulator.verify.listening import Listening
from bigcommerce_emulator.verify.questions.all import QUESTIONS
from bigcommerce_emulator.verify.shopping.asking import Answer, Ask, InProcess
from bigcommerce_emulator.verify.shopping.goods import find_line
from bigcommerce_emulator.verify.shopping.shopping import ADDRESS, Shopping, UndecidedError
from bigcommerce_emulator.verify.verdicts import put_to
from tests.contract.test_contract import MEANS, shopping
from tests.unit.bigcommerce_emulator.shopper import Clock, Shopper

TURNED = {
    "checkout_order_id": "never",
    "order_reads": "late",
    "empty_list": "[]",
    "split_lines": "same_id",
    "second_billing": "refuse",
    "first_consignment": "empty",
    "consignment_again": "add",
    "identical_lines": "keep",
    "custom_items_ship": "no",
    "unknown_customer": "refuse",
    "items_clear_option": "no",
    "discounts_clear_option": "yes",
    "billing_clears_option": "yes",
    "fees_count_version": "no",
    "metafields_count_version": "yes",
    "order_counts_version": "yes",
    "phone_pattern": "enforced",
    "prices": "inc_tax",
    "taxed_shipping": "yes",
    "count_incomplete": "no",
    "version": "absent",
    "version_counters": "two",
    "billing_counts_version": "no",
    "consignments_count_version": "no",
    "coupons_clear_option": "yes",
    "discounts_remove_coupons": "yes",
    "form_fields": "enforced",
    "consignment_address": "schema",
    "option_ids": "each_quote",
    "custom_items_taxed": "no",
    "currency_missing": "refuse",
    "missing_cart": "500",
    "amounts": "exact",
    "metafield_conflict": "late",
    "taxed_fees": "yes",
    "order_again": "refuse",
    "status_deletes_cart": "yes",
    "not_payable": "422",
    "order_refusal": "400",
    "incomplete_address": "422",
    "update_stock_behavior": "order_completed_or_shipped",
    "unpaid_takes_stock": "no",
    "cancel_returns_stock": "no",
    "order_checks_stock": "no",
    "quantity_refusal": "409",
    "sku_filter": "every_sku",
    "email_filter": "ignored",
    "order_filter": "ignored",
    "account_list": "default_channel",
    "variant_with_options": "refuse",
    "ordered_lines": "immutable",
    "shapes": "nulls",
    "b2b_edition": "off",
    "b2b_errors": "code",
    "b2b_record": "never",
    "b2b_record_delay_seconds": "7.0",
}
MORE = [
    ("sku_filter", "ignored"),
    ("shapes", "php"),
    ("b2b_record", "every_order"),
    ("order_list", "late"),
    ("order_list", "only_status_0"),
    ("first_consignment", "of_all_lines"),
    ("first_consignment", "always"),
    ("consignment_again", "refuse"),
    ("checkout_order_id", "first"),
]
ROWS = [*TURNED.items(), *MORE]


@pytest.mark.parametrize(("switch", "value"), ROWS)
def test_a_question_finds_out_how_a_switch_is_turned(switch: str, value: str) -> None:
    settings = Settings().with_pairs([f"{switch}={value}"])
    usual = str(getattr(Settings(), switch))

    assert QUESTIONS[switch](shopping(settings))[0] == value
    assert QUESTIONS[switch](shopping(Settings()))[0] == usual


def test_the_limit_of_calls_that_b2b_edition_shows_is_told() -> None:
    class Limited(InProcess):
        def __call__(self, *asked: Any, **more: Any) -> Answer:
            answer = super().__call__(*asked, **more)
            return replace(answer, headers={**answer.headers, "x-ratelimit-limit": "60"})

    ask = Limited(Store(Settings()))
    found = QUESTIONS["b2b_edition"](Shopping(ask, MEANS, lambda _: None))
    assert found == ("on", "extra fields: 200; x-ratelimit-limit 60")
    assert "no limit of calls is shown" in QUESTIONS["b2b_edition"](shopping(Settings()))[1]


def test_the_delay_of_the_list_is_measured() -> None:
    settings = Settings(order_list="late", order_list_delay_seconds=4)

    assert QUESTIONS["order_list_delay_seconds"](shopping(settings))[0] == "4"
    with pytest.raises(UndecidedError, match="no delay"):
        QUESTIONS["order_list_delay_seconds"](shopping(Settings()))


def test_an_emulator_agrees_with_everything_and_needs_no_switch() -> None:
    report = put_to(shopping(Settings()))
    text = "\n".join(report.lines())

    assert not report.differs, text
    assert "0 differs, 0 not known, 0 not asked" in text
    assert "not asked:" not in text
    assert "bigcommerce-emulator (all as by default)" in text


def test_nothing_is_left_behind_but_archived_orders() -> None:
    store = Store(Settings())
    report = put_to(Shopping(InProcess(store), MEANS, lambda _: None))

    assert report.left_behind == []
    assert (len(store.carts), {order.is_deleted for order in store.orders}) == (0, {True})


def test_metafields_are_taken_back_too() -> None:
    shopper = Shopper()
    put_to(Shopping(InProcess(shopper.store), MEANS, lambda _: None))
    # The list over all carts shows each app its own.
    left = shopper.body(shopper.ask("GET", "/v3/carts/metafields"))

    assert left["data"] == []


class Breaking:
    """A store whose connection breaks after so many calls: for some calls, or for good."""

    def __init__(self, store: Store, after: int, breaks: int, *, answer_is_lost: bool) -> None:
        self._store = InProcess(store)
        self._calls = 0
        self._breaks = range(after, after + breaks)
        self._is_lost = answer_is_lost

    def __call__(
        self,
        method: str,
        path: str,
        body: object = None,
        query: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        self._calls += 1
        if self._calls in self._breaks:
            if self._is_lost:
                self._store(method, path, body, query, headers)
            raise OSError(f"{method} {path}: ConnectionResetError")
        return self._store(method, path, body, query, headers)

    def another(self) -> Ask:
        return self

    def close(self) -> None: ...


@pytest.mark.parametrize("after", range(5, 80, 7))
def test_one_lost_answer_ends_nothing_and_leaves_no_order(after: int) -> None:
    store = Store(Settings())
    trip = Shopping(Breaking(store, after, 1, answer_is_lost=True), MEANS, lambda _: None)
    report = put_to(trip)

    assert (report.cut_short, report.left_behind) == ("", [])
    assert sum("no answer" in verdict.words for verdict in report.verdicts) == 1
    assert {order.is_deleted for order in store.orders} == {True}


def test_a_store_that_answers_no_more_ends_it_and_what_is_left_behind_is_named() -> None:
    store = Store(Settings())
    trip = Shopping(Breaking(store, 60, 10**6, answer_is_lost=False), MEANS, lambda _: None)
    report = put_to(trip)
    text = "\n".join(report.lines())

    assert "did not answer 3 times" in text
    assert "agrees " in text
    assert len(report.left_behind) == text.count("delete it by hand") > len(store.carts) - 1


def test_a_run_that_is_interrupted_cleans_up_and_tells_what_it_found() -> None:
    clock, calls = Clock(), count()

    def pause(seconds: float) -> None:
        clock.now += seconds
        if next(calls) == 3:
            raise KeyboardInterrupt

    store = Store(Settings(order_list="late", order_reads="late"), now=clock)
    report = put_to(Shopping(InProcess(store), MEANS, pause))

    assert report.cut_short == "interrupted"
    assert report.verdicts
    assert (report.left_behind, len(store.carts)) == ([], 0)
    assert {order.is_deleted for order in store.orders} == {True}


def test_what_cannot_be_taken_back_is_named() -> None:
    store = Store(Settings())
    trip = Shopping(InProcess(store), MEANS, lambda _: None)
    cart_id = trip.cart()["id"]
    store.merchant.close_for_maintenance()

    assert trip.clean_up() == [f"cart {cart_id}"]


class Odd:
    """A store that answers one path in its own way."""

    def __init__(self, path: str, answer: Answer) -> None:
        self._store = InProcess(Store(Settings()))
        self._path = path
        self._answer = answer

    def __call__(
        self,
        method: str,
        path: str,
        body: object = None,
        query: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        if path.endswith(self._path):
            return self._answer
        return self._store(method, path, body, query, headers)

    def another(self) -> Ask:
        return self

    def close(self) -> None: ...


@pytest.mark.parametrize(
    ("path", "answer", "words"),
    [
        ("/redirect_urls", Answer(200, {"data": {}}), "answered 200, not 201"),
        ("/products", Answer(200, {}), "there are no products"),
        ("/billing-address", Answer(200, "<html>"), "another shape (TypeError)"),
    ],
)
def test_a_store_that_does_otherwise_is_reported(path: str, answer: Any, words: str) -> None:
    report = put_to(Shopping(Odd(path, answer), MEANS, lambda _: None))

    assert report.differs
    assert any(words in line for line in report.lines())


def test_a_store_that_ships_nothing_to_the_sample_address_cannot_tell() -> None:
    report = put_to(Shopping(Odd("/billing-address", Answer(503, None)), MEANS, lambda _: None))
    found = {finding.switch: finding.value for finding in report.findings}

    assert (found["order_list"], found["empty_list"]) == (None, "204")


def environment(url: str, **more: str) -> dict[str, str]:
    usual = {
        "BIGCOMMERCE_URL": url,
        "BIGCOMMERCE_STORE_HASH": "sandbox",
        "BIGCOMMERCE_ACCESS_TOKEN": Settings().access_token,
        "BIGCOMMERCE_PRODUCT_ID": "120",
        "BIGCOMMERCE_COUPON_CODE": "TENOFF",
        "BIGCOMMERCE_FORM_FIELD": "field_25",
        "BIGCOMMERCE_STOCKED_ID": "127",
    }
    return usual | more


def test_times_and_failures_are_told_by_their_shape_and_not_by_what_they_say() -> None:
    times = iter([0, 0.25, 1, 1.75, 2, 2.1])
    store = Store(Settings(rate_limit=1))
    listening = Listening(InProcess(store), lambda: next(times))
    for path in ("/v2/orders", "/v2/orders", "/v2/orders/no-such-thing"):
        listening("GET", path)
    rows = [" ".join(line.split()) for line in listening.lines()]

    assert "GET /v2/orders 500.0 750.0 2" in rows
    assert "2 times 429 an array, limits named, X-Retry-After" in rows
    assert not any("no-such-thing" in row for row in rows)


@pytest.mark.enable_socket
def test_a_running_store_is_put_to_the_contract_and_its_switches_are_printed_and_kept(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    # Its records would come later than one waits here.
    settings = Settings(empty_list="[]", second_billing="refuse", order_list="only_status_0",
                        b2b_record="never")  # fmt: skip
    store = Store(settings, recorder=unrecorded)
    file = tmp_path / "store.yaml"
    with running_server(store) as running:
        b2b = {"BIGCOMMERCE_COMPANY_CUSTOMER_ID": "11", "BIGCOMMERCE_B2B_URL": running.url}
        code = main(environment(running.url, **b2b), lambda _: None, ["--write", str(file)])
    text = capsys.readouterr().out
    kept = read_profile(file).settings(Settings())

    assert code == 0, text
    assert (kept.empty_list, kept.second_billing) == ("[]", "refuse")
    assert kept.order_list == "only_status_0"
    assert f"--set-from {file}" in text
    assert f"{len(CALLS)} of {len(CALLS)} calls" in text
    assert (
        "bigcommerce-emulator --set second_billing=refuse --set empty_list=[]"
        " --set order_list=only_status_0 --set b2b_record=never\n" in text
    )
    assert settings.access_token not in text
    assert str(ADDRESS["email"]) not in text


@pytest.mark.enable_socket
def test_a_quota_is_waited_for(capsys: pytest.CaptureFixture[str]) -> None:
    store = Store(Settings(rate_limit=150), recorder=unrecorded)
    pauses: list[float] = []

    def pause(seconds: float) -> None:
        pauses.append(seconds)
        store.quota.began -= 60

    with running_server(store) as running:
        code = main(environment(running.url), pause)

    assert code == 0, capsys.readouterr().out
    assert pauses
    assert all(0 < seconds <= 30 for seconds in pauses)


@pytest.mark.enable_socket
def test_a_store_with_orders_is_left_alone_unless_allowed(
    capsys: pytest.CaptureFixture[str],
) -> None:
    shopper = Shopper(recorder=unrecorded)
    shopper.placed_order()
    with running_server(shopper.store) as running:
        refused = main(environment(running.url))
        untouched = len(shopper.store.orders)
        allowed = main(environment(running.url, ALLOW_ORDERS="1"), lambda _: None)

    assert (refused, untouched, allowed) == (2, 1, 0)
    assert "ALLOW_ORDERS=1" in capsys.readouterr().err


@pytest.mark.enable_socket
def test_a_token_that_does_not_open_the_store_ends_it(capsys: pytest.CaptureFixture[str]) -> None:
    with running_server(Store(recorder=unrecorded)) as running:
        code = main(environment(running.url, BIGCOMMERCE_ACCESS_TOKEN="wrong"))

    assert code == 2
    assert "answered 401" in capsys.readouterr().err


def test_without_a_store_it_says_what_it_needs(capsys: pytest.CaptureFixture[str]) -> None:
    assert main({"BIGCOMMERCE_STORE_HASH": "x"}) == 2
    assert "Not set: BIGCOMMERCE_ACCESS_TOKEN" in capsys.readouterr().err


def product(**more: object) -> dict[str, object]:
    return {"id": 7, "inventory_tracking": "none", "variants": [{}], "modifiers": []} | more


@pytest.mark.parametrize(
    ("products", "line"),
    [
        ([product()], {"product_id": 7, "quantity": 2}),
        (
            [product(id=6, inventory_tracking="product"), product()],
            {"product_id": 7, "quantity": 2},
        ),
        ([product(modifiers=[{"required": True}])], None),
        ([product(variants=[{}, {}])], None),
        ([product(order_quantity_minimum=3)], None),
        ([product(order_quantity_maximum=1)], None),
    ],
)
def test_a_product_that_anybody_can_buy_is_looked_for(products: object, line: object) -> None:
    odd = Odd("/catalog/products", Answer(200, {"data": products}))

    assert find_line(odd, None) == line


def test_a_store_that_does_not_show_its_products_leaves_custom_items() -> None:
    assert find_line(Odd("/catalog/products", Answer(403, None)), None) is None
    assert find_line(Odd("", Answer(403, None)), "12") == {"product_id": 12, "quantity": 2}
