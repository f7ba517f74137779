"""Rows of an imaginary file."""

from cart_to_order.calls import job_of
from cart_to_order.order_files.faults import Fault
from cart_to_order.order_files.reading import BadRow, Row
from cart_to_order.results import Pending, Placed, Refused
from tests.fakes.orders import AUSTIN, order_body


def row(number: int, **changes: object) -> Row:
    return Row(number, job_of("acme", f"po-{number}", order_body(**changes)))


def bad_row(number: int, key: str = "") -> BadRow:
    return BadRow(number, key, (Fault(number, "Qty", "line_items[0].quantity", "is missing"),))


def placed(of: Row) -> Placed:
    return Placed(of.key, 100 + of.number, False, {})


def refused(of: Row) -> Refused:
    problem = {"code": "store_refused", "step": "cart", "fix": "merchant"}
    problem["detail"] = f"{AUSTIN['first_name']} {AUSTIN['last_name']}"
    return Refused(of.key, "store_refused", problem)


def pending(of: Row, state: str = "claimed") -> Pending:
    return Pending(of.key, state)
