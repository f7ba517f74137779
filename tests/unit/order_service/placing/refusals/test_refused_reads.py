"""A read that the store answers with a refusal: the order that it would show may exist."""

import pytest

from order_service.bigcommerce.verdicts import Answer, NoAnswer
from order_service.errors import NotYet, StoreRefused
from order_service.keys import OrderKey
from order_service.ledger.entry import CancelWish, Phase
from order_service.placing.cancelling import Cancellation, cancel
from order_service.placing.ending import Ending
from order_service.placing.submission import Submission
from tests.fakes.features import FINISHED, mugs
from tests.fakes.sends import Outcome, failing
from tests.fakes.shop import SETTLE_SECONDS, SETTLED, Shop

KEY = OrderKey("acme", "order-1")
LOST = NoAnswer("ReadTimeout")
WORDS = ("Insufficient privileges.", "Insufficient stock.", "The coupon cannot be applied.")


def forbidding(words: str) -> Answer:
    return failing(403, {"status": 403, "title": words})


def phase(shop: Shop) -> Phase:
    entry = shop.ledger.read(KEY)
    assert entry is not None
    return entry.phase


@pytest.mark.parametrize("words", WORDS)
@pytest.mark.parametrize("call", ["read_order", "list_orders"])
def test_a_read_that_is_answered_with_words_about_goods_refuses_no_order_that_exists(
    call: str, words: str
) -> None:
    shop = Shop()
    shop.meddling.after["create_order"] = [LOST] if call == "list_orders" else []
    shop.meddling.instead[call] = [forbidding(words)] * 30
    said = list[str]()
    for _ in range(3):
        with pytest.raises(NotYet) as caught:
            shop.place(mugs(**FINISHED))
        said.append(caught.value.detail)
        assert phase(shop) in (Phase.SUBMITTING, Phase.FINISHING)
        shop.clock.sleep(SETTLED)
    assert any("Give the API account the scope of this step" in detail for detail in said)
    shop.meddling.instead.clear()
    assert shop.place(mugs(**FINISHED)).order.order_id == 101
    assert len(shop.store.orders) == 1


@pytest.mark.parametrize("call", ["update_order", "create_order"])
def test_a_key_whose_order_may_exist_is_not_recorded_as_refused(call: str) -> None:
    shop = Shop()
    shop.meddling.after["create_order"] = [LOST] if call == "create_order" else []
    shop.meddling.instead |= {"update_order": [failing(503)] * 9, "list_orders": [failing(503)] * 9}
    with pytest.raises(NotYet):
        shop.place(mugs(**FINISHED))
    before = phase(shop)

    job, deadline = shop.job(mugs(**FINISHED)), shop.deadline()
    lease = shop.ledger.claim(job.key, job.fingerprint, deadline.at)
    store = shop.open_store(job.key, deadline)
    submission = Submission(lease, store, shop.journal, deadline, SETTLE_SECONDS)
    refusal = StoreRefused("No.", step="orders", cause="other")
    with pytest.raises(NotYet) as caught:
        Ending(job, submission, shop.service).refused(refusal)
    said = caught.value
    assert (phase(shop), said.step, said.detail) == (before, "orders", "No.")
    assert (said.retry_after, said.facts) == (5, {"cause": "other"})
    assert len(shop.store.carts) == 1


@pytest.mark.parametrize("words", WORDS)
@pytest.mark.parametrize("writes", [0, 1])
def test_an_order_that_cannot_be_read_before_or_after_a_lost_cancellation_leaves_no_lease(
    writes: int, words: str
) -> None:
    shop = Shop()
    shop.place(mugs())
    forbidden: dict[str, list[Outcome]] = {"read_order": [forbidding(words)] * 9}
    shop.meddling.before["update_order"] = lambda: shop.meddling.instead.update(forbidden)
    shop.meddling.instead |= {} if writes else forbidden
    shop.meddling.instead["update_order"] = [LOST] * 5
    with pytest.raises(NotYet):
        cancel(Cancellation(KEY, CancelWish.ORDER), shop.service, shop.deadline())
    entry = shop.ledger.read(KEY)
    assert entry is not None
    assert entry.lease_until <= shop.clock.now()
    assert len(shop.meddling.instead["update_order"]) == 5 - writes
    assert len(shop.meddling.instead["read_order"]) < 9


@pytest.mark.parametrize("words", WORDS)
def test_the_last_try_that_cannot_read_its_order_leaves_it_placed(words: str) -> None:
    shop = Shop()
    shop.meddling.instead["update_order"] = [failing(503)] * 90
    with pytest.raises(NotYet):
        shop.place(mugs(**FINISHED))
    shop.clock.sleep(3700)
    shop.meddling.instead["read_order"] = [forbidding(words)] * 90
    assert shop.place(mugs(**FINISHED)).order.order_id == 101
    assert phase(shop) is Phase.PLACED
