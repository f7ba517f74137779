"""What is done about an order once it exists: never against the merchant, never twice blindly."""

from dataclasses import replace
from typing import Any

import pytest

from order_service.answers import NotApplied
from order_service.bigcommerce.verdicts import NoAnswer
from order_service.errors import InvalidRequest, Unfinished
from order_service.keys import OrderKey
from order_service.ledger.entry import Phase
from order_service.ledger.status import status_of
from order_service.placing.ending import Outcome
from order_service.placing.finishing import CART_STILL_SHOWN, Made, left_alone
from order_service.placing.payment import hand_over
from order_service.request.intake import read_order
from tests.fakes.features import FINISHED, mugs
from tests.fakes.sends import failing, ok
from tests.fakes.shop import Shop

LOST = NoAnswer("ReadTimeout")
KEY = OrderKey("acme", "order-1")


def calls_after_the_order(shop: Shop) -> list[str]:
    names = [line.split("/stores/sandbox/")[1].split("/")[1] for line in shop.calls.lines]
    methods = [line.split()[0] for line in shop.calls.lines]
    made = next(i for i, line in enumerate(shop.calls.lines) if line.endswith("/orders"))
    return [f"{m} {n}" for m, n in zip(methods, names, strict=True)][made + 1 :]


def reported(outcome: Outcome) -> dict[str, Any]:
    answer = outcome.order.model_dump(mode="json")
    wanted = ("status", "applied", "not_applied", "cart_deleted")
    return {name: answer[name] for name in wanted if name in answer}


def reasons(outcome: Outcome) -> dict[str, str]:
    return {missing.field: missing.reason for missing in outcome.order.not_applied or []}


@pytest.mark.parametrize(
    ("asked", "left"),
    [
        ({"status": 11}, ["status"]),
        ({"after_order": "delete"}, ["after_order"]),
        (
            {"customer_id": 11, "b2b": {"po_number": "45"}, "status": 11, "after_order": "delete"},
            ["status", "b2b.po_number", "after_order"],
        ),
    ],
)
def test_of_an_order_that_is_left_alone_each_field_that_was_asked_for_says_why(
    asked: dict[str, Any], left: list[str]
) -> None:
    shop = Shop()
    placed = shop.place(mugs()).order
    made, store = Made(placed.order_id, placed.cart_id), shop.open_store(KEY, shop.deadline())
    found = left_alone(read_order(mugs(**asked)), made, store, "Why.", last_try=False)
    assert (found.status, found.applied) == ("Incomplete", [])
    assert found.not_applied == [NotApplied(field=name, reason="Why.") for name in left]


def test_an_order_that_is_left_alone_and_was_archived_is_said_to_be() -> None:
    shop = Shop()
    placed = shop.place(mugs()).order
    made, store = Made(placed.order_id, placed.cart_id), shop.open_store(KEY, shop.deadline())
    shop.store.merchant.archive_order(placed.order_id)
    words = "The order is archived already; it was left alone."
    left = left_alone(read_order(mugs()), made, store, "Why.", last_try=False)
    assert left.not_applied == [NotApplied(field="order", reason=words)]


def test_an_order_that_is_left_alone_unread_lacks_no_field_that_was_not_asked_for() -> None:
    shop = Shop()
    placed = shop.place(mugs()).order
    made, store = Made(placed.order_id, placed.cart_id), shop.open_store(KEY, shop.deadline())
    shop.meddling.instead["read_order"] = [failing(503)] * 9
    left = left_alone(read_order(mugs()), made, store, "Why.", last_try=True)
    said = [(one.field, one.reason) for one in left.not_applied or ()]
    assert (left.status, said) == ("Unknown", [("order", "Why.")])


@pytest.mark.parametrize("status", ["Awaiting Fulfillment", "awaiting fulfillment", 11])
def test_a_status_is_set_by_name_or_number_and_the_cart_goes(status: Any) -> None:
    shop = Shop()
    outcome = shop.place(mugs(status=status))
    assert reported(outcome) == {
        "status": "Awaiting Fulfillment",
        "applied": ["status"],
        "cart_deleted": True,
    }
    assert shop.store.orders[0].status_id == 11
    assert shop.store.carts == {}
    assert calls_after_the_order(shop) == ["GET orders", "PUT orders", "DELETE carts"]
    assert shop.dynamodb.writes == 5


