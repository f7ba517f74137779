"""Which orders failed and why, and sending them again, on the deployed local cloud."""

import json
import time
from pathlib import Path

import pytest

from local_cloud.aws.cloud import LocalCloud
from local_cloud.aws.entry_points import EntryPoints
from tests.emulator_admin import StoreAdmin
from tests.end_to_end.bulk_orders import STORE
from tests.end_to_end.operators import leave_outputs, operate_at
from tests.end_to_end.test_command_line import given
from tests.fakes.orders import order_body

BEANS, THEIR_VARIANT = 125, 170
ORDERS = 20
KEYS = [f"beans-{number:02}" for number in range(ORDERS)]
SECONDS = 180.0


@pytest.fixture
def place(cloud: LocalCloud, tmp_path: Path) -> Path:
    """A folder in which the local cloud is found."""
    leave_outputs(cloud, tmp_path)
    return tmp_path


def refused(place: Path) -> list[dict[str, str]]:
    which = ["--since", "1h", "--cause", "out_of_stock", "--json"]
    code, said = given(place, "list", "--store", STORE, *which, "--local")
    assert code == 0, said
    return [json.loads(line) for line in said.splitlines()]


def test_orders_refused_for_stock_are_listed_and_placed_with_two_commands(
    entry_points: EntryPoints, store_admin: StoreAdmin, place: Path
) -> None:
    lines = {"custom_items": None, "consignments": None}
    order = order_body(**lines, line_items=[{"product_id": BEANS, "quantity": 1}])
    store_admin.stock(THEIR_VARIANT, 0)
    try:
        for key in KEYS:
            message = {"store": STORE, "idempotency_key": key, "order": order}
            entry_points.send_message(json.dumps(message))
        ends = time.monotonic() + SECONDS
        while len(rows := refused(place)) < ORDERS and time.monotonic() < ends:
            time.sleep(1)
    finally:
        store_admin.stock(THEIR_VARIANT, None)
    assert [row["key"] for row in rows] == KEYS
    assert {(row["state"], row["code"], row["fix"]) for row in rows} == {
        ("rejected", "store_refused", "merchant")
    }
    before = store_admin.kept()[1]
    code, said = given(
        place, "retry", "--store", STORE, "--all", "--cause", "out_of_stock", "--local"
    )
    assert (code, f"{ORDERS} orders sent again: {ORDERS} placed." in said) == (0, True), said
    assert (refused(place), store_admin.kept()[1] - before) == ([], ORDERS)
    code, said = operate_at(place, "audit", "--store", STORE)
    assert (code, "0 findings" in said) == (0, True), said
