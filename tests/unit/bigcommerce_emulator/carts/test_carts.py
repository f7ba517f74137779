from decimal import Decimal
from typing import Any

import pytest

from bigcommerce_emulator.api.exchanges import unrecorded
from bigcommerce_emulator.state.settings import Settings
from tests.unit.bigcommerce_emulator.shopper import AUSTIN, ENGRAVED, GUIDE, MUG, Shopper

CERTIFICATE: dict[str, Any] = {
    "name": "Happy Birthday",
    "theme": "Birthday",
    "amount": 50,
    "quantity": 2,
    "sender": {"name": "Zephyrine", "email": "zephyrine@example.com"},
    "recipient": {"name": "Joe", "email": "joe@example.com"},
    "message": "Enjoy",
}


def refused(shopper: Shopper, body: object, status: int = 422) -> Any:
    answer = shopper.body(shopper.ask("POST", "/v3/carts", body), status)
    assert shopper.store.carts == {}
    return answer


def test_the_tutorial_order_costs_ten_and_with_texas_tax_ten_eighty_three() -> None:
    cart = Shopper().open_cart(custom_items=[ENGRAVED])

    assert cart["base_amount"] == 10
    assert cart["cart_amount"] == Decimal("10.83")


def test_catalog_items_have_the_catalogs_price_and_the_callers_override() -> None:
    cart = Shopper().open_cart(MUG, {"product_id": 120, "quantity": 1, "list_price": 9.5})
    first, second = cart["line_items"]["physical_items"]

    assert (first["list_price"], first["original_price"]) == (15, 15)
    assert (second["list_price"], second["original_price"]) == (Decimal("9.5"), 15)
    assert cart["base_amount"] == Decimal("39.5")


def test_items_are_sorted_into_physical_digital_and_custom() -> None:
    cart = Shopper().open_cart(MUG, GUIDE, custom_items=[ENGRAVED])
    kinds = {kind: len(rows) for kind, rows in cart["line_items"].items()}

    assert kinds == {
        "physical_items": 1,
        "digital_items": 1,
        "custom_items": 1,
        "gift_certificates": 0,
    }
    assert cart["line_items"]["digital_items"][0]["is_require_shipping"] is False


def test_gift_certificates_are_sold_untaxed() -> None:
    cart = Shopper().open_cart(gift_certificates=[CERTIFICATE])

    assert cart["base_amount"] == 100
    assert cart["cart_amount"] == 100
    assert cart["line_items"]["gift_certificates"][0]["taxable"] is False


def test_untaxable_products_are_sold_untaxed() -> None:
    cart = Shopper().open_cart({"product_id": 125, "quantity": 1})

    assert cart["cart_amount"] == cart["base_amount"] == Decimal("18.4")


def test_a_name_given_by_the_caller_replaces_the_products() -> None:
    cart = Shopper().open_cart(MUG | {"name": "Cup"})

    assert cart["line_items"]["physical_items"][0]["name"] == "Cup"


def test_a_variant_has_its_own_sku_and_price() -> None:
    cart = Shopper().open_cart({"product_id": 121, "variant_id": 133, "quantity": 1})
    line = cart["line_items"]["physical_items"][0]

    assert (line["sku"], line["list_price"]) == ("TS-L", Decimal("22.5"))


def test_a_variant_can_be_chosen_by_its_option_values() -> None:
    selections = [{"option_id": 31, "option_value": 302}]
    cart = Shopper().open_cart({"product_id": 121, "quantity": 1, "option_selections": selections})

    assert cart["line_items"]["physical_items"][0]["variant_id"] == 132


def test_options_are_shown_only_when_they_are_included() -> None:
    shopper = Shopper()
    cart = shopper.open_cart({"product_id": 121, "variant_id": 131, "quantity": 1})
    include = {"include": "line_items.physical_items.options"}
    full = shopper.body(shopper.ask("GET", f"/v3/carts/{cart['id']}", query=include))["data"]

    assert "options" not in cart["line_items"]["physical_items"][0]
    assert full["line_items"]["physical_items"][0]["options"] == [
        {"name": "Size", "nameId": 31, "value": "Small", "valueId": 301}
    ]


