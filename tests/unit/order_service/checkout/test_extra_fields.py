"""What a store asks of companies' orders is asked before there is an order."""

from typing import Any

import pytest

from order_service.checkout.extra_fields import extra_field_errors
from order_service.checkout.ports import Checkouts
from order_service.store.company_order import ExtraFieldRule
from tests.fakes.features import BUYER
from tests.fakes.views import MUG, catalog_order


class Rules:
    """A store that asks this of companies' orders; it is asked again before it refuses one."""

    def __init__(self, **rule: Any) -> None:
        found = [ExtraFieldRule.model_validate({"fieldName": "Cost"} | rule)]
        self.rules: list[ExtraFieldRule] | None = found
        self.asked: list[bool] = []

    def extra_field_rules(self, *, fresh: bool) -> list[ExtraFieldRule] | None:
        self.asked.append(fresh)
        return self.rules


@pytest.mark.parametrize(
    ("rule", "value", "takes"),
    [
        ({}, "x" * 99, None),
        ({"maximumLength": 4}, "12345", "a text of 4 characters at most"),
        ({"maximumLength": 4}, "1234", None),
        ({"fieldType": 1, "numberOfRows": 2}, "1\n2\n3", "a text of 2 lines at most"),
        ({"fieldType": 1, "maximumLength": 1}, "123", None),
        ({"fieldType": 0, "numberOfRows": 1, "maximumLength": 2}, "123",
         "a text of 2 characters at most"),
        ({"fieldType": 1, "numberOfRows": 2}, "1\n2", None),
        ({"maximumLength": 1, "listOfValues": ["A"]}, "BB", "a text of 1 characters at most"),
        ({"maximumLength": 1, "maximumValue": 5, "numberOfRows": 1}, "12",
         "a text of 1 characters at most"),
        ({"fieldType": 2}, "x", "a number"),
        ({"fieldType": 2}, "NaN", "a number"),
        ({"fieldType": 2}, "-Infinity", "a number"),
        ({"fieldType": 2}, "-1e3", None),
        ({"fieldType": 2, "maximumValue": 10, "maximumLength": 1}, "10", None),
        ({"fieldType": 2, "maximumValue": 10}, "10.5", "a number of 10 at most"),
        ({"fieldType": 3, "listOfValues": ["A", "B"]}, "C", "one of A, B"),
        ({"fieldType": 3, "listOfValues": [str(n) for n in range(12)]}, "C",
         "one of 0, 1, 2, 3, 4, 5, 6, 7, 8, 9 and 2 more"),
        ({"fieldType": 3, "listOfValues": [str(n) for n in range(11)]}, "C",
         "one of 0, 1, 2, 3, 4, 5, 6, 7, 8, 9 and 1 more"),
        ({"fieldType": 3, "listOfValues": [str(n) for n in range(10)]}, "C",
         "one of 0, 1, 2, 3, 4, 5, 6, 7, 8, 9"),
        ({"fieldType": 3, "listOfValues": ["A", "B"]}, "B", None),
        ({"fieldType": 3}, "C", None),
        ({"maximumLength": 0}, "12345", None),
        ({"maximumLength": "0"}, "12345", None),
        ({"fieldType": 1, "numberOfRows": 0}, "1\n2", None),
        ({"fieldType": 2, "maximumValue": 0}, "7", None),
    ],
)  # fmt: skip
def test_a_field_of_a_company_says_what_the_store_takes(
    rule: dict[str, Any], value: str, takes: str | None
) -> None:
    b2b = {"extra_fields": [{"name": "Cost", "value": value}]}
    wanted = catalog_order(MUG, customer_id=BUYER, b2b=b2b)
    rules: Any = Rules(**rule)
    store: Checkouts = rules
    found = extra_field_errors(wanted, store)
    message = f"must be {takes} for Cost"
    assert found == ([{"field": "b2b.extra_fields[0].value", "message": message}] if takes else [])
    assert rules.asked == ([False, True] if takes else [False])


@pytest.mark.parametrize(
    ("rule", "asks"),
    [
        ({}, "a text"),
        ({"fieldType": 1, "numberOfRows": 2}, "a text of 2 lines at most"),
        ({"fieldType": 1, "maximumLength": 9}, "a text of 9 characters at most"),
        ({"fieldType": 2}, "a number"),
        ({"fieldType": 3}, "a text"),
        ({"fieldType": 3, "listOfValues": ["A", "B"]}, "one of A, B"),
    ],
)
def test_a_required_field_that_is_not_sent_is_named_with_what_it_asks(
    rule: dict[str, Any], asks: str
) -> None:
    wanted = catalog_order(MUG, customer_id=BUYER, b2b={"po_number": "1"})
    rules: Any = Rules(isRequired=True, **rule)
    message = f"lack Cost, which this store requires: {asks}"
    assert extra_field_errors(wanted, rules) == [{"field": "b2b.extra_fields", "message": message}]
    for other in (Rules(**rule), Rules(isRequired=True, defaultValue="None", **rule)):
        others: Any = other
        assert extra_field_errors(wanted, others) == []
    empty: Any = Rules(isRequired=True, defaultValue="", **rule)
    assert extra_field_errors(wanted, empty) != []


def test_a_field_that_the_store_does_not_know_is_refused_with_those_that_it_knows() -> None:
    fields = [{"name": "Cost", "value": "1"}, {"name": "Price", "value": "1"}]
    wanted = catalog_order(MUG, customer_id=BUYER, b2b={"extra_fields": fields})
    said = "is no extra field of this store's orders, which has: "
    where = "b2b.extra_fields[1].name"
    rules: Any = Rules(isRequired=True)
    assert extra_field_errors(wanted, rules) == [{"field": where, "message": f"{said}Cost"}]
    none: Any = Rules()
    none.rules = []
    assert extra_field_errors(wanted, none)[1] == {"field": where, "message": f"{said}none"}


def test_a_store_that_does_not_say_what_it_asks_holds_no_order_back() -> None:
    wanted = catalog_order(MUG, customer_id=BUYER, b2b={"po_number": "1"})
    silent: Any = Rules()
    silent.rules = None
    assert extra_field_errors(wanted, silent) == []
    assert silent.asked == [False]


def test_an_order_of_no_company_asks_for_no_rules() -> None:
    rules: Any = Rules()
    assert extra_field_errors(catalog_order(MUG), rules) == []
    assert rules.asked == []
