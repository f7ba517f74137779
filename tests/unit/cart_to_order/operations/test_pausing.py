import pytest

from cart_to_order.operations import pausing
from cart_to_order.operations.pausing import RUNG_BY_A_PAUSE, carried_out
from order_service.ledger.pause import ITEM
from tests.template.stack import source
from tests.unit.cart_to_order.operations.operated import FakeAlarms, FakeTable, operated

ALARMS = {name: f"stack-{name}" for name in (*RUNG_BY_A_PAUSE, "CredentialsAlarm")}


def test_a_pause_is_written_and_its_own_alarms_send_nothing() -> None:
    table, alarms = FakeTable(), FakeAlarms()
    place = operated(ALARMS, dynamodb=table, cloudwatch=alarms)
    carried_out(place, on=True)
    assert table.items[ITEM]["paused"] == {"BOOL": True}
    assert alarms.quiet == {f"stack-{name}" for name in RUNG_BY_A_PAUSE}
    carried_out(place, on=False)
    assert table.items[ITEM]["paused"] == {"BOOL": False}
    assert alarms.quiet == set()


def test_a_stack_without_some_alarms_can_be_paused() -> None:
    alarms = FakeAlarms()
    few = {"OrderAgeAlarm": "age"}
    carried_out(operated(few, dynamodb=FakeTable(), cloudwatch=alarms), on=True)
    assert alarms.quiet == {"age"}


@pytest.mark.parametrize("alarm", RUNG_BY_A_PAUSE)
def test_each_alarm_of_a_pause_is_in_the_template(alarm: str) -> None:
    assert source()["Resources"][alarm]["Type"] == "AWS::CloudWatch::Alarm"


def test_alarms_before_a_message_is_forgotten_go_on_sending() -> None:
    expiring = {name for name in source()["Resources"] if name.startswith("Expiring")}
    assert len(expiring) == 2
    assert not expiring & set(pausing.RUNG_BY_A_PAUSE)
