import pytest

from bigcommerce_emulator.api.exchanges import unrecorded
from tests.unit.bigcommerce_emulator.shopper import AUSTIN, Shopper


@pytest.mark.parametrize(
    "body",
    [
        {"status_id": 11},
        {"external_order_id": "A-7"},
        {"external_source": "ERP"},
        {"staff_notes": "Call first"},
        {"payment_method": "Cash"},
        {"customer_message": "Thanks"},
        {"payment_provider_id": 7},
        {"external_merchant_id": "M-1"},
        {"customer_id": 11},
        {"channel_id": 3},
        {"ip_address": "192.0.2.1", "ip_address_v6": "2001:db8::1"},
        {"geoip_country": "Austria", "geoip_country_iso2": "AT"},
        {"ebay_order_id": "5"},
        {"customer_locale": "de"},
    ],
)
def test_a_field_that_may_be_written_is_written(body: dict[str, object]) -> None:
    shopper = Shopper()
    _, order_id = shopper.placed_order()
    answer = shopper.body(shopper.ask("PUT", f"/v2/orders/{order_id}", body))

    assert {name: answer[name] for name in body} == body
    assert shopper.body(shopper.ask("GET", f"/v2/orders/{order_id}")) == answer


def test_a_new_status_shows_its_name_and_the_time_of_the_change() -> None:
    shopper = Shopper()
    _, order_id = shopper.placed_order()
    shopper.clock.now += 60
    answer = shopper.body(shopper.ask("PUT", f"/v2/orders/{order_id}", {"status_id": 7}))

    assert answer["status"] == answer["custom_status"] == "Awaiting Payment"
    assert answer["date_created"] == "Tue, 14 Nov 2023 22:13:20 +0000"
    assert answer["date_modified"] == "Tue, 14 Nov 2023 22:14:20 +0000"


@pytest.mark.parametrize("name", ["id", "status", "cart_id", "payment_status", "total_tax"])
def test_a_read_only_field_is_refused_by_name_and_nothing_is_written(name: str) -> None:
    shopper = Shopper()
    _, order_id = shopper.placed_order()
    path = f"/v2/orders/{order_id}"
    before = shopper.body(shopper.ask("GET", path))
    answer = shopper.body(shopper.ask("PUT", path, {"staff_notes": "x", name: "y"}), 400)

    assert answer[0]["message"].startswith(f"The field '{name}' cannot be written to.")
    assert shopper.body(shopper.ask("GET", path)) == before


@pytest.mark.parametrize(
    "body",
    [
        {"status_id": 15},
        {"status_id": "11"},
        {"status_id": True},
        {"is_deleted": "yes"},
        {"staff_notes": "x" * 65_536},
        {"payment_method": None},
        {"colour": "red"},
        {"customer_id": -1},
        {"channel_id": 9},
        {"ip_address": "1" * 31},
        {"payment_provider_id": []},
        {"billing_address": {}},
        {"billing_address": {"planet": "Mars"}},
        {"billing_address": {"city": 5}},
        {},
        [],
    ],
)
def test_a_value_that_does_not_fit_is_refused_with_400(body: object) -> None:
    shopper = Shopper()
    _, order_id = shopper.placed_order()

    assert shopper.ask("PUT", f"/v2/orders/{order_id}", body).status == 400


def test_writing_is_deleted_archives_the_order() -> None:
    # The specification says so in words only, not in its schema: not recorded.
    shopper = Shopper(recorder=unrecorded)
    _, order_id = shopper.placed_order()
    answer = shopper.ask("PUT", f"/v2/orders/{order_id}", {"is_deleted": True})

    assert shopper.body(answer)["is_deleted"] is True
    assert shopper.orders() == []


def test_the_callers_number_can_be_taken_away_again() -> None:
    shopper = Shopper()
    _, order_id = shopper.placed_order()
    path = f"/v2/orders/{order_id}"
    shopper.ask("PUT", path, {"external_order_id": "A-7"})

    assert (
        shopper.body(shopper.ask("PUT", path, {"external_order_id": None}))["external_order_id"]
        == ""
    )


def test_the_merchants_number_is_written_once() -> None:
    shopper = Shopper()
    _, order_id = shopper.placed_order()
    path = f"/v2/orders/{order_id}"
    shopper.body(shopper.ask("PUT", path, {"external_merchant_id": "M-1"}))
    answer = shopper.body(shopper.ask("PUT", path, {"external_merchant_id": "M-2"}), 400)

    assert "cannot be written to" in answer[0]["message"]


def test_a_billing_address_is_changed_where_it_is_given() -> None:
    shopper = Shopper()
    _, order_id = shopper.placed_order()
    change = {"billing_address": {"city": "Dallas", "zip": "75001"}}
    address = shopper.body(shopper.ask("PUT", f"/v2/orders/{order_id}", change))["billing_address"]

    assert (address["city"], address["zip"], address["first_name"]) == (
        "Dallas",
        "75001",
        AUSTIN["first_name"],
    )