def test_all_fields_are_written_in_one_call_and_only_they() -> None:
    shop = Shop()
    outcome = shop.place(mugs(**FINISHED))
    (order,) = shop.store.orders
    assert outcome.order.applied == list(FINISHED)
    assert order.external_order_id == "ERP-9"
    assert order.staff_notes == FINISHED["staff_notes"]
    (put,) = [sent.body for sent in shop.calls.sent if "/v2/orders/" in sent.path and sent.body]
    assert put == {"status_id": 11} | {n: v for n, v in FINISHED.items() if n != "status"}


def test_fields_without_status_leave_the_order_to_be_paid_and_the_cart_where_it_is() -> None:
    shop = Shop()
    outcome = shop.place(mugs(external_order_id="ERP-9"))
    assert reported(outcome) == {"status": "Incomplete", "applied": ["external_order_id"]}
    assert len(shop.store.carts) == 1
    assert calls_after_the_order(shop) == ["GET orders", "PUT orders"]


@pytest.mark.parametrize(
    ("changes", "carts", "calls", "writes"),
    [
        ({"after_order": "delete"}, 0, ["DELETE carts"], 5),
        ({"after_order": "keep"}, 1, [], 4),
        ({"after_order": "keep", "status": 1}, 1, ["GET orders", "PUT orders"], 5),
        ({}, 1, [], 4),
    ],
)
def test_the_cart_goes_or_stays_as_was_asked(
    changes: dict[str, Any], carts: int, calls: list[str], writes: int
) -> None:
    shop = Shop()
    outcome = shop.place(mugs(**changes))
    assert len(shop.store.carts) == carts
    assert calls_after_the_order(shop) == calls
    assert shop.dynamodb.writes == writes
    assert outcome.order.cart_deleted == (True if not carts else None)


def test_the_answer_to_an_order_that_asks_for_nothing_more_is_as_it_was() -> None:
    placed = Shop().place(mugs()).order.model_dump(mode="json")
    assert set(placed) == {
        "order_id", "status", "cart_id", "redirect_urls", "consignments", "totals",
    }  # fmt: skip


def test_a_replay_tells_the_same_without_a_call() -> None:
    shop = Shop()
    first = shop.place(mugs(**FINISHED))
    before = len(shop.calls.sent)
    again = shop.place(mugs(**FINISHED))
    assert again == Outcome(first.order, replayed=True)
    assert len(shop.calls.sent) == before


def test_an_order_that_the_merchant_moved_first_is_left_alone() -> None:
    shop = Shop()
    shop.meddling.before["read_order"] = lambda: shop.store.merchant.move_order(101, 2)
    outcome = shop.place(mugs(status=11, external_order_id="ERP-9"))
    assert outcome.order.status == "Shipped"
    assert outcome.order.applied == []
    assert set(reasons(outcome)) == {"status", "external_order_id"}
    assert "Shipped" in reasons(outcome)["status"]
    assert "PUT orders" not in calls_after_the_order(shop)
    assert shop.store.carts == {}


def test_an_order_that_the_merchant_archived_first_is_left_alone() -> None:
    shop = Shop()
    shop.meddling.before["read_order"] = lambda: shop.store.merchant.archive_order(101)
    outcome = shop.place(mugs(status=11))
    assert "archived" in reasons(outcome)["status"]
    assert shop.store.orders[0].status_id == 0


def test_a_write_whose_answer_was_lost_is_looked_up_and_not_repeated() -> None:
    shop = Shop()
    shop.meddling.after["update_order"] = [LOST]
    outcome = shop.place(mugs(**FINISHED))
    assert outcome.order.applied == list(FINISHED)
    assert calls_after_the_order(shop) == ["GET orders", "PUT orders", "GET orders", "DELETE carts"]


