"""The command line on the deployed local cloud: killed, gone on with, nothing lost or doubled."""

import asyncio
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from cart_to_order import Api, AsyncClient, Client, Placed, Quote, Refused
from cart_to_order.operations.place import local
from cart_to_order.signing import signer
from local_cloud.aws.cloud import LocalCloud
from local_cloud.aws.entry_points import Answer, EntryPoints, event
from local_cloud.canary import leaks
from tests.emulator_admin import StoreAdmin
from tests.end_to_end.bulk_orders import STORE, BulkOrders
from tests.end_to_end.operators import leave_outputs, operate_at
from tests.fakes.orders import order_body
from tools.places import ROOT

ROWS = 36
BEANS, THEIR_VARIANT = 125, 170
ORDERS = 20
KEYS = [f"beans-{number:02}" for number in range(ORDERS)]
LISTED_SECONDS = 180.0

KEY = event("api_create_tutorial")["headers"]["Idempotency-Key"]


@pytest.fixture
def place(cloud: LocalCloud, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder in which the local cloud is found."""
    leave_outputs(cloud, tmp_path)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize(
    ("way", "outcome", "lines"),
    [(("--via", "api"), "placed", 9), (("--via", "queue"), "queued", 1)],
)
def test_a_table_that_is_killed_in_the_middle_is_finished_by_the_next_run(
    way: tuple[str, str], outcome: str, lines: int, cloud: LocalCloud, tmp_path: Path
) -> None:
    bulk = BulkOrders(cloud, tmp_path, ROWS)
    assert bulk.killed(outcome, lines, *way, "--parallel", "2") == -signal.SIGKILL
    assert len(bulk.lines()) > 0
    code, said = bulk.finished(*way)
    assert (code, f"{ROWS} orders: {ROWS} placed." in said) == (0, True), said
    found = bulk.reconciled()
    assert (found.lost, found.doubled, found.live) == (0, 0, ROWS)
    assert found.results == {"placed": ROWS}
    assert leaks(bulk.file.read_text())
    assert leaks(said + bulk.results.read_text()) == []


def test_a_table_that_is_sent_anew_gets_the_same_orders(cloud: LocalCloud, tmp_path: Path) -> None:
    bulk = BulkOrders(cloud, tmp_path, 12)
    assert bulk.finished("--via", "queue")[0] == 0
    first = {line["key"]: line["order_id"] for line in bulk.lines()}
    bulk.results.unlink()
    assert bulk.finished("--via", "api")[0] == 0
    assert {line["key"]: line["order_id"] for line in bulk.lines()} == first
    assert bulk.reconciled().live == 12


def test_status_tells_a_placed_key_and_nothing_of_its_customer(
    tutorial: Answer, place: Path
) -> None:
    code, said = given(place, "status", "--store", STORE, "--key", KEY, "--local")
    assert code == 0, said
    assert said.splitlines() == [f"{KEY}: placed, order {tutorial.body['order_id']}, 15.83 USD"]


def test_status_tells_an_unknown_key(place: Path) -> None:
    code, said = given(place, "status", "--store", STORE, "--key", "nobody", "--local")
    assert (code, "does not know the key nobody" in said) == (1, True), said


@pytest.mark.parametrize("command", ["show", "audit", "redrive"])
def test_operators_commands_are_those_of_make(command: str, place: Path, tutorial: Answer) -> None:
    options = {"show": ["--store", STORE, "--key", KEY], "audit": ["--store", STORE]}
    code, said = given(place, command, "--local", *options.get(command, []))
    assert code in (0, 1), said
    expected = {"show": "Next: nothing", "audit": "Reading the ledger", "redrive": "dead-letter"}
    assert expected[command] in said


def test_both_clients_get_the_order_that_is_there(tutorial: Answer, place: Path) -> None:
    order = json.loads(event("api_create_tutorial")["body"])
    with Client(Api.local()) as client:
        first = client.place_order(STORE, order, key=KEY)
        status = client.order_status(STORE, KEY)
    second = asyncio.run(placed(order))
    assert isinstance(first, Placed)
    assert (first.order_id, first.replayed) == (tutorial.body["order_id"], True)
    assert first == second == status
    assert str(first.order.totals.grand_total) == "15.83"


async def placed(order: dict[str, Any]) -> Any:
    async with AsyncClient(Api.local()) as client:
        return await client.place_order(STORE, order, key=KEY)


def test_a_quote_is_shown_and_placed_as_quoted(place: Path) -> None:
    order = json.loads(event("api_quote")["body"])
    (place / "order.json").write_text(json.dumps(order))
    code, said = given(place, "quote", "order.json", "--store", STORE, "--local")
    assert code == 0, said
    with Client(Api.local()) as client:
        quote = client.quote(STORE, order)
        assert isinstance(quote, Quote)
        assert quote.answer == json.loads(said)
        placed = client.place_order(STORE, quote.accepted(order), key="quoted-by-client-1")
    assert isinstance(placed, Placed)
    assert placed.order.totals == quote.order.totals


def test_a_key_of_strange_signs_can_be_ordered_and_asked_about(place: Path) -> None:
    order = json.loads(event("api_create_tutorial")["body"])
    with Client(Api.local()) as client:
        first = client.place_order(STORE, order, key="erp:7@a~b")
        assert isinstance(first, Placed)
        again = client.order_status(STORE, "erp:7@a~b")
    assert isinstance(again, Placed)
    assert again.order_id == first.order_id


def test_another_order_under_the_same_key_is_refused(tutorial: Answer, place: Path) -> None:
    order = json.loads(event("api_create_tutorial")["body"]) | {"channel_id": 7}
    with Client(Api(local().api_url, signer(local().session, local().api_url))) as client:
        result = client.place_order(STORE, order, key=KEY)
    assert isinstance(result, Refused)
    assert result.code == "key_reused"


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
        for key in KEYS:
            entry_points.wait_until_settled(STORE, key, LISTED_SECONDS)
        ends = time.monotonic() + LISTED_SECONDS
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


def given(folder: Path, *arguments: str) -> tuple[int, str]:
    """What a command ends with, and what it says."""
    search = f"{ROOT / 'functions'}{os.pathsep}{ROOT}"
    done = subprocess.run(
        [sys.executable, "-m", "cart_to_order", *arguments],
        cwd=folder,
        env=os.environ | {"PYTHONPATH": search},
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout + done.stderr
