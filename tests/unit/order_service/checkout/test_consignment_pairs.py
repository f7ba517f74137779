"""Wanted consignments are matched with those that the store shows."""

from typing import Any

import pytest

from order_service.checkout.consignments import WantedConsignment, wanted_consignments
from order_service.checkout.lines.matching import CartMatch
from order_service.checkout.pairing import pair, unclaimed
from order_service.store.checkout_view import CheckoutView
from order_service.store.consignment_view import ConsignmentView
from order_service.store.signals import CartUnusable
from tests.fakes.orders import AUSTIN, HOUSTON, NEW_YORK
from tests.fakes.views import FLAT, MUG, catalog_order, checkout, consignment, line, match

SHIRT = {"product_id": 121, "quantity": 1, "sku": "shirt"}
BOTH = checkout(physical=(line("m", quantity=2), line("s", product_id=121)))


def ships(address: dict[str, Any], *names: dict[str, Any]) -> dict[str, Any]:
    return {"address": address, "line_items": list(names)}


def matched(cart: CheckoutView, *addresses: dict[str, Any]) -> CartMatch:
    one = {"sku": "mug", "quantity": 1}
    two = [ships(address, one) for address in addresses]
    return match(cart, catalog_order(MUG, consignments=two))


def paired(
    lines: CartMatch, *found: ConsignmentView
) -> list[tuple[WantedConsignment, ConsignmentView]]:
    return pair(wanted_consignments(lines), found, lines)


def ids(pairs: list[tuple[WantedConsignment, ConsignmentView]]) -> list[str]:
    return [found.id for _, found in pairs]


def test_consignments_are_paired_by_address_when_the_store_reorders_them() -> None:
    lines = matched(checkout(physical=(line("m", quantity=2),)), AUSTIN, NEW_YORK)
    found = (
        consignment("far", "m", address=NEW_YORK),
        consignment("near", "m", address=AUSTIN | {"country": "United States"}),
    )
    assert ids(paired(lines, *found)) == ["near", "far"]


def test_pieces_of_a_line_are_as_good_as_each_other() -> None:
    lines = matched(checkout(physical=(line("m1"), line("m2"))), AUSTIN, NEW_YORK)
    found = (consignment("far", "m1", address=NEW_YORK), consignment("near", "m2"))
    assert ids(paired(lines, *found)) == ["near", "far"]


def test_consignments_to_one_address_are_paired_by_their_goods() -> None:
    two = [ships(AUSTIN, {"sku": "mug"}), ships(AUSTIN, {"sku": "shirt"})]
    lines = match(BOTH, catalog_order(MUG, SHIRT, consignments=two))
    found = (consignment("second", "s"), consignment("first", "m"))
    assert ids(paired(lines, *found)) == ["first", "second"]


def test_consignments_to_one_postcode_are_paired_by_the_likelier_address() -> None:
    neighbour = AUSTIN | {"first_name": "Ann", "address1": "9 Other Street"}
    lines = matched(checkout(physical=(line("m", quantity=2),)), AUSTIN, neighbour)
    found = (
        consignment("next", "m", address=neighbour | {"address1": "9 Other Str. (rear)"}),
        consignment("home", "m", address=AUSTIN | {"address1": "1 Quillfeather"}),
    )
    assert ids(paired(lines, *found)) == ["home", "next"]


@pytest.mark.parametrize(
    "changes",
    [
        {"postal_code": " 787 01", "country_code": "us", "city": "AUSTIN"},
        {"postal_code": "10001"},
        {"country_code": "CA"},
        {"address1": "9 Other Street"},
    ],
)
def test_the_only_consignment_with_these_goods_is_the_one_whatever_its_address(
    changes: dict[str, Any],
) -> None:
    lines = match(checkout(physical=(line("m", quantity=2),)), catalog_order(MUG))
    assert ids(paired(lines, consignment("c", "m", address=AUSTIN | changes))) == ["c"]


@pytest.mark.parametrize(
    "found",
    [
        (),
        (consignment("a", "m"), consignment("b", "m")),
        (consignment("a", "other"),),
        (consignment("a", "m", "other"),),
        (consignment("a", "m", selected_pickup_option={"pickup_method_id": 1}),),
    ],
)
def test_other_consignments_than_ours_make_the_cart_unusable(
    found: tuple[ConsignmentView, ...],
) -> None:
    lines = match(checkout(physical=(line("m", quantity=2),)), catalog_order(MUG))
    with pytest.raises(CartUnusable) as caught:
        paired(lines, *found)
    message = "are not those of the store's checkout, by their lines or addresses"
    assert caught.value.differs == [{"field": "consignments", "message": message}]


