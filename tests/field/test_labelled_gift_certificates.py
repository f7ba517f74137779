"""A store calls a gift certificate by its amount, and its theme by a file's name.

No documentation says what a cart shows; this is one of the forms in which it may. Wrong before: the
order was refused.
"""

from dataclasses import replace

import pytest

from order_service.errors import StoreRefused
from tests.fakes.features import mugs
from tests.fakes.other_apps import GIFT
from tests.fakes.shop import Shop

EVE = {"name": "Eve", "email": "eve@example.com"}


def test_it_is_known_by_who_gives_and_gets_it() -> None:
    shop = Shop(gift_certificates_shown="labelled")
    shop.place(mugs(gift_certificates=[GIFT]))
    (order,) = shop.store.orders
    (bought,) = order.gift_certificates
    assert bought.name.endswith(" Gift Certificate")
    assert bought.theme == f"{GIFT['theme']}.html".lower()


def test_one_for_somebody_else_is_another() -> None:
    shop = Shop(gift_certificates_shown="labelled")

    def readdress() -> None:
        for cart in shop.store.carts.values():
            (gift,) = cart.gift_certificates
            cart.gift_certificates = [replace(gift, recipient=EVE)]
        shop.meddling.before["billing_address"] = readdress

    shop.meddling.before["billing_address"] = readdress
    with pytest.raises(StoreRefused) as caught:
        shop.place(mugs(gift_certificates=[GIFT]))
    fields = [error["field"] for error in caught.value.problem()["errors"]]
    assert fields == ["gift_certificates[0]", "gift_certificates"]
