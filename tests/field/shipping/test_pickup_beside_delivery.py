"""An order wants a part delivered and a part picked up in a shop.

Source: BigCommerce's pages on pickup, which name one consignment and one kind of delivery for an
order, and give the words of the refusal.
Wrong before: the service sent such an order on, the emulator placed it, and a real store refused
it in the middle of its checkout.
"""

from typing import Any

import pytest

from bigcommerce_emulator.state.settings import Settings
from order_service.errors import InvalidRequest, StoreRefused
from order_service.request.intake import read_order
from tests.fakes.features import mugs
from tests.fakes.orders import AUSTIN
from tests.fakes.shop import Shop
from tests.unit.bigcommerce_emulator.shopper import MUG, Shopper, some

COUNTER = {"pickup_option": {"pickup_method_id": 1}}
ONE = {"line_items": [{"sku": "mug", "quantity": 1}]}


@pytest.mark.parametrize(
    ("consignments", "fields"),
    [
        ([ONE | {"address": AUSTIN}, ONE | COUNTER], ["consignments[1].pickup_option"]),
        (
            [ONE | COUNTER, ONE | COUNTER],
            ["consignments[0].pickup_option", "consignments[1].pickup_option"],
        ),
    ],
)
def test_pickup_is_the_only_consignment_of_an_order(
    consignments: list[dict[str, Any]], fields: list[str]
) -> None:
    with pytest.raises(InvalidRequest) as caught:
        read_order(mugs(consignments=consignments), new=True)
    assert [error["field"] for error in caught.value.problem()["errors"]] == fields


def test_a_message_that_an_earlier_release_took_is_refused_by_the_store() -> None:
    """It waits in the queue as an accepted order: its caller is answered with the store's words."""
    shop = Shop()
    with pytest.raises(StoreRefused) as caught:
        shop.place(mugs(consignments=[ONE | {"address": AUSTIN}, ONE | COUNTER]))
    assert caught.value.problem()["store"]["words"] == [REFUSED[1]]
    assert shop.store.orders == []


class Counter:
    """A cart of two mugs at a store, and what is asked of its consignments."""

    def __init__(self, **switches: Any) -> None:
        self.shopper = Shopper(Settings(**switches))
        cart = self.shopper.open_cart(MUG)
        self.cart_id, self.mug = cart["id"], cart["line_items"]["physical_items"][0]["id"]

    def consign(self, *rows: dict[str, object]) -> tuple[int, str]:
        answer = self.shopper.consign(self.cart_id, *rows)
        assert isinstance(answer.body, dict)
        return answer.status, str(answer.body.get("title", ""))

    def fetched(self, quantity: int) -> dict[str, object]:
        return some(self.mug, quantity) | COUNTER


REFUSED = (422, "Pickup method is limited to 1 consignment.")


def test_a_store_refuses_pickup_beside_anything_else() -> None:
    counter = Counter()
    assert counter.consign(some(counter.mug, 1), counter.fetched(1)) == REFUSED
    assert counter.consign(counter.fetched(1), counter.fetched(1)) == REFUSED
    assert counter.shopper.checkout(counter.cart_id)["consignments"] == []


def test_a_store_refuses_pickup_beside_what_is_there() -> None:
    counter = Counter()
    assert counter.consign(counter.fetched(1))[0] == 200
    (piece,) = (
        row["id"]
        for row in counter.shopper.checkout(counter.cart_id)["cart"]["line_items"]["physical_items"]
        if row["id"] != counter.mug
    )
    assert counter.consign(some(piece, 1)) == REFUSED


def test_a_pickup_that_takes_the_place_of_another_consignment_is_taken() -> None:
    counter = Counter()
    assert counter.consign(some(counter.mug, 2))[0] == 200
    assert counter.consign(counter.fetched(2))[0] == 200
    (found,) = counter.shopper.checkout(counter.cart_id)["consignments"]
    assert found["selected_pickup_option"] == {"pickup_method_id": 1}


def test_a_store_that_adds_consignments_refuses_a_second_pickup() -> None:
    counter = Counter(consignment_again="add", split_lines="same_id")
    assert counter.consign(counter.fetched(1))[0] == 200
    assert counter.consign(counter.fetched(1)) == REFUSED


def test_one_of_two_consignments_cannot_become_a_pickup() -> None:
    counter = Counter()
    assert counter.consign(some(counter.mug, 1), some(counter.mug, 1))[0] == 200
    first = counter.shopper.checkout(counter.cart_id)["consignments"][0]["id"]
    answer = counter.shopper.change(counter.cart_id, first, **COUNTER)
    assert answer.status == 422