def test_a_required_text_is_kept_with_the_line() -> None:
    # The specification types option_value as an integer, the store takes text: not recorded.
    shopper = Shopper(recorder=unrecorded)
    selections = [{"option_id": 41, "option_value": "For Ada"}]
    line = {"product_id": 124, "quantity": 1, "option_selections": selections}
    query = {"include": "line_items.physical_items.options"}
    answer = shopper.ask("POST", "/v3/carts", {"line_items": [line]}, query)
    cart = shopper.body(answer, 201)["data"]

    assert cart["line_items"]["physical_items"][0]["options"] == [
        {"name": "Engraving", "nameId": 41, "value": "For Ada"}
    ]


@pytest.mark.parametrize(
    ("line", "field", "words"),
    [
        ({"quantity": 1}, "product_id", "required"),
        ({"product_id": 999, "quantity": 1}, "product_id", "999 was not found"),
        ({"product_id": 120}, "quantity", "between 1"),
        ({"product_id": 120, "quantity": 0}, "quantity", "between 1"),
        ({"product_id": 120, "quantity": -1}, "quantity", "between 1"),
        ({"product_id": 120, "quantity": 1.5}, "quantity", "whole number"),
        ({"product_id": 120, "quantity": True}, "quantity", "whole number"),
        ({"product_id": 120, "quantity": 1, "list_price": -1}, "list_price", "between 0"),
        ({"product_id": 120, "quantity": 1, "list_price": "1"}, "list_price", "a number"),
        ({"product_id": 120, "quantity": 1, "variant_id": 7}, "variant_id", "7 was not found"),
        ({"product_id": 121, "quantity": 1}, "variant_id", "This product has options"),
        ({"product_id": 120, "quantity": 1, "gift_wrapping": 1}, "gift_wrapping", "object"),
    ],
)
def test_a_line_that_cannot_be_sold_is_refused_by_field(
    line: object, field: str, words: str
) -> None:
    answer = refused(Shopper(), {"line_items": [line]})

    assert answer["status"] == 422
    assert words in answer["title"]
    assert answer["errors"] == {f"line_items.0.{field}": answer["title"]}


@pytest.mark.parametrize(
    ("selection", "field"),
    [
        ({"option_id": 99, "option_value": 1}, "option_id"),
        ({"option_id": 31, "option_value": 1}, "option_value"),
        ({"option_id": 31}, "option_value"),
    ],
)
def test_an_unknown_option_is_refused(selection: object, field: str) -> None:
    line = {"product_id": 121, "quantity": 1, "option_selections": [selection]}
    answer = refused(Shopper(), {"line_items": [line]})

    assert list(answer["errors"]) == [f"line_items.0.option_selections.0.{field}"]


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": "x" * 251}, "name"),
        ({"list_price": None}, "list_price"),
        ({"list_price": 2_000_000}, "list_price"),
        ({"quantity": 0}, "quantity"),
        ({"sku": 5}, "sku"),
    ],
)
def test_a_custom_item_that_is_not_whole_is_refused_by_field(
    change: dict[str, object], field: str
) -> None:
    answer = refused(Shopper(), {"custom_items": [ENGRAVED | change]})

    assert list(answer["errors"]) == [f"custom_items.0.{field}"]


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"amount": 0}, "amount"),
        ({"amount": 1001}, "amount"),
        ({"theme": "Funeral"}, "theme"),
        ({"message": "x" * 201}, "message"),
        ({"sender": None}, "sender"),
        ({"name": None}, "name"),
    ],
)
def test_a_gift_certificate_that_is_not_whole_is_refused_by_field(
    change: dict[str, object], field: str
) -> None:
    answer = refused(Shopper(), {"gift_certificates": [CERTIFICATE | change]})

    assert list(answer["errors"]) == [f"gift_certificates.0.{field}"]


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"line_items": []}, "line_items"),
        ({"line_items": "mug"}, "line_items"),
        ({"channel_id": 2}, "channel_id"),
        ({"customer_id": -1}, "customer_id"),
        ({"locale": "english"}, "locale"),
        ({"currency": "USD"}, "currency"),
    ],
)
def test_a_cart_that_cannot_be_opened_is_refused_by_field(
    change: dict[str, object], field: str
) -> None:
    answer = refused(Shopper(), {"line_items": [MUG]} | change)

    assert list(answer["errors"]) == [field]


