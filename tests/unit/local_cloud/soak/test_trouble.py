"""The soak's trouble is everywhere, and leaves nearly every order a way to be placed."""

import pytest

from bigcommerce_emulator.http.faults import read_plan
from local_cloud.soak.__main__ import SETTLE_SECONDS
from local_cloud.soak.trouble import CALLS, SECONDS_OF_TROUBLE, STORE_SHARE, plan


@pytest.mark.parametrize("call", CALLS)
def test_at_least_one_call_in_ten_fails_at_every_point(call: str) -> None:
    faults = [fault for fault in read_plan(plan(1)).faults if fault.operation == call]
    assert sum(fault.probability for fault in faults) == pytest.approx(STORE_SHARE)
    assert STORE_SHARE >= 0.1
    assert {fault.when for fault in faults} == {"before", "after"}


def test_trouble_outlasts_the_settle_time() -> None:
    assert SECONDS_OF_TROUBLE > 2 * SETTLE_SECONDS


def test_one_cart_loses_one_create_order_without_effect_at_most() -> None:
    faults = [fault for fault in read_plan(plan(1)).faults if fault.operation == "create_order"]
    in_vain = [fault for fault in faults if fault.when == "before" and fault.status != 429]
    assert [(fault.times, fault.per) for fault in in_vain] == [(1, "cart")]
