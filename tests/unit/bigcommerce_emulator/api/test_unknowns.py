"""Switches on what no documentation answers, each turned both ways."""

from typing import Any

import pytest

from bigcommerce_emulator.bodies.errors import PAGE
from bigcommerce_emulator.state.events import CART_CONVERTED, Event
from bigcommerce_emulator.state.settings import Settings
from tests.unit.bigcommerce_emulator.shopper import AUSTIN, MUG, Shopper, deliveries, everything

TEAPOT = {"product_id": 123, "quantity": 2}
METAFIELD = {"permission_set": "app_only", "namespace": "n", "key": "k", "value": "v"}


def versions(shopper: Shopper, cart_id: str) -> tuple[int, int]:
    """The version that the cart shows, and the one that its checkout shows."""
    cart = shopper.body(shopper.ask("GET", f"/v3/carts/{cart_id}"))["data"]
    return cart["version"], shopper.checkout(cart_id)["version"]


@pytest.mark.parametrize(("word", "expected"), [("one", (3, 3)), ("two", (2, 2))])
def test_carts_and_checkouts_count_together_or_each_by_itself(word: Any, expected: Any) -> None:
    shopper = Shopper(Settings(version_counters=word))
    cart_id = shopper.open_cart(MUG)["id"]
    shopper.bill(cart_id)
    shopper.ask("POST", f"/v3/carts/{cart_id}/items", {"line_items": [MUG]})

    assert versions(shopper, cart_id) == expected


def test_a_counter_of_its_own_is_what_a_call_is_held_to() -> None:
    shopper = Shopper(Settings(version_counters="two"))
    cart_id = shopper.open_cart(MUG)["id"]
    shopper.bill(cart_id)
    more: dict[str, Any] = {"line_items": [MUG]}
    path = f"/v3/carts/{cart_id}/items"

    assert shopper.bill(cart_id, AUSTIN | {"version": 1}).status == 409
    assert shopper.bill(cart_id, AUSTIN | {"version": 2}).status == 200
    assert shopper.ask("POST", path, more | {"version": 3}).status == 409
    assert shopper.ask("POST", path, more | {"version": 1}).status == 201


@pytest.mark.parametrize(
    ("switch", "grown"),
    [("billing_counts_version", (1, 2)), ("consignments_count_version", (2, 2))],
)
def test_a_write_on_a_checkout_counts_unless_settings_say_no(switch: str, grown: Any) -> None:
    shopper = Shopper(Settings().with_pairs([f"{switch}=no"]))
    cart = shopper.open_cart(MUG)
    shopper.bill(cart["id"])
    billed = shopper.checkout(cart["id"])["version"]
    consigned = shopper.body(shopper.consign(cart["id"], everything(cart)))["data"]

    assert (billed, consigned["version"]) == grown


@pytest.mark.parametrize(("word", "names"), [("set", [1, 1]), ("first", [0, 0]), ("never", None)])
def test_a_checkout_names_its_last_order_its_first_or_none(word: Any, names: Any) -> None:
    shopper = Shopper(Settings(checkout_order_id=word))
    cart_id, first = shopper.placed_order()
    second = shopper.body(shopper.order(cart_id))["data"]["id"]
    named = [shopper.checkout(cart_id)["order_id"] for _ in range(2)]

    assert named == ([None, None] if names is None else [str((first, second)[i]) for i in names])


@pytest.mark.parametrize(("word", "status"), [("no", 200), ("yes", 404)])
def test_leaving_incomplete_deletes_the_cart_only_if_settings_say_so(
    word: Any, status: int
) -> None:
    shopper = Shopper(Settings(status_deletes_cart=word))
    cart_id, order_id = shopper.placed_order()
    shopper.body(shopper.ask("PUT", f"/v2/orders/{order_id}", {"status_id": 7}))

    assert shopper.ask("GET", f"/v3/carts/{cart_id}").status == status


@pytest.mark.parametrize(("word", "sent"), [("on_payment", 0), ("on_status", 1), ("never", 0)])
def test_leaving_incomplete_tells_of_a_converted_cart_only_if_settings_say_so(
    word: Any, sent: int
) -> None:
    events: list[Event] = []
    shopper = Shopper(Settings(cart_converted=word), observer=events.append)
    _, order_id = shopper.placed_order()
    for status_id in (7, 11):
        shopper.ask("PUT", f"/v2/orders/{order_id}", {"status_id": status_id})

    assert [event.scope for event in events].count(CART_CONVERTED) == sent


