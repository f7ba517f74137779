"""Customers by e-mail address and variants by SKU, as integrations look them up."""

from typing import Any

import pytest

from bigcommerce_emulator.state.settings import Settings
from tests.unit.bigcommerce_emulator.shopper import Shopper


def rows(shopper: Shopper, path: str, **query: str) -> list[dict[str, Any]]:
    body = shopper.body(shopper.ask("GET", path, query=query))
    assert body["meta"]["pagination"]["total"] >= len(body["data"])
    found: list[dict[str, Any]] = body["data"]
    return found


@pytest.mark.parametrize(
    ("asked", "ids"),
    [
        ({"email:in": "retail.quillfeather@example.com"}, [11]),
        ({"email:in": "WHOLESALE@example.com,retail.quillfeather@example.com"}, [11, 12]),
        ({"email:in": "nobody@example.com"}, []),
        ({}, [11, 12, 13, 42]),
        ({"limit": "1", "page": "2"}, [12]),
    ],
)
def test_customers_are_found_by_e_mail_address(asked: dict[str, str], ids: list[int]) -> None:
    assert [row["id"] for row in rows(Shopper(), "/v3/customers", **asked)] == ids


@pytest.mark.parametrize(("sku", "ids"), [("TS-M", [(121, 132)]), ("nothing", [])])
def test_a_variant_is_found_by_its_sku(sku: str, ids: list[tuple[int, int]]) -> None:
    found = rows(Shopper(), "/v3/catalog/variants", sku=sku)
    assert [(row["product_id"], row["id"]) for row in found] == ids


def test_a_variant_tells_the_options_it_stands_for() -> None:
    (row,) = rows(Shopper(), "/v3/catalog/variants", sku="TS-M")
    assert [(value["option_id"], value["label"]) for value in row["option_values"]] == [
        (31, "Medium")
    ]


@pytest.mark.parametrize(
    ("path", "scope"),
    [("/v3/customers", "store_v2_customers"), ("/v3/catalog/variants", "store_v2_products")],
)
def test_reading_them_needs_only_a_scope_to_read(path: str, scope: str) -> None:
    shopper = Shopper(Settings(tokens=f"reader:{scope}_read_only other:store_cart"))
    assert shopper.ask("GET", path, x_auth_token="reader").status == 200
    assert shopper.ask("GET", path, x_auth_token="other").status == 403


def test_products_are_found_by_their_own_sku() -> None:
    shopper = Shopper()
    path, query = "/v3/catalog/products", {"sku:in": "SM-13,ts,TS-M"}
    rows = shopper.body(shopper.ask("GET", path, query=query))["data"]

    assert [(row["sku"], row["base_variant_id"]) for row in rows] == [("SM-13", 118), ("TS", None)]


def test_a_row_has_only_the_fields_that_were_asked_for() -> None:
    shopper = Shopper()
    query = {"sku": "SM-13", "include_fields": "sku"}
    answer = shopper.body(shopper.ask("GET", "/v3/catalog/products", query=query))

    assert answer["data"] == [{"id": 120, "sku": "SM-13"}]


@pytest.mark.parametrize(
    ("setting", "skus"), [("variants", ["TS-M"]), ("every_sku", ["SM-13", "TS-M"])]
)
def test_variants_are_found_by_the_skus_that_settings_say(setting: Any, skus: list[str]) -> None:
    shopper = Shopper(Settings(sku_filter=setting))
    query = {"sku:in": "SM-13,TS-M"}
    rows = shopper.body(shopper.ask("GET", "/v3/catalog/variants", query=query))["data"]

    assert [row["sku"] for row in rows] == skus
