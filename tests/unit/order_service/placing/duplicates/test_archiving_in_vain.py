"""A duplicate counts as archived once the store shows it so, whatever DELETE was answered."""

import pytest

from order_service.bigcommerce.verdicts import Answer, NoAnswer
from order_service.errors import NotYet
from tests.fakes.features import mugs
from tests.fakes.sends import ok
from tests.fakes.shop import SETTLED, Shop

LATE = 2000.0


@pytest.mark.parametrize("answer", [ok({}), ok(None)])
@pytest.mark.parametrize("times", [1, 4])
def test_a_yes_that_archived_nothing_leaves_no_second_order(answer: Answer, times: int) -> None:
    shop = Shop(order_list="late", order_list_delay_seconds=LATE, checkout_order_id="never")
    shop.meddling.after["create_order"] = [NoAnswer("ReadTimeout")]
    with pytest.raises(NotYet):
        shop.place(mugs())
    shop.clock.sleep(SETTLED)
    shop.place(mugs())
    assert len(shop.store.orders) == 2
    shop.clock.sleep(LATE)
    shop.meddling.instead["archive_order"] = [answer] * times
    for _ in range(times):
        try:
            shop.look_again(mugs())
        except NotYet:
            shop.clock.sleep(60)
    assert [order.is_deleted for order in shop.store.orders].count(False) == 1