def test_an_address_to_the_letter_goes_before_one_that_is_only_likely() -> None:
    neighbour = AUSTIN | {"first_name": "Ann"}
    lines = matched(checkout(physical=(line("m", quantity=2),)), AUSTIN, neighbour)
    rewritten = AUSTIN | {"address1": "PO Box 1", "city": "Round Rock", "phone": "1"}
    found = (
        consignment("next", "m", address=neighbour),
        consignment("home", "m", address=rewritten),
    )
    assert ids(paired(lines, *found)) == ["home", "next"]


def test_goods_go_before_addresses() -> None:
    """Then the addresses are put right: goods cannot be moved without another consignment."""
    two = [ships(AUSTIN, {"sku": "mug"}), ships(NEW_YORK, {"sku": "shirt"})]
    lines = match(BOTH, catalog_order(MUG, SHIRT, consignments=two))
    swapped = (consignment("a", "s"), consignment("b", "m", address=NEW_YORK))
    assert ids(paired(lines, *swapped)) == ["b", "a"]


def test_another_number_of_a_line_in_a_consignment_makes_the_cart_unusable() -> None:
    two = [
        ships(AUSTIN, {"sku": "mug", "quantity": 1}),
        ships(NEW_YORK, {"sku": "mug", "quantity": 3}),
    ]
    wanted = catalog_order(MUG | {"quantity": 4}, consignments=two)
    right = (line("m1", quantity=1), line("m2", quantity=3))
    wrong = (line("m1", quantity=2), line("m2", quantity=2))
    found = (consignment("a", "m1"), consignment("b", "m2", address=NEW_YORK))
    assert ids(paired(match(checkout(physical=right), wanted), *found)) == ["a", "b"]
    with pytest.raises(CartUnusable):
        paired(match(checkout(physical=wrong), wanted), *found)


def test_a_line_in_several_consignments_is_where_country_and_postcode_say() -> None:
    """The store does not say how much of it is in which."""
    lines = matched(checkout(physical=(line("m", quantity=2),)), AUSTIN, NEW_YORK)
    near, far = consignment("a", "m"), consignment("b", "m", address=NEW_YORK)
    assert ids(paired(lines, far, near)) == ["a", "b"]
    elsewhere = consignment("b", "m", address=NEW_YORK | {"postal_code": "10002"})
    with pytest.raises(CartUnusable):
        paired(lines, near, elsewhere)


def test_a_store_may_share_split_lines_out_otherwise_than_we_would() -> None:
    counts = {"Austin": 1, "New York": 3, "Houston": 4}
    addresses = {"Austin": AUSTIN, "New York": NEW_YORK, "Houston": HOUSTON}
    wanted = [
        ships(addresses[city], {"sku": "mug", "quantity": count}) for city, count in counts.items()
    ]
    lines = match(
        checkout(physical=(line("m1", quantity=4), line("m2", quantity=4))),
        catalog_order(MUG | {"quantity": 8}, consignments=wanted),
    )
    found = (
        consignment("houston", "m1", "m2", address=HOUSTON),
        consignment("austin", "m1"),
        consignment("york", "m2", address=NEW_YORK),
    )
    assert ids(paired(lines, *found)) == ["austin", "york", "houston"]


def test_what_is_picked_up_is_paired_by_its_place_whatever_address_the_store_shows() -> None:
    one = {"sku": "mug", "quantity": 1}
    pickups = [
        {"line_items": [one], "pickup_option": {"pickup_method_id": place}} for place in (1, 2)
    ]
    three = [*pickups, ships(NEW_YORK, one)]
    lines = match(
        checkout(physical=(line("m", quantity=3),)),
        catalog_order(MUG | {"quantity": 3}, consignments=three),
    )
    second, first = (
        consignment(name, "m", selected_pickup_option={"pickup_method_id": place})
        for name, place in (("second", 2), ("first", 1))
    )
    shipped = consignment("shipped", "m", address=NEW_YORK)
    assert ids(paired(lines, second, shipped, first)) == ["first", "second", "shipped"]


