"""A consignment's line names are checked against the order's own lines."""

from typing import Any

import pytest

from order_service.request.intake import read_order
from order_service.request.line_names import MOST_NAMES, LinesByName, Shares, consignment_errors
from order_service.request.lines import MOST_LINES
from tests.fakes.orders import AUSTIN, order_body

MUG = {"product_id": 120, "quantity": 2, "sku": "mug"}
SHIRT = {"product_id": 121, "variant_id": 131, "quantity": 3}
THING = {"name": "thing", "sku": "abc-123", "quantity": 1}


def fields(*consignments: Any, lines: list[Any] | None = None) -> dict[str, str]:
    body = {
        "line_items": [MUG, SHIRT] if lines is None else lines,
        "custom_items": [THING],
        "consignments": list(consignments),
    }
    return {error["field"]: error["message"] for error in consignment_errors(body, new=True)}


def ships(*line_names: Any) -> dict[str, Any]:
    return {"line_items": list(line_names)}


@pytest.mark.parametrize(
    "name",
    [
        {"sku": "mug"},
        {"sku": "mug", "quantity": 2},
        {"product_id": 120},
        {"product_id": 121},
        {"product_id": 121, "variant_id": 131, "quantity": 3},
        {"sku": "abc-123", "quantity": 1},
    ],
)
def test_a_line_of_the_order_can_be_named(name: dict[str, Any]) -> None:
    assert fields(ships(name)) == {}


@pytest.mark.parametrize(
    ("name", "field"),
    [
        ({"sku": "cup"}, "sku"),
        ({"sku": "MUG"}, "sku"),
        ({"product_id": 999}, "product_id"),
        ({"product_id": 121, "variant_id": 132}, "product_id"),
        ({"product_id": 120, "sku": "cup"}, "sku"),
    ],
)
def test_a_name_that_no_line_has_is_refused(name: dict[str, Any], field: str) -> None:
    assert list(fields(ships(name))) == [f"consignments[0].line_items[0].{field}"]


def test_more_than_was_ordered_is_refused() -> None:
    assert fields(ships({"sku": "mug", "quantity": 3})) == {
        "consignments[0].line_items[0].quantity": "is more than is left of what was ordered (2)"
    }


def test_consignments_share_what_was_ordered() -> None:
    one = ships({"sku": "mug", "quantity": 1})
    assert fields(one, one) == {}
    assert list(fields(one, one, one)) == ["consignments[2].line_items[0].quantity"]


def test_a_name_without_quantity_takes_all_that_is_left() -> None:
    rest = ships({"sku": "mug"})
    assert fields(ships({"sku": "mug", "quantity": 1}), rest) == {}
    assert list(fields(rest, rest)) == ["consignments[1].line_items[0].quantity"]


def test_a_name_can_mean_several_lines() -> None:
    lines = [MUG, {"product_id": 120, "quantity": 3}]
    assert fields(ships({"product_id": 120, "quantity": 5}), lines=lines) == {}
    assert fields(ships({"product_id": 120, "quantity": 6}), lines=lines) == {
        "consignments[0].line_items[0].quantity": "is more than is left of what was ordered (5)"
    }


def test_several_consignments_must_each_name_their_lines() -> None:
    assert list(fields({}, ships({"sku": "mug"}))) == ["consignments[0].line_items"]
    assert fields({}) == {}


@pytest.mark.parametrize("wrong", [None, 5, "x", [], {"line_items": 5}, {"line_items": [5, None]}])
def test_what_has_the_wrong_type_is_left_to_the_model(wrong: Any) -> None:
    assert fields(wrong) == {}
    assert consignment_errors({"consignments": wrong, "line_items": wrong}) == []


@pytest.mark.parametrize("quantity", [-1, 0, True, "2", 1.5])
def test_a_wrong_quantity_is_left_to_the_model(quantity: Any) -> None:
    assert fields(ships({"sku": "mug", "quantity": quantity})) == {}


@pytest.mark.parametrize(
    ("name", "line", "same"),
    [
        ({"sku": "a"}, {"sku": "a"}, True),
        ({"sku": "a"}, {"sku": "b"}, False),
        ({"sku": None, "product_id": 1}, {"product_id": 1, "variant_id": 2}, True),
        ({"product_id": 1, "variant_id": 2}, {"product_id": 1, "variant_id": 2}, True),
        ({"product_id": 1, "variant_id": 3}, {"product_id": 1, "variant_id": 2}, False),
        ({"product_id": None}, {"sku": "a"}, False),
        ({"sku": ["a"]}, {"sku": ["a"]}, False),
        ({"product_id": True}, {"product_id": 1}, False),
        ({}, {}, False),
    ],
)
def test_a_name_means_a_line(name: dict[str, Any], line: dict[str, Any], same: bool) -> None:
    assert LinesByName([{"sku": "other"}, line]).meant(name) == ([1] if same else [])


