"""A night's audit while orders of the store are moved: none is passed over."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from order_service.bigcommerce.https import Send
from order_service.bigcommerce.verdicts import Answer
from tests.fakes.orders import order_body
from tests.fakes.shop import Shop
from tests.unit.order_service.auditing.nights import DAY, audited, kinds, known, second_order

ONE_A_PAGE = ("limit=250", "limit=1")


def meddled(
    shop: Shop, act: Callable[[], object], *changed: tuple[str, str], after: str = "/orders?"
) -> Send:
    """Return a way to the store on which lists are asked for otherwise, and orders move."""
    acts = [act]

    def send(
        method: str, path: str, headers: Mapping[str, str], body: Any, read_seconds: float
    ) -> Answer:
        if "/orders?" not in path:
            return shop.calls(method, path, headers, body, read_seconds)
        for asked, instead in changed:
            path = path.replace(asked, instead)
        answer = shop.calls(method, path, headers, body, read_seconds)
        if after in path and acts:
            acts.pop()()
        return answer

    return send


def test_a_duplicate_that_is_moved_between_the_lists_is_found() -> None:
    shop = Shop(order_list="only_status_0")
    shop.place(order_body())
    duplicate = second_order(shop)
    send = meddled(shop, lambda: shop.store.merchant.move_order(duplicate, 11))
    (one,) = audited(shop, known(shop), acme=send)
    assert kinds(one) == ["duplicate"]


def test_a_duplicate_from_before_the_days_that_is_moved_between_the_lists_is_found() -> None:
    shop = Shop(order_list="only_status_0")
    shop.place(order_body())
    shop.clock.sleep(4 * DAY)
    first = known(shop).order_id
    tried_twice = replace(known(shop), order_id=second_order(shop), attempts=2)
    send = meddled(shop, lambda: shop.store.merchant.move_order(first, 11), after="cart_id=")
    (one,) = audited(shop, tried_twice, acme=send)
    assert kinds(one) == ["duplicate"]


def test_an_order_that_leaves_the_list_hides_none_of_the_next_page() -> None:
    shop = Shop(order_list="only_status_0")
    shop.place(order_body())
    own = known(shop).order_id
    second_order(shop)
    send = meddled(shop, lambda: shop.store.merchant.move_order(own, 11), ONE_A_PAGE)
    (one,) = audited(shop, known(shop), acme=send)
    assert kinds(one) == ["duplicate"]


def test_a_list_that_begins_anew_at_every_page_is_not_read_for_ever() -> None:
    shop = Shop()
    shop.place(order_body())
    (one,) = audited(shop, known(shop), acme=meddled(shop, int, ("&min_id=", "&min_total=0.")))
    assert (one.missed, kinds(one)) == ("store_unavailable", [])
