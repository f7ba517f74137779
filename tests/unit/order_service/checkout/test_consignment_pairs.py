"""Wanted consignments are matched with those that the store shows."""

from typing import Any

import pytest

from order_service.checkout.consignments import WantedConsignment, pair, wanted_consignments
from order_service.store.checkout_view import CheckoutView, ConsignmentView
from order_service.store.signals import CartUnusable
from tests.fakes.orders import AUSTIN, NEW_YORK
from tests.fakes.views import MUG, catalog_order, checkout, consignment, line


def ships(address: dict[str, Any], *names: dict[str, Any]) -> dict[str, Any]:
    return {"address": address, "line_items": list(names)}


def wanted_for(cart: CheckoutView, *addresses: dict[str, Any]) -> list[WantedConsignment]:
    one = {"sku": "mug", "quantity": 1}
    two = [ships(address, one) for address in addresses]
    return wanted_consignments(cart, catalog_order(MUG, consignments=two))


def ids(pairs: list[tuple[WantedConsignment, ConsignmentView]]) -> list[str]:
    return [found.id for _, found in pairs]


def test_consignments_are_paired_by_address_when_the_store_reorders_them() -> None:
    wanted = wanted_for(checkout(physical=(line("m", quantity=2),)), AUSTIN, NEW_YORK)
    found = (
        consignment("far", "m", address=NEW_YORK),
        consignment("near", "m", address=AUSTIN | {"country": "United States"}),
    )
    assert ids(pair(wanted, found)) == ["near", "far"]


def test_consignments_to_one_address_are_paired_by_their_lines() -> None:
    cart = checkout(physical=(line("m1"), line("m2")))
    wanted = wanted_for(cart, AUSTIN, AUSTIN)
    found = (consignment("second", "m2"), consignment("first", "m1"))
    assert ids(pair(wanted, found)) == ["first", "second"]


def test_consignments_to_one_postcode_are_paired_by_the_likelier_address() -> None:
    cart = checkout(physical=(line("m", quantity=2),))
    neighbour = AUSTIN | {"first_name": "Ann", "address1": "9 Other Street"}
    wanted = wanted_for(cart, AUSTIN, neighbour)
    found = (consignment("next", "m", address=neighbour), consignment("home", "m"))
    assert ids(pair(wanted, found)) == ["home", "next"]


def test_an_address_that_the_store_spells_its_way_is_the_same() -> None:
    cart = checkout(physical=(line("m", quantity=2),))
    wanted = wanted_consignments(cart, catalog_order(MUG))
    spelled = AUSTIN | {"postal_code": " 787 01", "country_code": "us", "city": "AUSTIN"}
    assert ids(pair(wanted, (consignment("c", "m", address=spelled),))) == ["c"]


@pytest.mark.parametrize(
    "found",
    [
        (),
        (consignment("a", "m"), consignment("b", "m")),
        (consignment("a", "other"),),
        (consignment("a", "m", "other"),),
        (consignment("a", "m", address=AUSTIN | {"postal_code": "10001"}),),
        (consignment("a", "m", address=AUSTIN | {"country_code": "CA"}),),
        (consignment("a", "m", address={}),),
    ],
)
def test_other_consignments_than_ours_make_the_cart_unusable(
    found: tuple[ConsignmentView, ...],
) -> None:
    cart = checkout(physical=(line("m", quantity=2),))
    with pytest.raises(CartUnusable):
        pair(wanted_consignments(cart, catalog_order(MUG)), found)
