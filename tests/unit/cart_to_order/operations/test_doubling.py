import pytest

from cart_to_order.operations.doubling import LEDGER, SETTLE, Danger, dangers
from tests.template.stack import source

NOW = {LEDGER: "orders", SETTLE: "300"}


@pytest.mark.parametrize(
    ("changed", "found"),
    [
        ({}, set()),
        ({SETTLE: "301", "LOG_LEVEL": "DEBUG"}, set()),
        ({LEDGER: "restored"}, {Danger.OTHER_LEDGER}),
        ({SETTLE: "60"}, {Danger.SHORTER_SETTLE}),
        ({LEDGER: "", SETTLE: "299.5"}, {Danger.OTHER_LEDGER, Danger.SHORTER_SETTLE}),
    ],
)
def test_another_ledger_and_a_shorter_settle_time_could_double_orders(
    changed: dict[str, str], found: set[Danger]
) -> None:
    assert dangers(NOW, NOW | changed) == found


def test_a_setting_that_is_missing_counts_as_changed() -> None:
    assert dangers(NOW, {}) == set(Danger)


def test_the_functions_have_these_variables_from_the_parameters_that_a_deployment_compares() -> (
    None
):
    variables = source()["Globals"]["Function"]["Environment"]["Variables"]
    assert "LedgerTableName" in str(variables[LEDGER])
    assert "SettleSeconds" in str(variables[SETTLE])