def test_the_pieces_of_a_line_may_be_listed_in_any_order() -> None:
    two = [ships(AUSTIN, {"sku": "mug"}), ships(NEW_YORK, {"sku": "shirt"})]
    pieces = (line("m1"), line("m2", quantity=2), line("s", product_id=121))
    lines = match(
        checkout(physical=pieces), catalog_order(MUG | {"quantity": 3}, SHIRT, consignments=two)
    )
    found = (consignment("far", "s", address=NEW_YORK), consignment("near", "m2", "m1"))
    assert ids(paired(lines, *found)) == ["near", "far"]


WRAPPED = {"wrap_together": True, "wrap_details": [{"id": 1, "message": "For Ann"}]}
GIFT = line("g", product_id=125, is_mutable=False, added_by_promotion=True, list_price=0)
QUICK, CHEAP = {"shipping": {"choose": "fastest"}}, {"shipping": {"choose": "cheapest"}}


def test_of_two_parcels_to_one_house_each_keeps_the_lines_that_it_was_sent_with() -> None:
    gift = MUG | {"quantity": 1, "sku": "gift", "gift_wrapping": WRAPPED}
    plain = MUG | {"quantity": 1, "sku": "plain"}
    two = [ships(AUSTIN, {"sku": "gift"}) | QUICK, ships(AUSTIN, {"sku": "plain"}) | CHEAP]
    shown = line("w", gift_wrapping={"name": "Paper", "message": "For Ann", "amount": 2})
    lines = match(
        checkout(physical=(shown, line("p"))), catalog_order(gift, plain, consignments=two)
    )
    found = (consignment("cheap", "p"), consignment("quick", "w"))
    assert ids(paired(lines, *found)) == ["quick", "cheap"]
    spelt = AUSTIN | {"address1": "1 Quillfeather Ln", "city": "Austin TX"}
    found = (consignment("cheap", "p", address=spelt), consignment("quick", "w", address=spelt))
    assert ids(paired(lines, *found)) == ["quick", "cheap"]


def test_what_the_store_added_says_nothing_about_which_parcel_is_which() -> None:
    """It puts a gift where it likes, and we would put it into the first."""
    gift = MUG | {"quantity": 1, "sku": "gift", "gift_wrapping": WRAPPED}
    plain = MUG | {"quantity": 1, "sku": "plain"}
    two = [ships(AUSTIN, {"sku": "gift"}) | QUICK, ships(AUSTIN, {"sku": "plain"}) | CHEAP]
    shown = line("w", gift_wrapping={"name": "Paper", "message": "For Ann", "amount": 2})
    cart = checkout(physical=(shown, line("p"), GIFT))
    lines = match(cart, catalog_order(gift, plain, consignments=two))
    for cheap, quick in (("p", "g"), ("w",)), (("p",), ("w", "g")):
        found = (consignment("cheap", *cheap), consignment("quick", *quick))
        assert ids(paired(lines, *found)) == ["quick", "cheap"]


def test_two_parcels_that_share_a_line_are_no_better_known_by_a_gift() -> None:
    counts = {"sku": "mug", "quantity": 1}, {"sku": "mug", "quantity": 2}
    two = [ships(AUSTIN, counts[0]) | QUICK, ships(AUSTIN, counts[1]) | CHEAP]
    cart = checkout(physical=(line("m", quantity=3), GIFT))
    lines = match(cart, catalog_order(MUG | {"quantity": 3}, consignments=two))
    for held in (("m",), ("m", "g")), (("m", "g"), ("m",)):
        with pytest.raises(CartUnusable):
            paired(lines, *(consignment(str(place), *row) for place, row in enumerate(held)))


@pytest.mark.parametrize(
    ("counts", "rules", "known"),
    [
        ((1, 9), (QUICK, CHEAP), False),
        ((5, 5), (QUICK, CHEAP), True),
        ((1, 9), (CHEAP, CHEAP), True),
    ],
)
def test_two_parcels_to_one_house_that_share_a_line_are_only_known_where_it_does_not_matter(
    counts: tuple[int, int], rules: tuple[dict[str, Any], dict[str, Any]], known: bool
) -> None:
    """The store does not say how much of it is in which."""
    pieces = [{"sku": "mug", "quantity": count} for count in counts]
    two = [ships(AUSTIN, piece) | rule for piece, rule in zip(pieces, rules, strict=True)]
    lines = match(
        checkout(physical=(line("m", quantity=10),)),
        catalog_order(MUG | {"quantity": 10}, consignments=two),
    )
    found = (consignment("a", "m"), consignment("b", "m"))
    if known:
        assert ids(paired(lines, *found)) == ["a", "b"]
    else:
        with pytest.raises(CartUnusable):
            paired(lines, *found)