SMALL = {"product_id": 121, "variant_id": 131, "sku": "TS", "quantity": 1}
MEDIUM = {"product_id": 121, "variant_id": 132, "sku": "TS", "quantity": 2}


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ({"sku": "TS"}, [0, 1]),
        ({"sku": "TS", "product_id": 121}, [0, 1]),
        ({"sku": "TS", "product_id": 121, "variant_id": 131}, [0]),
        ({"sku": "TS", "product_id": 121, "variant_id": 132}, [1]),
        ({"sku": "TS", "variant_id": 132}, [1]),
    ],
)
def test_of_lines_with_one_sku_a_name_means_those_of_its_product_and_variant(
    name: dict[str, Any], meant: list[int]
) -> None:
    assert LinesByName([SMALL, MEDIUM]).meant(name) == meant
    assert LinesByName([{"sku": "TS"}]).meant(name) == [0]


def test_what_is_left_is_counted_for_each_line_that_shares_a_sku() -> None:
    medium = {"sku": "TS", "product_id": 121, "variant_id": 132}
    assert (
        fields(ships(medium | {"quantity": 2}), ships({"sku": "TS"}), lines=[SMALL, MEDIUM]) == {}
    )
    assert fields(ships(medium | {"quantity": 3}), lines=[SMALL, MEDIUM]) == {
        "consignments[0].line_items[0].quantity": "is more than is left of what was ordered (2)"
    }


def test_an_accepted_order_that_names_more_than_its_variant_takes_others_of_its_sku() -> None:
    lines = [SMALL, MEDIUM]
    small = {"sku": "TS", "product_id": 121, "variant_id": 131, "quantity": 3}
    body = {"line_items": lines, "consignments": [ships(small)]}
    assert consignment_errors(body) == []
    assert list(Shares(lines, [1, 2]).take(small, 3)) == [(0, 1), (1, 2)]
    too_much = {"line_items": lines, "consignments": [ships(small | {"quantity": 4})]}
    assert [error["field"] for error in consignment_errors(too_much)] == [
        "consignments[0].line_items[0].quantity"
    ]


def test_what_a_new_order_may_say_can_be_read_again_once_it_is_accepted() -> None:
    """Its message becomes a dead letter, or an operator sends the order that was kept again."""
    small = {"sku": "TS", "product_id": 121, "variant_id": 131}
    medium = small | {"variant_id": 132}
    places = [{"address": AUSTIN, **ships(name)} for name in (medium, small)]
    body = order_body(custom_items=None, line_items=[SMALL, MEDIUM], consignments=places)
    assert read_order(body) == read_order(body, new=True)


@pytest.mark.parametrize(
    "wrong",
    [
        {"sku": "mug", "product_id": 999},
        {"sku": "mug", "product_id": 120, "variant_id": 7},
        {"sku": "mug", "variant_id": 7},
    ],
)
def test_the_sku_of_another_product_is_refused_unless_it_was_accepted_before(
    wrong: dict[str, Any],
) -> None:
    body = {"line_items": [MUG | {"variant_id": 8}], "consignments": [ships(wrong)]}
    (error,) = consignment_errors(body, new=True)
    assert error["field"] == "consignments[0].line_items[0].sku"
    assert consignment_errors(body) == []
    assert LinesByName(body["line_items"]).meant(wrong) == [0]


class CountedReads(dict[str, Any]):
    """A line that counts how often it is looked at."""

    looks = 0

    def get(self, key: str, default: Any = None) -> Any:
        CountedReads.looks += 1
        return super().get(key, default)


def test_many_lines_and_many_names_are_not_compared_each_with_each() -> None:
    lines = [CountedReads(product_id=n, sku=f"s-{n}", quantity=1) for n in range(1, 901)]
    names = [{"sku": f"s-{n}"} for n in range(1, 901)]
    CountedReads.looks = 0
    assert fields(ships(*names), lines=lines) == {}
    assert CountedReads.looks < 10 * len(lines)


def test_more_names_than_an_order_can_need_are_refused_at_once() -> None:
    errors = consignment_errors({"consignments": [ships(*[{}] * (MOST_NAMES + 1))]})
    assert errors == [{"field": "consignments", "message": "name more than 2000 lines in all"}]


def test_an_order_of_too_many_lines_is_left_to_the_model() -> None:
    lines: list[Any] = [{}] * (2 * MOST_LINES + 1)
    assert fields(ships({"sku": "nobody's"}), lines=lines) == {}


@pytest.mark.parametrize("quantity", ["2", 0, None, 1.5])
@pytest.mark.parametrize("asked", [{}, {"quantity": 1}])
def test_a_line_with_a_wrong_quantity_is_one_mistake_also_where_a_consignment_names_it(
    quantity: object, asked: dict[str, int]
) -> None:
    body = {
        "line_items": [{"sku": "a", "product_id": 1, "quantity": quantity}],
        "consignments": [{"line_items": [{"sku": "a", **asked}, {"sku": "b"}]}],
    }
    (error,) = consignment_errors(body)
    assert error["field"] == "consignments[0].line_items[1].sku"
