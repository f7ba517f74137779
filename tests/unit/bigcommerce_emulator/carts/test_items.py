import pytest

from bigcommerce_emulator.api.exchanges import unrecorded
from bigcommerce_emulator.state.settings import Settings
from tests.unit.bigcommerce_emulator.cart_items import add, delete, physical, update
from tests.unit.bigcommerce_emulator.shopper import ENGRAVED, MUG, Shopper

BEANS = {"product_id": 125, "quantity": 1}


def test_lines_are_added_to_a_cart() -> None:
    # The specification's two forms of a line cannot be told apart: not recorded.
    shopper = Shopper(recorder=unrecorded)
    cart_id = shopper.open_cart(MUG)["id"]
    answer = add(shopper, cart_id, line_items=[BEANS], custom_items=[ENGRAVED], version=1)
    cart = shopper.body(answer, 201)["data"]

    assert [row["product_id"] for row in physical(cart)] == [120, 125]
    assert [row["name"] for row in cart["line_items"]["custom_items"]] == ["Custom Product"]
    assert cart["version"] == 2


def test_gift_certificates_are_added_to_a_cart_and_taken_away() -> None:
    shopper = Shopper()
    cart_id = shopper.open_cart(MUG)["id"]
    who = {"name": "A", "email": "a@example.com"}
    bought = {"name": "For you", "theme": "Birthday", "amount": 10, "quantity": 1}
    answer = add(shopper, cart_id, gift_certificates=[bought | {"sender": who, "recipient": who}])
    cart = shopper.body(answer, 201)["data"]
    certificate = cart["line_items"]["gift_certificates"][0]
    left = shopper.body(delete(shopper, cart_id, certificate["id"]))["data"]

    assert (cart["base_amount"], left["base_amount"]) == (40, 30)
    assert left["line_items"]["gift_certificates"] == []


def test_like_lines_become_one_by_default() -> None:
    # The specification's two forms of a line cannot be told apart: not recorded.
    shopper = Shopper(recorder=unrecorded)
    cart = shopper.open_cart(MUG, MUG)
    more = shopper.body(add(shopper, cart["id"], line_items=[MUG]), 201)["data"]

    assert [row["quantity"] for row in physical(cart)] == [4]
    assert [row["quantity"] for row in physical(more)] == [6]
    assert physical(more)[0]["id"] == physical(cart)[0]["id"]


@pytest.mark.parametrize("change", [{"list_price": 14}, {"name": "Cup"}, {"list_price": 15}])
def test_lines_that_differ_stay_apart(change: dict[str, object]) -> None:
    cart = Shopper().open_cart(MUG, MUG | change)

    assert [row["quantity"] for row in physical(cart)] == [2, 2]


def test_like_lines_can_be_kept_apart() -> None:
    cart = Shopper(Settings(identical_lines="keep")).open_cart(MUG, MUG)

    assert [row["quantity"] for row in physical(cart)] == [2, 2]


def test_quantity_and_list_price_of_a_line_are_updated() -> None:
    shopper = Shopper()
    cart = shopper.open_cart(MUG)
    line = physical(cart)[0]["id"]
    more = shopper.body(update(shopper, cart["id"], line, quantity=3))["data"]
    dearer = shopper.body(update(shopper, cart["id"], line, list_price=20, product_id=120))["data"]

    assert (more["base_amount"], dearer["base_amount"]) == (45, 60)
    assert physical(dearer)[0]["original_price"] == 15


@pytest.mark.parametrize(
    ("line", "field"),
    [
        ({"quantity": 0}, "line_item.quantity"),
        ({"product_id": 120}, "line_item"),
        ({"product_id": 121, "quantity": 1}, "line_item.product_id"),
        ({"variant_id": 131, "quantity": 1}, "line_item.variant_id"),
        ({"list_price": "free"}, "line_item.list_price"),
    ],
)
def test_an_update_that_cannot_be_done_is_refused_by_field(
    line: dict[str, object], field: str
) -> None:
    shopper = Shopper()
    cart = shopper.open_cart(MUG)
    answer = shopper.body(update(shopper, cart["id"], physical(cart)[0]["id"], **line), 422)

    assert list(answer["errors"]) == [field]
    assert shopper.checkout(cart["id"])["version"] == 1


def test_a_custom_item_cannot_be_updated() -> None:
    shopper = Shopper()
    cart = shopper.open_cart(MUG, custom_items=[ENGRAVED])
    item_id = cart["line_items"]["custom_items"][0]["id"]

    assert update(shopper, cart["id"], item_id, quantity=2).status == 422


def test_a_line_is_deleted() -> None:
    shopper = Shopper()
    cart = shopper.open_cart(MUG, BEANS)
    left = shopper.body(delete(shopper, cart["id"], physical(cart)[0]["id"], {"version": 1}))[
        "data"
    ]

    assert [row["product_id"] for row in physical(left)] == [125]
    assert left["version"] == 2


def test_deleting_the_last_line_deletes_the_cart() -> None:
    shopper = Shopper()
    cart = shopper.open_cart(MUG)
    answer = delete(shopper, cart["id"], physical(cart)[0]["id"])

    assert (answer.status, answer.body) == (204, None)
    assert shopper.ask("GET", f"/v3/carts/{cart['id']}").status == 404


def test_a_stale_version_is_refused_with_409_on_every_write_of_items() -> None:
    shopper = Shopper()
    cart = shopper.open_cart(MUG)
    path, line = f"/v3/carts/{cart['id']}/items", physical(cart)[0]["id"]
    answers = [
        shopper.ask("POST", path, {"line_items": [BEANS], "version": 2}),
        shopper.ask("PUT", f"{path}/{line}", {"line_item": {"quantity": 3}, "version": 2}),
        shopper.ask("DELETE", f"{path}/{line}", {"version": 2}),
    ]

    assert [answer.status for answer in answers] == [409, 409, 409]
    assert shopper.checkout(cart["id"])["cart"]["base_amount"] == 30


def test_items_that_are_not_there_are_a_404_and_no_items_a_422() -> None:
    shopper = Shopper()
    cart_id = shopper.open_cart(MUG)["id"]

    assert update(shopper, cart_id, "none", quantity=1).status == 404
    assert delete(shopper, cart_id, "none").status == 404
    assert add(shopper, cart_id).status == 422
    assert add(shopper, "none", line_items=[MUG]).status == 404
