"""What the documentation says of B2B Edition's records of orders, where a buyer is named."""

from typing import Any

from bigcommerce_emulator.api.b2b_calls import PREFIX
from bigcommerce_emulator.verify.checks.check import Check, expect, expect_fields
from bigcommerce_emulator.verify.documented import shapes
from bigcommerce_emulator.verify.shopping.asking import Answer
from bigcommerce_emulator.verify.shopping.shopping import (
    NotAskedError,
    Shopping,
    UndecidedError,
    expected,
    shippable,
)

ORDERS = f"{PREFIX}orders"
FIELDS = f"{ORDERS}/extra-fields"
NOWHERE = f"{ORDERS}/999999999"
_PO_NUMBER = "verify 1"
_NO_FIELD = {"fieldName": "No field of this store", "fieldValue": "Sample"}


def the_extra_fields_of_companies_orders_are_listed(shopping: Shopping) -> None:
    """With what a form needs to ask for them."""
    for row in _fields(shopping):
        expect_fields(row, shapes.EXTRA_FIELD, "the extra field")


def the_record_of_an_order_is_made_within_seconds_and_once(shopping: Shopping) -> None:
    """By a call, which is refused with a 400 where the record exists."""
    number = _recorded(shopping)
    body = {"bcOrderId": number, "customerId": buyer(shopping), "poNumber": _PO_NUMBER}
    _expect_code(shopping.ask("POST", ORDERS, body), 400)


def a_record_is_read_and_changed(shopping: Shopping) -> None:
    """By the number of its order; a field that the store does not have is a 422."""
    path = f"{ORDERS}/{_recorded(shopping)}"
    record = _read(shopping, path)
    expect_fields(record, shapes.B2B_ORDER, "the record")
    expect(record["poNumber"] == _PO_NUMBER, "its number is not the one it was made with")
    given = _required(shopping)
    changed = {"poNumber": "verify 2"} | ({"extraFields": given} if given else {})
    _expect_code(shopping.ask("PUT", path, changed), 200)
    expect(_read(shopping, path)["poNumber"] == "verify 2", "its number is the old one")
    _expect_code(shopping.ask("PUT", path, {"extraFields": [*given, _NO_FIELD]}), 422)


def an_order_that_does_not_exist_has_no_record(shopping: Shopping) -> None:
    """The 404 of reading and of changing it."""
    _fields(shopping)
    _expect_code(shopping.ask("GET", NOWHERE), 404)
    _expect_code(shopping.ask("PUT", NOWHERE, {"poNumber": _PO_NUMBER}), 404)


def buyer(shopping: Shopping) -> int:
    """The customer who buys for a company; NotAskedError where none is named."""
    if shopping.means.buyer is None:
        raise NotAskedError("set BIGCOMMERCE_COMPANY_CUSTOMER_ID")
    return shopping.means.buyer


def order_of(shopping: Shopping, customer_id: int) -> int:
    """The number of a new order of this customer."""
    cart = shopping.cart(line_items=[shopping.product], customer_id=customer_id)
    expected(shopping.bill(cart["id"]), 200, "billing")
    consigned = expected(shopping.consign(cart["id"], shippable(cart)), 200, "a consignment")
    expected(shopping.choose(consigned.data), 200, "choosing an option")
    return int(expected(shopping.order(cart["id"]), 200, "making an order").data["id"])


def code_of(answer: Answer) -> int:
    """The code of an answer, which may stand in its body alone."""
    code = answer.body.get("code") if isinstance(answer.body, dict) else None
    return code if isinstance(code, int) else answer.status


def _expect_code(answer: Answer, code: int) -> None:
    expect(code_of(answer) == code, f"answered {code_of(answer)}, not {code}")


def _fields(shopping: Shopping) -> list[Any]:
    buyer(shopping)
    answer = shopping.ask("GET", FIELDS, None, {"limit": "200"})
    if code_of(answer) in (401, 403, 404):
        words = f"answered {code_of(answer)}: no B2B Edition, or the token may not ask it"
        raise NotAskedError(words)
    _expect_code(answer, 200)
    return list(answer.data)


def _required(shopping: Shopping) -> list[dict[str, str]]:
    """A value for each field without which no record is taken."""
    rows = [row for row in _fields(shopping) if row["isRequired"]]
    values = [str((row.get("listOfValues") or ["1"])[0]) for row in rows]
    return [
        {"fieldName": row["fieldName"], "fieldValue": value}
        for row, value in zip(rows, values, strict=True)
    ]


def _recorded(shopping: Shopping) -> int:
    """The number of a new order whose record a call has made."""
    given = _required(shopping)
    number = order_of(shopping, buyer(shopping))
    body = {"bcOrderId": number, "customerId": buyer(shopping), "poNumber": _PO_NUMBER}
    answer = shopping.ask("POST", ORDERS, body | ({"extraFields": given} if given else {}))
    if code_of(answer) == 400:
        raise UndecidedError("the store had made the record itself before it was asked to")
    _expect_code(answer, 200)
    return number


def _read(shopping: Shopping, path: str) -> Any:
    answer = shopping.ask("GET", path)
    _expect_code(answer, 200)
    (record,) = answer.data
    return record


CHECKS: tuple[Check, ...] = (
    the_extra_fields_of_companies_orders_are_listed,
    the_record_of_an_order_is_made_within_seconds_and_once,
    a_record_is_read_and_changed,
    an_order_that_does_not_exist_has_no_record,
)
