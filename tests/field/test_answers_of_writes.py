"""Answers to writes that show an order as it was, an address under a new id, or a shop's address.

No documentation says what they show; each is a form that they may have. Wrong before: an order that
had all of its fields was said to have none, and its cart stayed; addresses that a store writes in
its own words and gives new ids, and pickups with an address, were refused.
"""

import pytest

from order_service.keys import OrderKey
from order_service.ledger.entry import CancelWish
from order_service.placing.cancelling import Cancellation, cancel
from tests.fakes.features import FINISHED, MUG, mugs
from tests.fakes.orders import AUSTIN
from tests.fakes.shop import Shop


def test_an_order_whose_write_is_answered_as_it_was_before_has_its_fields() -> None:
    shop = Shop(order_writes_show="before")
    placed = shop.place(mugs(**FINISHED)).order
    assert (placed.status, placed.not_applied) == (FINISHED["status"], None)
    assert placed.applied == [*FINISHED]
    assert placed.cart_deleted is True


def test_so_has_one_that_is_cancelled() -> None:
    shop = Shop(order_writes_show="before")
    shop.place(mugs())
    asked = Cancellation(OrderKey("acme", "order-1"), CancelWish.ORDER)
    assert cancel(asked, shop.service, shop.deadline()).order_cancelled


@pytest.mark.parametrize("spelling", ["as_sent", "capitals", "verified"])
def test_an_address_in_the_store_s_words_may_have_a_new_id_after_each_write(spelling: str) -> None:
    shop = Shop(address_ids="each_write", address_spelling=spelling)
    assert shop.place(mugs(coupon_codes=["FIVER"])).order


@pytest.mark.parametrize("shown", ["as_sent", "none", "the_shop"])
@pytest.mark.parametrize("more", [{}, {"address": AUSTIN}])
def test_what_is_picked_up_may_show_any_address(shown: str, more: dict[str, object]) -> None:
    shop = Shop(pickup_addresses=shown)
    pickup = {"pickup_option": {"pickup_method_id": 1}, **more}
    assert shop.place(mugs(line_items=[MUG], consignments=[pickup])).order
