"""One delivery's tries to write a company's record: how often, how long, and what is said after."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest

from order_service.checkout.completion import BACK_OFF, MOST_INTERRUPTIONS
from order_service.errors import (
    CredentialsUnusable,
    OutOfTime,
    StorePaused,
    StoreRefused,
    StoreUnavailable,
    UnknownStore,
)
from order_service.placing.company import (
    COME_BACK,
    LOOK_AFTER,
    NEW_SECONDS,
    RECORD_SECONDS,
    Written,
    company_fields,
    without,
)
from order_service.request.intake import read_order
from order_service.store.company_order import CompanyOrder
from order_service.store.order_view import OrderRow
from order_service.store.signals import CartGone, Interrupted
from tests.fakes.clock import FakeClock
from tests.fakes.features import B2B, BUYER, mugs
from tests.fakes.store import deadline_in

ORDER = read_order(mugs(customer_id=BUYER, b2b=B2B))
BOTH = ("b2b.po_number", "b2b.extra_fields")
NO_RECORD = (
    "B2B Edition has no record of the order: its customer buys for no company there, or the store "
    "has no B2B Edition."
)
NO_BUYER = "B2B Edition says that the order's customer buys for no company."
SHOWS_ANOTHER = "B2B Edition shows another number, which somebody else wrote; it was left alone."
SHOWS_NONE = "B2B Edition took it and shows none."
LACKS = "B2B Edition shows another value, or none, for: Cost centre"


def shown(**fields: Any) -> CompanyOrder:
    known = {"cartId": "c-1", "poNumber": "4500017", "extraFields": [cost_centre("0815")]}
    return CompanyOrder.model_validate({"bcOrderId": 101} | known | fields)


def cost_centre(value: str) -> dict[str, str]:
    return {"fieldName": "Cost centre", "fieldValue": value}


EMPTY = shown(poNumber="", extraFields=[])


def raising(*errors: BaseException) -> Callable[[], CompanyOrder]:
    left = list(errors)

    def answer() -> CompanyOrder:
        raise left.pop(0) if len(left) > 1 else left[0]

    return answer


@dataclass
class Records:
    """A store with one record, which shows and answers as it is set to."""

    reads: CompanyOrder | None = None
    writes: Callable[[], CompanyOrder] = shown
    makes: Callable[[], CompanyOrder] = shown
    clock: FakeClock = field(default_factory=FakeClock)
    read_at: list[float] = field(default_factory=list)
    customers: list[int] = field(default_factory=list)
    b2b: Any = ORDER.b2b

    def read_company_order(self, order_id: int) -> CompanyOrder | None:
        assert order_id == 101
        assert len(self.read_at) < 20
        self.read_at.append(round(self.clock.now() - FakeClock().now(), 3))
        return self.reads

    def update_company_order(self, order_id: int, asked: Any) -> CompanyOrder:
        assert (order_id, asked) == (101, self.b2b)
        return self.writes()

    def new_company_order(self, order_id: int, customer_id: int, asked: Any) -> CompanyOrder:
        assert (order_id, asked) == (101, self.b2b)
        self.customers.append(customer_id)
        return self.makes()


def written(
    records: Records, *, age: float = 0, customer_id: int | None = BUYER, seconds: float = 60
) -> Written:
    store: Any = records
    row = OrderRow(id=101, cart_id="c-1", status_id=0, customer_id=customer_id)
    since = records.clock.now() - age
    return company_fields(ORDER, row, since, store, deadline_in(seconds, records.clock))


def reasons(found: Written) -> dict[str, str]:
    return {missing.field: missing.reason for missing in found.not_applied}


def neither(reason: str) -> Written:
    found = written(Records(reads=EMPTY, writes=raising(StoreRefused("x"))))
    missing = [one.model_copy(update={"reason": reason}) for one in found.not_applied]
    return Written([], missing)


def test_an_order_that_asks_for_nothing_of_it_gets_nothing() -> None:
    records: Any = Records()
    deadline = deadline_in(60, records.clock)
    plain = read_order(mugs())
    assert company_fields(plain, OrderRow(id=101), 0, records, deadline) == Written([], [])
    assert records.read_at == []


@pytest.mark.parametrize("customer_id", [BUYER, None])
def test_a_record_is_made_for_the_customer_whom_the_order_shows(customer_id: int | None) -> None:
    records = Records()
    assert written(records, customer_id=customer_id) == Written(list(BOTH), [])
    assert records.customers == [customer_id or 0]


@pytest.mark.parametrize(("age", "makes"), [(NEW_SECONDS, 1), (NEW_SECONDS + 0.5, 0)])
def test_only_a_young_order_s_record_is_made(age: float, makes: int) -> None:
    records = Records()
    if makes:
        written(records, age=age)
    else:
        with pytest.raises(StoreUnavailable):
            written(records, age=age)
    assert len(records.customers) == makes


def test_a_record_that_does_not_come_is_looked_for_and_then_left_to_the_queue() -> None:
    records = Records(makes=raising(StoreRefused("Too old.", step="b2b_order")))
    with pytest.raises(StoreUnavailable) as caught:
        written(records)
    error = caught.value
    said = "B2B Edition has no record of the order yet."
    assert (error.detail, error.step, error.retry_after) == (said, "company_order", COME_BACK)
    assert len(records.customers) == 1
    first, second, third = LOOK_AFTER
    waits = [0, BACK_OFF, first, second, third]
    assert records.read_at == pytest.approx([sum(waits[: i + 1]) for i in range(len(waits))])


@pytest.mark.parametrize(("age", "looks"), [(RECORD_SECONDS, 2), (RECORD_SECONDS + 1, 2)])
def test_a_record_is_waited_for_a_bounded_time(age: float, looks: int) -> None:
    records = Records()
    assert reasons(written(records, age=age)) == dict.fromkeys(BOTH, NO_RECORD)
    assert len(records.read_at) == looks


def test_a_record_that_one_look_does_not_show_is_there_all_the_same() -> None:
    """A proxy in front of B2B Edition answers 404 or 410 now and then."""

    class HiddenOnce(Records):
        def read_company_order(self, order_id: int) -> CompanyOrder | None:
            super().read_company_order(order_id)
            return shown() if len(self.read_at) > 1 else None

    assert written(HiddenOnce(), age=RECORD_SECONDS + 1) == Written(list(BOTH), [])


def test_a_look_that_takes_long_says_nothing_of_the_time_at_which_it_is_answered() -> None:
    class ShownSoon(Records):
        def read_company_order(self, order_id: int) -> CompanyOrder | None:
            found = super().read_company_order(order_id)
            if len(self.read_at) == 2:
                self.clock.sleep(20)
                self.reads = shown()
            return found

    assert written(ShownSoon(), age=RECORD_SECONDS - 10) == Written(list(BOTH), [])


def test_a_write_that_stays_in_doubt_waits_longer_each_time_and_then_comes_back() -> None:
    doubt = Interrupted("company_fields", store={"status": 503, "words": []})
    records = Records(reads=EMPTY, writes=raising(doubt))
    with pytest.raises(StoreUnavailable) as caught:
        written(records)
    error = caught.value
    said = "B2B Edition keeps failing this step."
    assert (error.detail, error.step, error.retry_after) == (said, "company_fields", 5)
    assert error.facts == {"store": {"status": 503, "words": []}}
    waits = [BACK_OFF * 2**doubts for doubts in range(MOST_INTERRUPTIONS)]
    assert records.read_at == pytest.approx([0, *(sum(waits[: i + 1]) for i in range(len(waits)))])


@pytest.mark.parametrize(
    ("records", "step"),
    [
        (Records(reads=EMPTY, writes=raising(Interrupted("x"))), "company_fields"),
        (Records(makes=raising(CartGone("x"))), "company_fields"),
        (Records(), "company_order"),
    ],
)
def test_a_pause_that_the_deadline_does_not_allow_names_the_step(
    records: Records, step: str
) -> None:
    with pytest.raises(OutOfTime) as caught:
        written(records, seconds=BACK_OFF / 2, age=0 if step == "company_fields" else 20)
    assert caught.value.step == step


def gone(*words: str) -> CartGone:
    return CartGone("company_fields", store={"status": 404, "words": list(words)})


@pytest.mark.parametrize("words", [("The", "user is missing"), ("USER not found",)])
def test_a_customer_who_is_no_user_there_is_the_reason(words: tuple[str, ...]) -> None:
    records = Records(makes=raising(gone(*words)))
    assert reasons(written(records)) == dict.fromkeys(BOTH, NO_BUYER)
    assert len(records.read_at) == 1


@pytest.mark.parametrize("doubt", [gone("The order is missing", "userless"), gone(), CartGone("x")])
def test_an_order_that_is_not_known_there_yet_is_made_no_second_time(doubt: CartGone) -> None:
    records = Records(makes=raising(doubt))
    with pytest.raises(StoreUnavailable):
        written(records)
    assert len(records.customers) == 1


def test_a_store_that_is_paused_is_waited_for() -> None:
    with pytest.raises(StorePaused):
        written(Records(reads=EMPTY, writes=raising(StorePaused("Paused.", retry_after=60))))


@pytest.mark.parametrize("error", [CredentialsUnusable, UnknownStore])
def test_a_secret_that_cannot_be_read_now_is_waited_for(error: type[CredentialsUnusable]) -> None:
    absent = error("This store is not set up here.", retry_after=60)
    absent.unsent = True
    with pytest.raises(error):
        written(Records(reads=EMPTY, writes=raising(absent)))


def test_a_refusal_is_said_in_its_words() -> None:
    facts: dict[str, Any] = {"store": {"status": 422, "words": ["Taken."]}}
    records = Records(reads=EMPTY, writes=raising(StoreRefused("No.", **facts)))
    expected = "The store refused it (422): Taken."
    assert written(records) == neither(expected)
    assert set(reasons(written(records))) == set(BOTH)


@pytest.mark.parametrize(
    ("record", "lacking"),
    [
        (shown(poNumber="By hand"), {BOTH[0]: SHOWS_ANOTHER}),
        (shown(poNumber=" 4500017 "), {}),
        (shown(poNumber=None), {BOTH[0]: SHOWS_NONE}),
        (shown(extraFields=[cost_centre("815")]), {}),
        (shown(extraFields=[cost_centre("815.0")]), {}),
        (shown(extraFields=[cost_centre("816")]), {BOTH[1]: LACKS}),
        (shown(extraFields=[cost_centre("none")]), {BOTH[1]: LACKS}),
        (shown(extraFields=[]), {BOTH[1]: LACKS}),
        (EMPTY, {BOTH[0]: SHOWS_NONE, BOTH[1]: LACKS}),
    ],
)
def test_what_the_record_shows_in_the_end_is_compared(
    record: CompanyOrder, lacking: dict[str, str]
) -> None:
    found = written(Records(reads=EMPTY, writes=lambda: record))
    assert reasons(found) == lacking
    assert found.applied == [name for name in BOTH if name not in lacking]


def test_a_record_of_another_cart_is_left_alone() -> None:
    said = "B2B Edition shows this order with another cart; nothing was written."
    records = Records(reads=shown(cartId="another"), writes=raising(AssertionError("written")))
    assert reasons(written(records)) == dict.fromkeys(BOTH, said)


def test_a_record_that_may_not_be_read_is_the_reason_without_the_customer() -> None:
    facts: dict[str, Any] = {"store": {"status": 422, "words": ["Not for zephyrine@example.com."]}}
    refusal = StoreRefused("No.", **facts)

    class Closed(Records):
        def read_company_order(self, order_id: int) -> CompanyOrder | None:
            raise refusal

    expected = "The store refused it (422): Not for [...]"
    assert reasons(written(Closed())) == dict.fromkeys(BOTH, expected)


def test_a_refused_write_is_not_repeated() -> None:
    refusals = raising(StoreRefused("No."), AssertionError("written again"))
    assert set(reasons(written(Records(reads=EMPTY, writes=refusals)))) == set(BOTH)


@pytest.mark.parametrize(
    ("asked", "names"),
    [
        ({"po_number": "4500017"}, BOTH[:1]),
        ({"extra_fields": B2B["extra_fields"]}, BOTH[1:]),
        (B2B, BOTH),
    ],
)
def test_only_what_was_asked_for_is_said_to_be_there_or_not(
    asked: dict[str, Any], names: tuple[str, ...]
) -> None:
    order = read_order(mugs(customer_id=BUYER, b2b=asked))
    assert [one.field for one in without(order.b2b, "Why").not_applied] == list(names)
    assert without(None, "Why") == Written([], [])
    found: Any = Records(reads=shown())
    row, deadline = OrderRow(id=101, cart_id="c-1"), deadline_in(60, found.clock)
    assert company_fields(order, row, 0, found, deadline) == Written(list(names), [])


def test_of_many_fields_that_are_not_shown_ten_are_named() -> None:
    fields = [{"name": f"Field {number}", "value": "1"} for number in range(12)]
    order = read_order(mugs(customer_id=BUYER, b2b={"extra_fields": fields}))
    lacks = shown(poNumber="By hand", extraFields=[])
    found: Any = Records(reads=lacks, writes=lambda: lacks, b2b=order.b2b)
    row, deadline = OrderRow(id=101, cart_id="c-1"), deadline_in(60, found.clock)
    named = ", ".join(f"Field {number}" for number in range(10))
    expected = {BOTH[1]: f"B2B Edition shows another value, or none, for: {named}"}
    assert reasons(company_fields(order, row, 0, found, deadline)) == expected
