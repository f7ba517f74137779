import json
from decimal import Decimal
from pathlib import Path

import pytest

from bigcommerce_emulator.state.seed import SeedError, default_seed, load_seed
from tests.unit.bigcommerce_emulator.shopper import AUSTIN, Shopper

SMALL = {
    "store": {"domain": "shop.example.com", "origin": {"country_code": "GB"}},
    "products": [{"id": 1, "name": "Pen", "sku": "P", "variant_id": 2, "price": 1.5}],
    "shipping": {"GB": [{"type": "shipping_flatrate", "description": "Post", "cost": 2}]},
    "taxes": {"GB": {"name": "VAT", "rate": 20}},
    "pickup_in_store": True,
}


def test_the_default_seed_has_a_product_of_every_kind() -> None:
    products = default_seed().products

    assert products[120].variants[0].sku == "SM-13"
    assert products[120].variants[0].price == 15
    assert {product.type for product in products.values()} == {"physical", "digital"}
    assert any(len(product.variants) > 1 for product in products.values())
    assert any(variant.stock for product in products.values() for variant in product.variants)
    assert any(modifier.required for p in products.values() for modifier in p.modifiers)


@pytest.mark.parametrize(("country", "state"), [("US", "TX"), ("AU", "NT"), ("AQ", "")])
def test_the_default_seed_offers_free_pickup_first_at_every_address(
    country: str, state: str
) -> None:
    first, *others = default_seed().shipping_at(country, state)

    assert (first.type, int(first.cost)) == ("shipping_pickupinstore", 0)
    assert all(method.cost > 0 for method in others)


def test_a_state_without_a_tax_of_its_own_pays_its_countrys() -> None:
    seed = default_seed()
    ontario, quebec, oregon = (
        seed.tax_at(*place) for place in (("CA", "ON"), ("CA", "QC"), ("US", "OR"))
    )

    assert ontario is not None
    assert quebec is not None
    assert (ontario.rate, quebec.rate) == (Decimal("0.13"), Decimal("0.05"))
    assert oregon is None


def test_a_seed_file_makes_another_store(tmp_path: Path) -> None:
    path = tmp_path / "seed.json"
    path.write_text(json.dumps(SMALL))
    shopper = Shopper(seed=load_seed(path))
    checkout = shopper.consigned_cart(
        {"product_id": 1, "quantity": 1}, address=AUSTIN | {"country_code": "GB"}
    )
    options = checkout["consignments"][0]["available_shipping_options"]

    assert checkout["cart"]["cart_amount_inc_tax"] == Decimal("1.8")
    assert [row["description"] for row in options] == ["Pickup In Store", "Post"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("store: {domain: x", "cannot be read as YAML or JSON"),
        ("products: []", "'store' is missing"),
        ("store: {domain: x, origin: {country_code: US}}", "'products' is missing"),
        ("hello", "seed"),
        (
            "{store: {domain: x, origin: {country_code: US}}, products: [],"
            " coupons: [{code: A, type: bargain}]}",
            "a coupon's type is one of per_item_discount,.* not 'bargain'",
        ),
        (
            "{store: {domain: x, origin: {country_code: US}}, products:"
            " [{id: 1, name: a, sku: b, variant_id: 2, price: 1, type: liquid}]}",
            "physical or digital, not 'liquid'",
        ),
    ],
)
def test_a_seed_file_that_cannot_be_used_is_explained(
    tmp_path: Path, text: str, words: str
) -> None:
    path = tmp_path / "seed.yaml"
    path.write_text(text)

    with pytest.raises(SeedError, match=words):
        load_seed(path)


def test_a_seed_file_that_is_not_there_is_explained(tmp_path: Path) -> None:
    with pytest.raises(SeedError, match=r"nowhere\.yaml cannot be read"):
        load_seed(tmp_path / "nowhere.yaml")