APART = {
    "address2": ("First", "Second"),
    "address1": ("Unit 1/11", "Unit 11/1"),
    "company": ("A", "B"),
    "phone": ("+15125550100", "+15125550999"),
    "email": ("a.b@example.com", "ab@example.com"),
    "custom_fields": tuple([{"field_id": "field_25", "field_value": one}] for one in ("1", "2")),
}


@pytest.mark.parametrize("apart", APART)
@pytest.mark.parametrize("written", [{}, {"city": "Austin, TX"}, {"first_name": "J."}])
def test_consignments_to_one_house_are_paired_by_whatever_sets_them_apart(
    apart: str, written: dict[str, str]
) -> None:
    """``written``: in its own spelling the store writes what both have."""
    first, second = (AUSTIN | {apart: one} for one in APART[apart])
    lines = matched(checkout(physical=(line("m1"), line("m2"))), first, second)
    found = (
        consignment("second", "m1", address=second | written),
        consignment("first", "m2", address=first | written),
    )
    assert ids(paired(lines, *found)) == ["first", "second"]


def test_consignments_to_one_house_are_distinguished_where_the_store_leaves_a_field_out() -> None:
    first, second = AUSTIN | {"address2": "First"}, AUSTIN | {"address2": "Second"}
    lines = matched(checkout(physical=(line("m1"), line("m2"))), first, second)
    found = (
        consignment("second", "m1", address=second | {"email": None}),
        consignment("first", "m2", address=first | {"email": None}),
    )
    assert ids(paired(lines, *found)) == ["first", "second"]


def test_the_most_alike_consignments_are_paired_before_others_are() -> None:
    """Whatever is asked for first: it is no likelier to be the one than the other is."""
    near, far = AUSTIN | {"address2": "9"}, AUSTIN | {"address2": "1", "company": "B"}
    lines = matched(checkout(physical=(line("m1"), line("m2"))), near, far)
    found = (
        consignment("far", "m1", address=far | {"city": "Austin, TX"}),
        consignment("near", "m2", address=near | {"city": "Austin, TX", "company": "B"}),
    )
    assert ids(paired(lines, *found)) == ["near", "far"]


def test_of_two_to_one_house_the_one_whose_street_is_kept_need_not_be_the_first() -> None:
    first, second = AUSTIN | {"address2": "First"}, AUSTIN | {"address2": "Second"}
    lines = matched(checkout(physical=(line("m1"), line("m2"))), first, second)
    found = (
        consignment("second", "m1", address=second | {"email": None}),
        consignment("first", "m2", address=first | {"city": "Austin, TX"}),
    )
    assert ids(paired(lines, *found)) == ["first", "second"]


def test_what_is_paired_is_not_paired_once_more_with_what_is_left() -> None:
    """The third one shown is more like the first one asked for, which has its own already."""
    one, two, three = (
        AUSTIN | {"address2": mark, "company": mark, "phone": f"+1512555010{mark}"}
        for mark in ("1", "2", "3")
    )
    each = [ships(address, {"sku": "mug", "quantity": 1}) for address in (one, two, three)]
    cart = checkout(physical=tuple(line(f"m{n}") for n in "123"))
    lines = match(cart, catalog_order(MUG | {"quantity": 3}, consignments=each))
    city = {"city": "Austin, TX"}
    shown = {
        "first": one | city,
        "second": two | city | {"company": "B"},
        "third": one | city | {"company": "C", "phone": "+15125550999"},
    }
    found = (consignment(name, f"m{n}", address=shown[name]) for n, name in enumerate(shown, 1))
    assert ids(paired(lines, *found)) == ["first", "second", "third"]


THINGS = [{"name": name, "list_price": 10, "quantity": 1} for name in ("Card", "Bow")]
CUSTOM = tuple(line(name, product_id=None, sku=None, name=name) for name in ("Card", "Bow"))


