"""Ready-made stores."""

from pathlib import Path

import pytest

from bigcommerce_emulator.profiles.profiles import (
    NAMES,
    Profile,
    ProfileError,
    profile,
    read_profile,
)
from bigcommerce_emulator.state.settings import Settings
from tests.unit.bigcommerce_emulator.shopper import AUSTIN, MUG, Shopper, everything


def shopper_of(name: str) -> Shopper:
    chosen = profile(name)
    return Shopper(chosen.settings(Settings()), chosen.seed())


@pytest.mark.parametrize("name", NAMES)
def test_an_order_is_placed_in_each_profile_and_each_says_what_it_is(name: str) -> None:
    shopper = shopper_of(name)
    _, order_id = shopper.placed_order(MUG)

    assert [order.id for order in shopper.store.orders] == [order_id]
    assert profile(name).about
    assert len(profile(name).plan().faults) == len(profile(name).faults)


def offers(shopper: Shopper) -> list[str]:
    cart = shopper.open_cart(MUG)
    shopper.bill(cart["id"])
    checkout = shopper.body(shopper.consign(cart["id"], everything(cart, AUSTIN)))["data"]
    found = checkout["consignments"][0]["available_shipping_options"]
    return [offer["type"] for offer in found]


def test_a_real_store_is_unkind() -> None:
    shopper = shopper_of("real")
    cart_id, _ = shopper.placed_order(MUG)
    at_first = shopper.orders(cart_id=cart_id)
    shopper.clock.now += 3
    accounts = shopper.body(
        shopper.ask("GET", "/v3/customers", query={"email:in": "two.quillfeather@example.com"})
    )["data"]

    assert (at_first, len(shopper.orders(cart_id=cart_id))) == ([], 1)
    assert shopper.checkout(cart_id)["order_id"] is None
    assert [row["channel_ids"] for row in accounts] == [[1], [3]]
    assert offers(shopper)[0] == "shipping_pickupinstore"
    assert shopper.open_cart(MUG, currency={"code": "JPY"})["base_amount"] % 1 == 0
    assert shopper.ask("GET", "/v3/lunch").body == "The requested resource was not found."
    assert shopper.ask("GET", "/v2/orders", x_auth_token="").body == "Unauthorized"
    assert shopper.store.quota.limit == 150


def test_a_real_store_takes_as_long_as_live_carriers() -> None:
    plan = profile("real").plan()
    seconds = sorted(plan.draw("consignments", None, 0).delay_before for _ in range(200))

    assert 0.4 < seconds[100] < 1.5
    assert seconds[-1] > 2


def test_a_simple_store_offers_deliveries_only() -> None:
    shopper = shopper_of("simple")

    assert "shipping_pickupinstore" not in offers(shopper)
    assert shopper.store.seed.currencies == ("USD",)
    assert shopper.store.seed.channels == (1,)


def test_an_empty_profile_changes_nothing() -> None:
    assert Profile().settings(Settings()) == Settings()
    assert Profile().seed() is None
    assert Profile().plan().faults == ()


def test_words_without_quotes_are_read_as_they_are_written(tmp_path: Path) -> None:
    file = tmp_path / "store.yaml"
    file.write_text("switches: {several_coupons: yes, cart_days: null, others_low: 0.5}")
    settings = read_profile(file).settings(Settings())

    assert (settings.several_coupons, settings.cart_days, settings.others_low) == ("yes", None, 0.5)


@pytest.mark.parametrize("text", ["", "[]", "switches: 1", "switches: {}\nfault: []", "{"])
def test_a_file_that_is_no_profile_is_refused(tmp_path: Path, text: str) -> None:
    file = tmp_path / "store.yaml"
    file.write_text(text)

    with pytest.raises(ProfileError, match=r"store\.yaml"):
        read_profile(file)