@pytest.mark.parametrize(("word", "status"), [("ignored", 200), ("enforced", 422)])
def test_a_field_that_the_stores_forms_require_is_held_to_only_if_settings_say_so(
    word: Any, status: int
) -> None:
    shopper = Shopper(Settings(form_fields=word))
    cart = shopper.open_cart(MUG)
    filled = AUSTIN | {"custom_fields": [{"field_id": "field_25", "field_value": "a friend"}]}

    assert shopper.bill(cart["id"]).status == status
    assert shopper.consign(cart["id"], everything(cart)).status == status
    assert shopper.bill(cart["id"], filled).status == 200


@pytest.mark.parametrize(("word", "statuses"), [("atomic", [200, 409]), ("late", [200, 200])])
def test_a_metafield_of_the_same_name_at_the_same_moment_is_refused_if_the_409_is_a_lock(
    word: Any, statuses: list[int]
) -> None:
    shopper = Shopper(Settings(metafield_conflict=word, metafield_conflict_delay_seconds=2))
    path = f"/v3/carts/{shopper.open_cart(MUG)['id']}/metafields"
    answers = [shopper.ask("POST", path, METAFIELD).status for _ in statuses]
    shopper.clock.now += 2

    assert answers == statuses
    assert shopper.ask("POST", path, METAFIELD).status == 409


@pytest.mark.parametrize(("word", "left"), [("yes", 1), ("no", 3)])
@pytest.mark.parametrize("status_id", [1, 7])
def test_an_order_that_is_moved_on_unpaid_takes_stock_only_if_settings_say_so(
    word: Any, left: int, status_id: int
) -> None:
    shopper = Shopper(Settings(unpaid_takes_stock=word))
    _, order_id = shopper.placed_order(TEAPOT)
    product = shopper.store.seed.products[123].variants[0]
    shopper.ask("PUT", f"/v2/orders/{order_id}", {"status_id": status_id})
    unpaid = shopper.store.stock_left(product)
    shopper.ask("PUT", f"/v2/orders/{order_id}", {"status_id": 11})

    assert (unpaid, shopper.store.stock_left(product)) == (left, 1)


@pytest.mark.parametrize(("word", "status"), [("yes", 422), ("no", 200)])
def test_an_order_of_what_has_been_sold_since_is_refused_only_if_settings_say_so(
    word: Any, status: int
) -> None:
    shopper = Shopper(Settings(order_checks_stock=word))
    cart_id = shopper.ready_cart(TEAPOT)
    shopper.store.merchant.set_stock(150, 0)

    assert shopper.order(cart_id).status == status


@pytest.mark.parametrize(("word", "status"), [("accept", 200), ("refuse", 422)])
def test_a_cart_whose_order_has_moved_on_makes_another_unless_settings_say_no(
    word: Any, status: int
) -> None:
    shopper = Shopper(Settings(order_again=word))
    cart_id, order_id = shopper.placed_order()
    twice = shopper.order(cart_id).status
    shopper.ask("PUT", f"/v2/orders/{order_id}", {"status_id": 11})

    assert (twice, shopper.order(cart_id).status) == (200, status)


@pytest.mark.parametrize(("word", "gone"), [("no", False), ("yes", True)])
def test_a_coupon_takes_the_chosen_option_away_only_if_settings_say_so(
    word: Any, gone: bool
) -> None:
    shopper = Shopper(Settings(coupons_clear_option=word))
    cart_id = shopper.ready_cart()
    path = f"/v3/checkouts/{cart_id}/coupons"
    checkout = shopper.body(shopper.ask("POST", path, {"coupon_code": "TENOFF"}))["data"]

    assert ("selected_shipping_option" not in checkout["consignments"][0]) is gone


@pytest.mark.parametrize(
    ("which", "address"), [("billing", {"city": ""}), ("shipping", {"first_name": ""})]
)
def test_an_incomplete_address_is_refused_in_the_words_of_staff_or_of_the_guide(
    which: str, address: dict[str, str]
) -> None:
    answers = []
    for word in ("400", "422"):
        shopper = Shopper(Settings().with_pairs([f"incomplete_address={word}"]))
        short = {"billing": AUSTIN, "shipping": AUSTIN} | {which: AUSTIN | address}
        cart = shopper.open_cart(MUG)
        shopper.bill(cart["id"], short["billing"])
        answer = shopper.body(shopper.consign(cart["id"], everything(cart, short["shipping"])))
        row = answer["data"]["consignments"][0]
        option = deliveries(row)[0]["id"]
        shopper.change(cart["id"], row["id"], shipping_option_id=option)
        answers.append(shopper.body(shopper.order(cart["id"]), int(word)))

    assert (answers[0]["type"], answers[1]["type"]) == (f"invalid_{which}_address", PAGE)
    assert answers[1]["title"] == f"A {which} address for this order is incomplete"
    assert list(answers[1]["errors"]) == [f"{which}_address"]