@pytest.mark.parametrize("held", [("m", "Card", "Bow"), ("m",)])
def test_all_custom_items_are_in_consignments_or_none(held: tuple[str, ...]) -> None:
    cart = checkout(physical=(line("m", quantity=2),), custom=CUSTOM)
    lines = match(cart, catalog_order(MUG, custom_items=THINGS))
    ((wanted, _),) = paired(lines, consignment("c", *held))
    assert wanted.line_ids == set(held)


@pytest.mark.parametrize("held", [("m", "Card"), ("Card", "Bow"), (), ("m", "m2", "Card", "Bow")])
def test_a_line_that_is_missing_is_noticed_beside_custom_items(held: tuple[str, ...]) -> None:
    cart = checkout(physical=(line("m", quantity=2),), custom=CUSTOM)
    lines = match(cart, catalog_order(MUG, custom_items=THINGS))
    with pytest.raises(CartUnusable):
        paired(lines, consignment("c", *held))


PICKED_UP = {"pickup_method_id": 1}
TOUCHED: dict[str, dict[str, Any]] = {
    "addressed": {"address": {"country_code": "US"}},
    "shipped": {"selected_shipping_option": FLAT},
    "picked up": {"selected_pickup_option": PICKED_UP},
}


def left_over(order_of: dict[str, Any], *found: ConsignmentView) -> list[str]:
    lines = match(BOTH, catalog_order(MUG, SHIRT, **order_of))
    return [one.id for one in unclaimed(wanted_consignments(lines), found, lines)]


OF_TWO = {"consignments": [ships(AUSTIN, {"sku": "mug"}), ships(HOUSTON, {"sku": "shirt"})]}
OF_NO_ADDRESS = {"consignments": [{"pickup_option": PICKED_UP}]}


@pytest.mark.parametrize("order_of", [OF_TWO, OF_NO_ADDRESS])
def test_the_store_s_own_consignment_of_all_lines_is_nobody_s(order_of: dict[str, Any]) -> None:
    nowhere: dict[str, Any] = {"id": "a1", "city": "", "custom_fields": []}
    assert left_over(order_of, consignment("c", "m", "s", address={})) == ["c"]
    assert left_over(order_of, consignment("c", "m", "s", address=nowhere)) == ["c"]
    assert left_over(order_of, consignment("c", "m", address={})) == []
    assert left_over(order_of, consignment("c", "m", "s"), consignment("d", address={})) == ["d"]
    assert left_over(order_of, *(consignment(name, "m", "s", address={}) for name in "cd")) == []


@pytest.mark.parametrize("touched", TOUCHED.values(), ids=TOUCHED)
@pytest.mark.parametrize("held", [("m", "s"), ()])
def test_a_consignment_that_somebody_has_touched_is_somebody_s(
    touched: dict[str, Any], held: tuple[str, ...]
) -> None:
    assert left_over(OF_TWO, consignment("c", *held, **{"address": {}} | touched)) == []


def test_a_consignment_of_all_lines_that_only_lacks_its_address_is_used() -> None:
    assert left_over({}, consignment("c", "m", "s", address={})) == []
    assert left_over({}, consignment("c", address={})) == ["c"]


def test_a_consignment_that_the_store_keeps_empty_is_none() -> None:
    lines = match(BOTH, catalog_order(MUG, SHIRT))
    found = (consignment("e", address={}), consignment("c", "m", "s"))
    assert ids(paired(lines, *found)) == ["c"]


FREE = {"product_id": 125, "sku": "cap", "list_price": 0}


def test_a_gift_may_be_in_no_consignment() -> None:
    gift = line("g", added_by_promotion=True, **FREE)
    lines = match(checkout(physical=(line("m", quantity=2), gift)), catalog_order(MUG))
    for held in (["m"], ["m", "g"]):
        ((wanted, _),) = paired(lines, consignment("c", *held))
        assert sorted(wanted.line_ids) == sorted(held)


def test_a_free_line_that_was_ordered_stays_out_of_no_consignment() -> None:
    cart = checkout(physical=(line("m", quantity=2), line("g", **FREE)))
    cap = {"product_id": 125, "quantity": 1, "list_price": 0}
    with pytest.raises(CartUnusable):
        paired(match(cart, catalog_order(MUG, cap)), consignment("c", "m"))
