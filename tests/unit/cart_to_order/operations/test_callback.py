import pytest

from cart_to_order.operations.callback import switch
from order_service.ledger.callback_settings import ITEM
from tests.unit.cart_to_order.operations.operated import FakeTable, operated


@pytest.mark.parametrize("on", [True, False])
def test_a_store_s_callback_is_an_item_beside_the_ledger_s(on: bool) -> None:
    table = FakeTable()
    switch(operated({}, dynamodb=table), "acme", on=on)
    assert table.items == {ITEM + "acme": {"id": {"S": ITEM + "acme"}, "on": {"BOOL": on}}}