def test_a_write_whose_answer_was_lost_never_drags_an_order_back() -> None:
    shop = Shop()
    shop.meddling.after["update_order"] = [LOST]

    def moves_on_once_written() -> None:
        shop.meddling.before["read_order"] = lambda: shop.store.merchant.move_order(101, 2)

    shop.meddling.before["update_order"] = moves_on_once_written
    outcome = shop.place(mugs(status=11, external_order_id="ERP-9"))
    assert shop.store.orders[0].status_id == 2
    assert outcome.order.applied == ["external_order_id"]
    assert calls_after_the_order(shop).count("PUT orders") == 1


@pytest.mark.parametrize("failure", [failing(503), failing(409), failing(404), LOST])
def test_a_write_that_did_not_happen_is_made_again(failure: Any) -> None:
    shop = Shop()
    shop.meddling.instead["update_order"] = [failure]
    assert shop.place(mugs(status=11)).order.applied == ["status"]
    assert calls_after_the_order(shop).count("PUT orders") == 2


def test_what_the_store_refuses_for_good_is_told_with_its_words_and_the_order_is_placed() -> None:
    shop = Shop()
    quoting = [{"status": 400, "message": "staff_notes 'Fragile; call Jane's office.' is invalid."}]
    shop.meddling.instead["update_order"] = [failing(400, quoting)]
    outcome = shop.place(mugs(**FINISHED))
    assert outcome.order.status == "Incomplete"
    assert set(reasons(outcome)) == set(FINISHED)
    assert reasons(outcome)["status"].startswith("The store refused it (400): staff_notes '[...]'")
    assert "Jane" not in str(outcome.order.not_applied)
    assert len(shop.store.carts) == 1
    assert shop.place(mugs(**FINISHED)).replayed


def test_what_the_store_takes_and_does_not_keep_is_told() -> None:
    shop = Shop()
    shop.meddling.instead["update_order"] = [ok({"id": 101, "status_id": 0, "cart_id": "x"})]
    outcome = shop.place(mugs(status=11))
    assert reasons(outcome) == {"status": "The store took it and shows another value."}


def test_a_cart_that_may_not_be_deleted_is_told() -> None:
    shop = Shop()
    shop.meddling.instead["delete_cart"] = [failing(422, {"title": "In use."})]
    outcome = shop.place(mugs(after_order="delete"))
    assert reasons(outcome) == {"after_order": "The store refused it (422): In use."}
    assert outcome.order.cart_deleted is None


@pytest.mark.parametrize("answers", [1, 2])
def test_a_cart_is_said_to_be_deleted_only_if_the_store_shows_it_no_more(answers: int) -> None:
    """A proxy may answer 404 to a DELETE that never reached the store."""
    shop = Shop()
    shop.meddling.instead["delete_cart"] = [failing(404, {"title": "Not found."})] * answers
    outcome = shop.place(mugs(after_order="delete"))
    left = {"after_order": CART_STILL_SHOWN} if answers == 2 else {}
    assert reasons(outcome) == left
    assert (outcome.order.cart_deleted, len(shop.store.carts)) == ((None, 1) if left else (True, 0))


@pytest.mark.parametrize("status", [404, 422])
def test_one_404_to_its_checkout_does_not_show_that_a_cart_is_gone(status: int) -> None:
    shop = Shop()
    shop.meddling.instead["delete_cart"] = [failing(status, {"title": "Not now."})] * 2
    shop.meddling.instead["read_checkout"] = [failing(404, {"title": "Not found."})]
    outcome = shop.place(mugs(after_order="delete"))
    assert (list(reasons(outcome)), outcome.order.cart_deleted) == (["after_order"], None)


def test_a_cart_whose_checkout_is_not_there_twice_is_said_to_be_deleted() -> None:
    shop = Shop()
    shop.meddling.instead["delete_cart"] = [failing(404, {"title": "Not found."})] * 2
    shop.meddling.instead["read_checkout"] = [failing(404, {"title": "Not found."})] * 2
    outcome = shop.place(mugs(after_order="delete"))
    assert (reasons(outcome), outcome.order.cart_deleted) == ({}, True)


def test_a_cart_that_was_deleted_before_is_said_to_be_deleted() -> None:
    shop = Shop()
    shop.meddling.before["delete_cart"] = lambda: shop.store.merchant.delete_cart(
        shop.store.orders[0].cart_id
    )
    assert shop.place(mugs(after_order="delete")).order.cart_deleted


