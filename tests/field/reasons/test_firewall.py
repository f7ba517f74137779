"""Something on the way to the store answers 403 with a page of its own.

Source: integrators' reports of HTML with a 403 where their addresses were not let through, while
BigCommerce's own refusals of a scope are JSON.
Wrong before: the operator was asked to give the API account a scope that it had.
"""

from typing import Any

import pytest

from order_service.bigcommerce.verdicts import Answer
from order_service.errors import NotYet, OutcomeUnknown, ScopeMissing, StoreUnavailable
from tests.fakes.features import full_order, mugs
from tests.fakes.sends import failing
from tests.fakes.shop import SETTLED, Shop

PAGE = Answer(403, {"content-type": "text/html"}, None, readable=False)
CALLS = (
    "list_customers", "list_variants", "create_cart", "discounts", "add_coupon", "add_fees",
    "write_message", "billing_address", "consignments", "shipping_option", "create_metafield",
)  # fmt: skip
FOREIGN: list[Any] = [None, [], {}, {"message": "Forbidden"}, {"status": "403", "title": "No."}]


def test_a_store_behind_a_firewall_is_no_store_without_a_scope() -> None:
    shop = Shop(firewall="on")
    with pytest.raises(StoreUnavailable) as caught:
        shop.place(mugs())
    problem = caught.value.problem()
    assert problem["detail"] == "Something on the way to the store blocked this call (403)."
    assert (problem["cause"], problem["fix"]) == ("blocked_on_the_way", "operator")


@pytest.mark.parametrize("operation", CALLS)
def test_a_blocked_call_names_no_scope_and_the_order_goes_on_when_it_is_let_through(
    operation: str,
) -> None:
    shop = Shop()
    shop.meddling.instead[operation] = [PAGE]
    with pytest.raises(NotYet) as caught:
        shop.place(full_order())
    assert caught.value.problem()["cause"] == "blocked_on_the_way"
    assert shop.place(full_order()).order
    assert len(shop.store.orders) == 1


@pytest.mark.parametrize("body", FOREIGN)
def test_only_bigcommerce_s_own_json_speaks_of_scopes(body: Any) -> None:
    shop = Shop()
    shop.meddling.instead["create_cart"] = [Answer(403, {}, body)]
    with pytest.raises(StoreUnavailable):
        shop.place(mugs())
    shop.meddling.instead["create_cart"] = [failing(403, {"status": 403, "title": "No scope."})]
    with pytest.raises(ScopeMissing):
        shop.place(mugs())


@pytest.mark.parametrize("after", [True, False])
def test_a_blocked_create_order_is_in_doubt(after: bool) -> None:
    shop = Shop()
    (shop.meddling.after if after else shop.meddling.instead)["create_order"] = [PAGE]
    if after:
        assert shop.place(mugs()).order.order_id == 101
    else:
        with pytest.raises(OutcomeUnknown):
            shop.place(mugs())
        shop.clock.sleep(SETTLED)
        shop.place(mugs())
    assert len(shop.store.orders) == 1
