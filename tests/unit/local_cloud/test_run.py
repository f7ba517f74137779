from typing import Any

import pytest

from local_cloud import run
from local_cloud.aws.entry_points import Answer
from local_cloud.aws.processes import LocalCloudError

PLACED = {"order_id": 7, "status": "Incomplete", "consignments": []}


@pytest.mark.parametrize("body", [PLACED, {"state": "placed", "order": PLACED}])
def test_order_is_found_in_either_answer(body: dict[str, Any]) -> None:
    assert run._placed(lambda: Answer(201, {}, body)) == PLACED


@pytest.mark.parametrize(
    "body", [None, "Bad Gateway", {"state": "claimed"}, {"code": "no_shipping_option"}]
)
def test_answer_without_order_says_where_to_look(body: Any) -> None:
    with pytest.raises(LocalCloudError, match=r"422.*\n(.*\n)*.*queue-function\.log"):
        run._placed(lambda: Answer(422, {}, body))


def test_answer_without_order_shows_the_problem_and_no_customer() -> None:
    body = {"code": "no_shipping_option", "billing_address": "12 Secret Street"}
    with pytest.raises(LocalCloudError) as raised:
        run._placed(lambda: Answer(422, {}, body))
    assert "no_shipping_option" in str(raised.value)
    assert "Secret Street" not in str(raised.value)


@pytest.mark.parametrize(
    ("orders", "good"),
    [
        ([{"id": 1, "status": "Incomplete"}, {"id": 2, "status": "Incomplete"}], True),
        ([{"id": 1, "status": "Incomplete"}, {"id": 1, "status": "Incomplete"}], False),
        ([{"id": 1, "status": "Incomplete"}, {"id": 2, "status": "Pending"}], False),
    ],
)
def test_only_two_different_incomplete_orders_are_good(
    orders: list[dict[str, Any]], good: bool
) -> None:
    assert run._both_incomplete(orders) is good