@pytest.mark.parametrize("call", ["read_order", "update_order", "delete_cart"])
def test_a_store_that_fails_after_the_order_makes_the_caller_wait_and_no_second_order(
    call: str,
) -> None:
    shop = Shop()
    shop.meddling.instead[call] = [failing(503)] * 5
    with pytest.raises(Unfinished) as caught:
        shop.place(mugs(**FINISHED))
    assert caught.value.problem()["status"] == 202
    assert caught.value.backs_off
    entry = shop.ledger.read(KEY)
    assert entry is not None
    assert entry.phase is Phase.FINISHING
    view = status_of(entry)
    assert (view["state"], view["step"], view["order_id"]) == ("finishing", "finish", 101)
    outcome = shop.place(mugs(**FINISHED))
    assert outcome.order.applied == list(FINISHED)
    assert outcome.order.cart_deleted
    assert len(shop.store.orders) == 1


def test_a_missing_scope_after_the_order_is_waited_for() -> None:
    shop = Shop()
    shop.meddling.instead["update_order"] = [failing(403)]
    with pytest.raises(Unfinished):
        shop.place(mugs(status=11))
    assert shop.place(mugs(status=11)).order.applied == ["status"]


def paid(shop: Shop, **changes: Any) -> Outcome:
    body = mugs(payment_token=True, **changes)
    outcome = shop.place(body)
    return hand_over(outcome, shop.job(body), shop.service, shop.deadline())


def test_a_payment_token_is_in_the_answer_and_nowhere_else() -> None:
    shop = Shop()
    outcome = paid(shop)
    token = outcome.order.payment_token
    assert token
    assert calls_after_the_order(shop) == ["POST payments"]
    assert token not in str(shop.dynamodb.items)
    assert token not in str(shop.journal.notes)
    assert token not in repr(outcome)


def test_a_replay_gets_a_fresh_payment_token() -> None:
    shop = Shop()
    first, again = paid(shop), paid(shop)
    assert again.replayed
    assert again.order.payment_token not in (None, first.order.payment_token)
    assert replace(again, replayed=False).order.order_id == first.order.order_id


@pytest.mark.parametrize(
    ("failure", "reason"),
    [
        (failing(409, {"title": "The order cannot be paid."}), "The store refused it (409)"),
        (failing(403), "scope_missing"),
        (failing(404), "store_unavailable"),
        (failing(429), "store_throttled"),
    ],
)
def test_a_payment_token_that_is_not_given_is_told_beside_the_order(
    failure: Any, reason: str
) -> None:
    shop = Shop()
    shop.meddling.instead["payment_token"] = [failure] * 5
    outcome = paid(shop)
    assert outcome.order.payment_token is None
    assert reasons(outcome)["payment_token"].startswith(reason)


def test_an_order_that_was_paid_meanwhile_gets_no_token() -> None:
    shop = Shop()
    paid(shop)
    shop.store.merchant.move_order(101, 11)
    assert "payment_token" in reasons(paid(shop))


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"status": "Incomplete"}, "status"),
        ({"status": 0}, "status"),
        ({"status": 15}, "status"),
        ({"status": "Paid"}, "status"),
        ({"status": True}, "status"),
        ({"status": 11, "payment_token": True}, "payment_token"),
        ({"payment_token": "yes"}, "payment_token"),
        ({"after_order": "archive"}, "after_order"),
        ({"external_order_id": ""}, "external_order_id"),
        ({"external_source": "x" * 256}, "external_source"),
        ({"staff_notes": "x" * 65_536}, "staff_notes"),
        ({"payment_method": 5}, "payment_method"),
    ],
)
def test_what_cannot_be_is_refused_naming_the_field(changes: dict[str, Any], field: str) -> None:
    with pytest.raises(InvalidRequest) as caught:
        Shop().place(mugs(**changes))
    assert [error["field"] for error in caught.value.problem()["errors"]] == [field]


def test_a_status_by_name_and_by_number_is_the_same_order() -> None:
    shop = Shop()
    shop.place(mugs(status="Pending"))
    assert shop.place(mugs(status=1)).replayed
