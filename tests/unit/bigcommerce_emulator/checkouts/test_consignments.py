import pytest

from bigcommerce_emulator.state.settings import Settings
from tests.unit.bigcommerce_emulator.shopper import (
    AUSTIN,
    GUIDE,
    MUG,
    TORONTO,
    Shopper,
    everything,
    some,
)


def the_mug(shopper: Shopper, quantity: int = 3) -> tuple[str, str]:
    cart = shopper.open_cart(MUG | {"quantity": quantity})
    return cart["id"], cart["line_items"]["physical_items"][0]["id"]


def quantities(shopper: Shopper, cart_id: str) -> dict[str, int]:
    rows = shopper.checkout(cart_id)["cart"]["line_items"]["physical_items"]
    return {row["id"]: row["quantity"] for row in rows}


def held(shopper: Shopper, cart_id: str) -> list[list[str]]:
    rows = shopper.checkout(cart_id)["consignments"]
    return [row["line_item_ids"] for row in rows]


def test_a_split_line_becomes_two_lines_by_default() -> None:
    shopper = Shopper()
    cart_id, mug = the_mug(shopper)
    shopper.body(shopper.consign(cart_id, some(mug, 1), some(mug, 2, TORONTO)))
    first, second = held(shopper, cart_id)

    assert first == [mug]
    assert second != [mug]
    assert quantities(shopper, cart_id) == {mug: 1, second[0]: 2}


def test_a_split_line_can_keep_its_id_in_both_consignments() -> None:
    shopper = Shopper(Settings(split_lines="same_id"))
    cart_id, mug = the_mug(shopper)
    shopper.body(shopper.consign(cart_id, some(mug, 1), some(mug, 2, TORONTO)))

    assert held(shopper, cart_id) == [[mug], [mug]]
    assert quantities(shopper, cart_id) == {mug: 3}


@pytest.mark.parametrize("split_lines", ["new_ids", "same_id"])
def test_a_split_line_is_taxed_where_each_part_goes(split_lines: str) -> None:
    shopper = Shopper(Settings().with_pairs([f"split_lines={split_lines}"]))
    cart_id, mug = the_mug(shopper)
    shopper.consign(cart_id, some(mug, 1), some(mug, 2, TORONTO))
    taxes = {row["name"]: str(row["amount"]) for row in shopper.checkout(cart_id)["taxes"]}

    assert taxes == {"Texas Tax": "1.24", "HST": "3.9"}


def test_what_is_not_consigned_keeps_its_place_in_the_cart() -> None:
    shopper = Shopper()
    cart_id, mug = the_mug(shopper)
    shopper.consign(cart_id, some(mug, 1))

    assert sorted(quantities(shopper, cart_id).values()) == [1, 2]
    assert held(shopper, cart_id) == [[mug]]


def test_consigning_again_moves_the_line_by_default() -> None:
    shopper = Shopper()
    cart_id, mug = the_mug(shopper)
    shopper.consign(cart_id, some(mug, 3))
    shopper.body(shopper.consign(cart_id, some(mug, 3, TORONTO)))
    rows = shopper.checkout(cart_id)["consignments"]

    assert [row["address"]["city"] for row in rows] == ["Toronto"]


def test_consigning_again_can_add_a_second_consignment_of_the_same_line() -> None:
    shopper = Shopper(Settings(consignment_again="add"))
    cart_id, mug = the_mug(shopper)
    shopper.consign(cart_id, some(mug, 3))
    before = shopper.checkout(cart_id)["tax_total"]
    shopper.body(shopper.consign(cart_id, some(mug, 3)))

    assert held(shopper, cart_id) == [[mug], [mug]]
    assert shopper.checkout(cart_id)["tax_total"] == before


def test_consigning_again_can_be_refused() -> None:
    shopper = Shopper(Settings(consignment_again="refuse"))
    cart_id, mug = the_mug(shopper)
    shopper.consign(cart_id, some(mug, 3))

    assert shopper.consign(cart_id, some(mug, 3)).status == 422
    assert held(shopper, cart_id) == [[mug]]


