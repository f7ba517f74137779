"""Fields that are right by themselves can rule each other out."""

from order_service.request.agreement import MOST_LOOKUPS, agreement_errors
from order_service.request.intake import read_order
from tests.fakes.orders import order_body


def lines(count: int) -> list[dict[str, object]]:
    return [{"sku": f"SKU-{number}", "quantity": 1} for number in range(count)]


def wrong(**changes: object) -> list[str]:
    order = read_order(order_body()).model_copy(update=changes)
    return [error["field"] for error in agreement_errors(order)]


def test_so_many_skus_can_be_looked_up_for_one_order_and_no_more() -> None:
    most = read_order(order_body(line_items=lines(MOST_LOOKUPS))).line_items
    assert wrong(line_items=most) == []
    one_more = read_order(order_body(line_items=[{"sku": "NEW", "quantity": 1}])).line_items
    assert wrong(line_items=[*most, *one_more]) == ["line_items"]
    assert wrong(line_items=[*most, *most]) == []
