import pytest

from cart_to_order.operations.rollback import (
    CODE_DEPLOY,
    FUNCTIONS,
    SettingsChange,
    exit_code,
    rollback,
)
from tests.template.stack import source
from tests.unit.cart_to_order.operations.operated import FakeCodeDeploy, FakeLambda, operated

NAMES = {name: name.lower() for name in FUNCTIONS}


def functions(*versions: int, live: int) -> FakeLambda:
    return FakeLambda(
        {name: list(versions) for name in NAMES.values()}, dict.fromkeys(NAMES.values(), live)
    )


def test_each_function_goes_back_to_the_version_before_the_live_one() -> None:
    there = functions(3, 9, 10, 12, live=10)
    assert rollback(operated(NAMES, **{"lambda": there}))
    assert set(there.live.values()) == {9}
    # What a canary gave to another version is taken back, too.
    assert list(there.weights.values()) == [{}] * len(FUNCTIONS)


def test_the_oldest_version_stays_and_that_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    there = functions(4, live=4)
    assert not rollback(operated(NAMES, **{"lambda": there}))
    assert set(there.live.values()) == {4}
    assert "is the oldest there is" in capsys.readouterr().out


def test_a_canary_that_is_under_way_is_stopped_by_codedeploy() -> None:
    there, deploying = functions(1, 2, live=1), FakeCodeDeploy({"api": ["d-1"], "queue": []})
    place = operated(NAMES | {CODE_DEPLOY: "app"}, **{"lambda": there, "codedeploy": deploying})
    assert rollback(place)
    assert deploying.stopped == ["d-1"]
    assert there.weights == {}


def test_a_stack_with_a_canary_that_has_ended_goes_back_by_its_aliases() -> None:
    there, deploying = functions(1, 2, live=2), FakeCodeDeploy({"api": []})
    place = operated(NAMES | {CODE_DEPLOY: "app"}, **{"lambda": there, "codedeploy": deploying})
    assert rollback(place)
    assert set(there.live.values()) == {1}


def test_all_functions_that_a_trigger_calls_are_rolled_back() -> None:
    resources = source()["Resources"].items()
    found = {name for name, r in resources if r["Type"] == "AWS::Serverless::Function"}
    assert set(FUNCTIONS) <= found


NOW = {"LEDGER_TABLE": "orders", "SETTLE_SECONDS": "1200", "LOG_LEVEL": "INFO"}


def test_the_settings_that_go_back_with_a_version_are_named(
    capsys: pytest.CaptureFixture[str],
) -> None:
    there = functions(1, 2, live=2)
    there.settings = {"1": NOW | {"LOG_LEVEL": "DEBUG", "SETTLE_SECONDS": "1800"}, "2": NOW}
    assert rollback(operated(NAMES, **{"lambda": there}))
    lines = capsys.readouterr().out.splitlines()
    assert [line for line in lines if line.strip() in NOW] == ["  LOG_LEVEL", "  SETTLE_SECONDS"]


@pytest.mark.parametrize(
    ("before", "why"),
    [
        ({"LEDGER_TABLE": "orders-of-before"}, "The version before has another ledger."),
        ({"SETTLE_SECONDS": "300"}, "The version before has SettleSeconds 300, not 1200."),
    ],
)
def test_settings_that_could_double_orders_do_not_go_back_unless_they_are_meant(
    before: dict[str, str], why: str
) -> None:
    there = functions(1, 2, live=2)
    there.settings = {"1": NOW | before, "2": NOW}
    place = operated(NAMES, **{"lambda": there})
    with pytest.raises(SettingsChange) as no:
        rollback(place)
    assert (str(no.value), set(there.live.values())) == (why, {2})
    assert rollback(place, sure=True)
    assert set(there.live.values()) == {1}


def test_an_operator_is_told_why_nothing_was_rolled_back(
    capsys: pytest.CaptureFixture[str],
) -> None:
    there = functions(1, 2, live=2)
    there.settings = {"1": NOW | {"LEDGER_TABLE": "old"}, "2": NOW}
    place = operated(NAMES, **{"lambda": there})
    assert exit_code(lambda: place, sure=False) == 2
    said = capsys.readouterr().out
    assert "Nothing was rolled back. The version before has another ledger." in said
    assert "YES=1" in said
    assert all(len(line) <= 80 for line in said.splitlines())
    assert exit_code(lambda: place, sure=True) == 0
