"""One e-mail address has an account for each of a store's channels.

Source: BigCommerce's pages on customers of several storefronts, where ``channel_ids`` (null or a
list) says where an account may sign in, and one address may have several accounts.
Wrong before: account 11 of channel 1 was sent for an order of channel 2; and where the list
ignored its filter, a customer was taken for a guest.
"""

from dataclasses import replace
from typing import Any

import pytest

from bigcommerce_emulator.state.seed import default_seed
from order_service.errors import CustomerUnknown, StoreUnavailable
from tests.fakes.features import mugs
from tests.fakes.sends import ok
from tests.fakes.shop import Shop

TWO = "two.quillfeather@example.com"


def customer_of(shop: Shop, email: str = TWO, **changes: Any) -> int:
    shop.place(mugs(customer={"email": email}, **changes))
    return shop.store.orders[0].customer_id


@pytest.mark.parametrize(("channel", "account"), [(1, 13), (3, 42)])
def test_the_order_s_channel_picks_the_account(channel: int, account: int) -> None:
    assert customer_of(Shop(), channel_id=channel) == account


def accounts(*rows: tuple[int, Any]) -> Shop:
    shop = Shop()
    data = [{"id": number, "email": TWO, "channel_ids": channels} for number, channels in rows]
    shop.meddling.instead["list_customers"] = [ok({"data": data})]
    return shop


@pytest.mark.parametrize("everywhere", [None, [], {}, "1"])
def test_an_account_without_a_list_is_for_every_channel(everywhere: Any) -> None:
    assert customer_of(accounts((42, everywhere))) == 42


def test_an_account_that_names_the_channel_goes_before_one_for_all() -> None:
    assert customer_of(accounts((11, None), (42, [3, 1]), (43, [1]))) == 42


@pytest.mark.parametrize("match", ["existing", "guest"])
def test_an_account_of_other_channels_is_none_here(match: str) -> None:
    shop = accounts((11, [2]))
    body = mugs(customer={"email": TWO, "match": match})
    if match == "existing":
        with pytest.raises(CustomerUnknown):
            shop.place(body)
    else:
        shop.place(body)
        assert shop.store.orders[0].customer_id == 0


def weiss(email_filter: str) -> Shop:
    seed = default_seed()
    account = replace(seed.customers[11], email="weiss@example.com")
    return Shop(
        seed=replace(seed, customers={**seed.customers, 11: account}), email_filter=email_filter
    )


@pytest.mark.parametrize("email", ["weiß@example.com", "wéiss@example.com"])
def test_an_address_in_other_letters_is_another_person_s(email: str) -> None:
    shop = weiss("by_letters")
    shop.place(mugs(customer={"email": email, "match": "guest"}))
    assert shop.store.orders[0].customer_id == 0
    with pytest.raises(CustomerUnknown):
        weiss("by_letters").place(mugs(customer={"email": email}))


def test_where_the_filter_is_ignored_an_account_in_other_letters_is_no_proof_of_none() -> None:
    with pytest.raises(StoreUnavailable):
        weiss("ignored").place(mugs(customer={"email": "weiß@example.com", "match": "guest"}))


def test_an_address_is_the_same_in_capitals() -> None:
    assert customer_of(weiss("by_letters"), "Weiss@Example.com") == 11


@pytest.mark.parametrize("match", ["existing", "guest"])
def test_a_list_of_strangers_is_a_filter_that_does_not_work(match: str) -> None:
    shop = Shop(email_filter="ignored")
    with pytest.raises(StoreUnavailable):
        shop.place(mugs(customer={"email": "nobody@example.com", "match": match}))
    assert shop.store.orders == []
    assert customer_of(Shop(email_filter="ignored")) == 13