def test_a_currency_that_is_only_displayed_is_refused_with_400() -> None:
    answer = refused(Shopper(), {"line_items": [MUG], "currency": {"code": "EUR"}}, 400)

    assert "EUR" in answer["title"]


def test_more_than_the_stock_is_refused_also_when_spread_over_lines() -> None:
    shopper = Shopper()
    shopper.store.merchant.set_stock(118, 3)

    answer = refused(shopper, {"line_items": [MUG, MUG]})

    assert "out of stock" in answer["title"]


def test_more_than_the_maximum_of_a_product_is_refused_in_the_stores_words() -> None:
    answer = refused(Shopper(), {"line_items": [{"product_id": 123, "quantity": 3}]})

    assert answer["title"] == (
        "You can only purchase a maximum of 2 of the Limited Teapot per order."
    )


def test_a_cart_remembers_who_opened_it_and_where() -> None:
    cart = Shopper().open_cart(
        MUG, customer_id=7, channel_id=1, currency={"code": "usd"}, locale="de-AT"
    )

    assert cart["customer_id"] == 7
    assert cart["currency"] == {"code": "USD"}
    assert cart["locale"] == "de-AT"


@pytest.mark.parametrize(
    ("form", "begin"), [("relative", "/cart.php"), ("own_letters", "https://caf\u00e9.")]
)
def test_redirect_urls_can_have_no_domain_or_one_in_letters_of_its_own(
    form: str, begin: str
) -> None:
    shopper = Shopper(Settings().with_pairs([f"redirect_url_form={form}"]))
    query = {"include": "redirect_urls"}
    answer = shopper.ask("POST", "/v3/carts", {"line_items": [MUG]}, query)
    links = shopper.body(answer, 201)["data"]["redirect_urls"]
    assert all(url.startswith(begin) for url in links.values())


def test_redirect_urls_come_only_when_asked_for_and_differ_each_time() -> None:
    shopper = Shopper()
    query = {"include": "redirect_urls"}
    answer = shopper.ask("POST", "/v3/carts", {"line_items": [MUG]}, query)
    cart = shopper.body(answer, 201)["data"]
    again = shopper.ask("POST", f"/v3/carts/{cart['id']}/redirect_urls", {})
    links = shopper.body(again, 201)["data"]

    assert "redirect_urls" not in shopper.open_cart(MUG)
    assert cart["id"] in links["checkout_url"]
    assert links["checkout_url"] != cart["redirect_urls"]["checkout_url"]


def test_a_deleted_cart_is_gone_and_its_checkout_with_it() -> None:
    shopper = Shopper()
    cart_id = shopper.open_cart(MUG)["id"]
    gone = shopper.ask("DELETE", f"/v3/carts/{cart_id}")

    assert (gone.status, gone.body) == (204, None)
    assert shopper.ask("GET", f"/v3/carts/{cart_id}").status == 404
    assert shopper.ask("GET", f"/v3/checkouts/{cart_id}").status == 404
    assert shopper.ask("DELETE", f"/v3/carts/{cart_id}").status == 404
    assert shopper.bill(cart_id, AUSTIN).status == 404


def test_gift_certificates_can_be_shown_under_the_store_s_own_label() -> None:
    person = {"name": "Ann", "email": "ann@example.com"}
    gift: dict[str, object] = {"name": "For Ann", "theme": "Girl", "amount": 25, "quantity": 1}
    gift |= {"sender": person, "recipient": person}
    cart = Shopper(Settings(gift_certificates_shown="labelled")).open_cart(gift_certificates=[gift])
    (shown,) = cart["line_items"]["gift_certificates"]
    assert (shown["name"], shown["theme"]) == ("$25.00 Gift Certificate", "girl.html")
