"""What is said of a refused key whose order was made all the same."""

import pytest

from order_service.bigcommerce.verdicts import Answer
from order_service.errors import NotRefused, Refused
from order_service.ledger.phases import LOOK_FIRST, MAY_LIVE
from order_service.placing.sending_again import check
from tests.fakes.orders import order_body
from tests.fakes.shop import SETTLE_SECONDS, Shop
from tests.unit.order_service.auditing.nights import known

SOLD_OUT = Answer(422, {}, {"title": "Sold out.", "status": 422})


def refused_and_made_all_the_same() -> Shop:
    """Create-order is answered with no and done; its order shows before the second look."""
    shop = Shop(order_list="late", order_list_delay_seconds=30.0, checkout_order_id="never")
    shop.meddling.after["create_order"] = [SOLD_OUT]
    with pytest.raises(Refused):
        shop.place(order_body())
    return shop


def test_a_refused_key_whose_second_look_is_to_come_is_not_said_to_be_free() -> None:
    shop = refused_and_made_all_the_same()
    assert shop.status("order-1")["next"] == LOOK_FIRST.next


def test_a_refused_key_whose_order_somebody_acted_on_is_not_to_be_sent_again() -> None:
    shop = refused_and_made_all_the_same()
    shop.store.orders[0].status_id = 11
    shop.clock.sleep(2 * SETTLE_SECONDS)
    with pytest.raises(Refused):
        shop.look_again(order_body())
    with pytest.raises(NotRefused):
        check(known(shop), shop.clock.now())
    assert shop.status("order-1")["next"] == MAY_LIVE.next
