"""The nightly audit looks at every store, leaves its quota to orders, and names what it missed."""

from collections.abc import Mapping
from dataclasses import replace
from threading import Barrier
from typing import Any

import pytest

from order_service.auditing.nightly import STORES_AT_ONCE, Courtesy, audits
from order_service.auditing.reading import LedgerPart, UnknownEntry
from order_service.bigcommerce.calls import StoreCalls
from order_service.bigcommerce.verdicts import Answer
from order_service.clock import Deadline
from order_service.keys import OrderKey
from order_service.ledger.entry import Entry, Phase
from order_service.telemetry.observation import StoreCall
from tests.fakes.clock import FakeClock
from tests.fakes.orders import order_body
from tests.fakes.shop import Shop
from tests.unit.order_service.auditing.nights import DAY, audited, kinds, known, second_order


def test_a_store_that_agrees_has_no_finding() -> None:
    shop = Shop()
    shop.place(order_body())
    (one,) = audited(shop, known(shop))
    assert (one.store, one.keys, one.found, one.missed) == ("acme", 1, (), None)


def test_a_duplicate_of_any_kind_is_found() -> None:
    shop = Shop()
    shop.place(order_body())
    second_order(shop)
    (one,) = audited(shop, known(shop))
    assert kinds(one) == ["duplicate"]


def test_a_store_that_cannot_be_asked_is_named_and_the_others_are_audited() -> None:
    shop = Shop()
    shop.place(order_body())
    shop.credentials.pause()
    (one,) = audited(shop, known(shop))
    assert one.missed == "store_paused"


NOT_FOUND = [{"status": 404, "message": "The requested resource was not found."}]


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (Answer(404, {}, NOT_FOUND), "store_unavailable"),
        (Answer(410, {}, NOT_FOUND), "store_unavailable"),
        (Answer(404, {}, None, readable=False), "store_unavailable"),
        (Answer(500, {}, None), "store_unavailable"),
        (Answer(200, {}, [{"id": "none"}]), "store_unavailable"),
        (Answer(401, {}, None), "credentials_unusable"),
        (Answer(429, {}, None), "store_throttled"),
        (Answer(403, {}, [{"status": 403, "message": "No scope."}]), "scope_missing"),
        (RuntimeError("nobody expected this"), "internal_error"),
    ],
)
def test_one_store_s_failure_is_named_and_the_others_are_audited(
    answer: Answer | Exception, code: str
) -> None:
    shop = Shop()
    shop.place(order_body())
    second_order(shop)

    def fails(*_: Any, **__: Any) -> Answer:
        if isinstance(answer, Exception):
            raise answer
        return answer

    others = [replace(known(shop), key=OrderKey(store, "order-1")) for store in ("a", "gone", "z")]
    first, gone, last = audited(shop, *others, gone=fails)
    assert (gone.store, gone.missed, gone.found) == ("gone", code, ())
    assert kinds(first) == kinds(last) == ["duplicate"]


def test_a_store_to_which_no_way_can_be_opened_leaves_the_others_audited() -> None:
    shop = Shop()
    shop.place(order_body())

    def open_calls(store: str, courtesy: Courtesy) -> StoreCalls:
        if store == "gone":
            raise RuntimeError("nobody expected this")
        deadline = shop.deadline(900)
        return StoreCalls(shop.calls, shop.credentials, store, "audit", deadline, courtesy.observe)

    others = [replace(known(shop), key=OrderKey(store, "order-1")) for store in ("gone", "acme")]
    gone, acme = audits(LedgerPart(shop.clock.now(), others), 0, open_calls, shop.deadline(900))
    assert (gone.missed, acme.missed) == ("internal_error", None)
    assert isinstance(gone.error, RuntimeError)


def test_a_key_that_waits_for_a_second_look_for_more_than_a_day_is_found() -> None:
    shop = Shop()
    shop.place(order_body())
    entry = known(shop)
    late = replace(entry, look_at=shop.clock.now() - 100_000)
    (one,) = audited(shop, late)
    assert kinds(one) == ["unfinished"]


def test_an_order_that_is_placed_while_the_night_compares_is_left_to_the_next_one() -> None:
    shop = Shop()
    shop.place(order_body())
    meanwhile = ["order-2"]

    def answers(*call: Any, **more: Any) -> Answer:
        if meanwhile:
            shop.place(order_body(), meanwhile.pop())
        return shop.calls(*call, **more)

    before = known(shop)
    (one,) = audited(shop, before, acme=answers)
    assert (one.found, len(shop.store.orders)) == ((), 2)
    shop.clock.sleep(DAY)
    assert kinds(audited(shop, before)[0]) == ["no entry"]
    assert audited(shop, before, known(shop, "order-2"))[0].found == ()


def test_a_key_is_as_old_as_it_was_when_it_was_read_however_long_its_store_takes() -> None:
    shop = Shop()
    began = shop.clock.now()
    entry = Entry(
        OrderKey("acme", "order-2"), "f", Phase.SUBMITTING, attempts=1,
        cart_id="c", updated_at=began, created_at=began, submitted_at=began,
    )  # fmt: skip

    def slow(*call: Any, **more: Any) -> Answer:
        shop.clock.sleep(60)
        return shop.calls(*call, **more)

    shop.clock.sleep(DAY - 60)
    (one,) = audited(shop, entry, acme=slow)
    assert shop.clock.now() - began > DAY
    assert (one.missed, one.found) == (None, ())


