"""A store answers in plain text: no token or a malformed one (401), and no such route (404).

Source: integrators' transcripts; a wrong token is JSON of status and title, and a path is looked
up before its token.
Wrong before: the emulator answered all of them in JSON, in the shape of a validation error, so
that no test met a body that is none.
"""

import pytest

from order_service.bigcommerce.verdicts import Answer
from order_service.errors import CredentialsUnusable, StoreUnavailable
from tests.fakes.features import mugs
from tests.fakes.sends import failing
from tests.fakes.shop import Shop
from tests.fakes.store import FakeCredentials


@pytest.mark.parametrize("token", ["", "two words", "tab\there", "wrong-token"])
def test_a_token_that_is_none_is_the_operator_s_to_replace(token: str) -> None:
    shop = Shop()
    shop.open_store.credentials = FakeCredentials(token)
    with pytest.raises(CredentialsUnusable) as caught:
        shop.place(mugs())
    assert caught.value.problem()["cause"] == "token_rejected"
    shop.open_store.credentials = FakeCredentials()
    assert shop.place(mugs()).order


STEPS = [
    "list_variants",
    "list_customers",
    "create_cart",
    "billing_address",
    "consignments",
    "shipping_option",
]


@pytest.mark.parametrize("step", STEPS)
def test_a_route_that_is_not_there_refuses_no_order(step: str) -> None:
    shop = Shop()
    shop.meddling.instead[step] = [Answer(404, {}, None, readable=False)] * 5
    with pytest.raises(StoreUnavailable) as caught:
        shop.place(
            mugs(
                line_items=[{"sku": "SM-13", "quantity": 1}],
                customer={"email": "retail.quillfeather@example.com"},
            )
        )
    assert shop.store.orders == []
    problem = caught.value.problem()
    assert (problem["cause"], problem["fix"]) == ("no_such_route", "operator")


def test_a_wrong_store_hash_in_words_of_the_store_is_the_operator_s_to_correct() -> None:
    shop = Shop()
    shop.meddling.instead["create_cart"] = [failing(404)]
    with pytest.raises(CredentialsUnusable) as caught:
        shop.place(mugs())
    assert caught.value.problem()["store"] == {"status": 404, "words": ["No."]}