def test_the_rest_of_a_line_can_be_consigned_later() -> None:
    shopper = Shopper(Settings(split_lines="same_id", consignment_again="refuse"))
    cart_id, mug = the_mug(shopper)
    shopper.consign(cart_id, some(mug, 1))

    assert shopper.consign(cart_id, some(mug, 2)).status == 200
    assert held(shopper, cart_id) == [[mug], [mug]]


def test_a_consignment_that_holds_a_line_keeps_both_halves_when_it_is_split() -> None:
    shopper = Shopper(Settings(consignment_again="add"))
    cart_id, mug = the_mug(shopper)
    shopper.consign(cart_id, some(mug, 3))
    shopper.consign(cart_id, some(mug, 1, TORONTO))
    first, second = held(shopper, cart_id)

    assert set(first) == set(quantities(shopper, cart_id))
    assert second == [mug]


def test_line_items_of_a_consignment_can_be_replaced() -> None:
    shopper = Shopper()
    cart = shopper.open_cart(MUG, {"product_id": 125, "quantity": 1})
    first, second = cart["line_items"]["physical_items"]
    shopper.consign(cart["id"], everything(cart))
    consignment_id = shopper.checkout(cart["id"])["consignments"][0]["id"]
    items = [{"item_id": second["id"], "quantity": 1}]
    shopper.body(shopper.change(cart["id"], consignment_id, line_items=items))

    assert held(shopper, cart["id"]) == [[second["id"]]]
    assert first["id"] in quantities(shopper, cart["id"])


def test_a_deleted_consignment_leaves_its_lines_unassigned() -> None:
    shopper = Shopper()
    cart_id = shopper.ready_cart(MUG)
    consignment_id = shopper.checkout(cart_id)["consignments"][0]["id"]
    path = f"/v3/checkouts/{cart_id}/consignments/{consignment_id}"

    assert shopper.body(shopper.ask("DELETE", path))["data"]["consignments"] == []
    assert shopper.order(cart_id).status == 422
    assert shopper.ask("DELETE", path).status == 404


def test_more_than_the_cart_has_is_refused_even_in_parts() -> None:
    shopper = Shopper()
    cart_id, mug = the_mug(shopper)

    assert shopper.consign(cart_id, some(mug, 2), some(mug, 2)).status == 422
    assert held(shopper, cart_id) == []
    assert quantities(shopper, cart_id) == {mug: 3}


def test_what_cannot_be_shipped_cannot_be_consigned() -> None:
    shopper = Shopper()
    cart = shopper.open_cart(GUIDE)
    guide = cart["line_items"]["digital_items"][0]["id"]
    answer = shopper.body(shopper.consign(cart["id"], some(guide, 1)), 422)

    assert "digital" in answer["title"]


@pytest.mark.parametrize(
    ("row", "field"),
    [
        ({"address": AUSTIN}, "0.line_items"),
        ({"line_items": [{"item_id": "MUG", "quantity": 1}]}, "0.address"),
        ({"address": AUSTIN, "line_items": [{"quantity": 1}]}, "0.line_items.0.item_id"),
        (some("elsewhere", 1), "0.line_items.0.item_id"),
        (some("MUG", 0), "0.line_items.0.quantity"),
        (some("MUG", 1, AUSTIN | {"email": ""}), "0.address.email"),
        ({"pickup_option": {"pickup_method_id": 9}}, "0.pickup_option.pickup_method_id"),
        ("mug", "0"),
    ],
)
def test_a_consignment_that_cannot_be_read_is_refused_by_field(row: object, field: str) -> None:
    shopper = Shopper()
    cart_id, mug = the_mug(shopper)
    named = _with_mug(row, mug)
    answer = shopper.body(shopper.consign(cart_id, named), 422)

    assert list(answer["errors"]) == [field]
    assert held(shopper, cart_id) == []


def test_a_single_object_instead_of_an_array_is_refused() -> None:
    shopper = Shopper()
    cart_id, mug = the_mug(shopper)
    path = f"/v3/checkouts/{cart_id}/consignments"

    assert shopper.ask("POST", path, some(mug, 3)).status == 422
    assert shopper.ask("POST", path, []).status == 422


def _with_mug(value: object, mug: str) -> object:
    if isinstance(value, dict):
        return {key: _with_mug(inner, mug) for key, inner in value.items()}
    if isinstance(value, list):
        return [_with_mug(inner, mug) for inner in value]
    return mug if value == "MUG" else value