def test_a_key_that_nobody_sent_again_is_no_alarm() -> None:
    entry = Entry(
        OrderKey("acme", "order-2"), "f", Phase.CART, cart_id="c", updated_at=1.0, created_at=1.0
    )
    (one,) = audited(Shop(), entry)
    assert kinds(one) == ["not sent again"]


def test_stores_are_audited_side_by_side_and_reported_in_the_order_of_their_keys() -> None:
    shop = Shop()
    stores = [f"store-{number}" for number in range(STORES_AT_ONCE)]
    entries = [Entry(OrderKey(store, "order-1"), "f", Phase.REJECTED) for store in stores]
    all_there = Barrier(len(stores), timeout=5)

    def open_calls(store: str, courtesy: Courtesy) -> StoreCalls:
        all_there.wait()
        deadline = shop.deadline(900)
        return StoreCalls(shop.calls, shop.credentials, store, "audit", deadline, courtesy.observe)

    done = audits(LedgerPart(shop.clock.now(), entries), 0, open_calls, shop.deadline(900))
    assert [one.store for one in done] == stores


def answered(left: int) -> StoreCall:
    headers = {
        "x-rate-limit-requests-quota": "150",
        "x-rate-limit-time-window-ms": "30000",
        "x-rate-limit-requests-left": str(left),
        "x-rate-limit-time-reset-ms": "12000",
    }
    return StoreCall("acme", "audit", "GET", 1_800_000_000.0, 0.0, 200, headers=headers)


def test_half_of_the_quota_is_left_to_orders() -> None:
    clock = FakeClock()
    courtesy = Courtesy(Deadline(clock, clock.now() + 900))
    waited = {}
    for left in (150, 76, 75, 0):
        began = clock.now()
        courtesy.observe(answered(left))
        courtesy.wait()
        waited[left] = clock.now() - began
        clock.time = began
    assert waited == {150: 0, 76: 0, 75: 12, 0: 12}


def test_an_audit_waits_no_longer_than_it_has_time() -> None:
    shop = Shop()
    shop.place(order_body())
    calls = shop.open_store.send

    def spent(
        method: str, path: str, headers: Mapping[str, str], body: Any, read_seconds: float
    ) -> Answer:
        answer = calls(method, path, headers, body, read_seconds)
        return Answer(answer.status, {**answer.headers, **answered(0).headers}, answer.body)

    def open_calls(store: str, courtesy: Courtesy) -> StoreCalls:
        return StoreCalls(
            spent, shop.credentials, store, "audit", shop.deadline(10), courtesy.observe
        )

    (one,) = audits(LedgerPart(shop.clock.now(), [known(shop)]), 0, open_calls, shop.deadline(10))
    assert one.missed == "out_of_time"


@pytest.mark.parametrize(("days", "archived"), [(0, True), (9, False)])
def test_before_an_order_is_asked_for_by_its_id_or_its_cart_quota_is_left_to_others_too(
    days: int, archived: bool
) -> None:
    shop = Shop()
    shop.place(order_body())
    if archived:
        shop.store.merchant.archive_order(known(shop).order_id)
    shop.clock.sleep(days * DAY)
    began = shop.clock.now()

    def spent(
        method: str, path: str, headers: Mapping[str, str], body: Any, read_seconds: float
    ) -> Answer:
        answer = shop.calls(method, path, headers, body, read_seconds)
        return Answer(answer.status, answered(0).headers, answer.body)

    # No list shows the order, so the only waits are those before it is looked for.
    (one,) = audited(shop, known(shop), acme=spent)
    assert (one.missed, one.found) == (None, ())
    assert shop.clock.now() - began == 12


def test_a_key_in_a_state_of_another_version_is_named_and_its_orders_are_no_findings() -> None:
    shop = Shop()
    shop.place(order_body(), "newer")
    shop.place(order_body())
    second_order(shop)
    newer = UnknownEntry(OrderKey("acme", "newer"), known(shop, "newer").cart_id)
    elsewhere = UnknownEntry(OrderKey("another", "k"), "")

    def open_calls(store: str, courtesy: Courtesy) -> StoreCalls:
        deadline = shop.deadline(900)
        return StoreCalls(shop.calls, shop.credentials, store, "audit", deadline, courtesy.observe)

    part = LedgerPart(shop.clock.now(), [known(shop)], [newer, elsewhere])
    acme, another = audits(part, 0, open_calls, shop.deadline(900))
    assert (acme.unknown, kinds(acme)) == ((newer,), ["duplicate"])
    assert (another.store, another.unknown) == ("another", (elsewhere,))


def test_one_404_for_an_order_is_asked_about_once_more() -> None:
    shop = Shop()
    shop.place(order_body())
    shop.store.orders[0].is_deleted = True
    shop.meddling.instead["read_order"] = [Answer(404, {}, [{"status": 404, "message": "No."}])]
    (one,) = audited(shop, known(shop))
    assert kinds(one) == []
