import asyncio
import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection, HTTPException, IncompleteRead, RemoteDisconnected
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from queue import Queue
from threading import Thread
from typing import Any, ClassVar
from urllib.parse import urlsplit

import pytest

from bigcommerce_emulator.api.application import Store
from bigcommerce_emulator.command_line.main import main
from bigcommerce_emulator.http.fault_kinds import STATUSES
from bigcommerce_emulator.http.faults import FaultPlan, read_plan
from bigcommerce_emulator.http.guard import KEY_HEADER
from bigcommerce_emulator.server import Address, PortTakenError, Running, running_server
from bigcommerce_emulator.state.settings import Settings
from tests.unit.bigcommerce_emulator.shopper import AUSTIN, HEADERS, MUG, deliveries

pytestmark = pytest.mark.enable_socket

ROOT = Path(__file__).parents[2]
CART = {"line_items": [MUG]}
TIMEOUT = 10


class Client:
    """One keep-alive connection to a running store."""

    def __init__(self, url: str, key: str = "") -> None:
        parts = urlsplit(url)
        self.sent = HEADERS | ({KEY_HEADER: key} if key else {})
        self.connection = HTTPConnection(parts.hostname or "", parts.port, timeout=TIMEOUT)
        self.headers: dict[str, str] = {}

    def ask(self, method: str, path: str, body: object = None) -> tuple[int, Any]:
        content = None if body is None else json.dumps(body)
        return self.say(method, f"/stores/sandbox{path}", content)

    def say(self, method: str, path: str, content: str | None = None) -> tuple[int, Any]:
        self.connection.request(method, path, content, self.sent)
        answer = self.connection.getresponse()
        text = answer.read()
        self.headers = dict(answer.getheaders())
        if self.headers.get("content-type") == "application/json":
            return answer.status, json.loads(text)
        return answer.status, text.decode()


@contextmanager
def client_of(url: str, key: str = "") -> Iterator[Client]:
    client = Client(url, key)
    try:
        yield client
    finally:
        client.connection.close()


@pytest.fixture(scope="module")
def served() -> Iterator[tuple[Store, Running]]:
    """One server for all tests: starting and stopping it is most of what a test would cost."""
    store = Store(Settings())
    with running_server(store, Address(admin_port=0)) as running:
        yield store, running


@pytest.fixture
def store(served: tuple[Store, Running]) -> Store:
    return served[0]


@pytest.fixture
def running(served: tuple[Store, Running]) -> Running:
    store, running = served
    store.reset()
    running.edge.plan = FaultPlan()
    running.edge.forget()
    return running


@pytest.fixture
def client(running: Running) -> Iterator[Client]:
    with client_of(running.url) as client:
        yield client


@pytest.fixture
def admin(running: Running) -> Iterator[Client]:
    assert running.admin_url is not None
    with client_of(running.admin_url, running.admin_key) as client:
        yield client


def plan(**fault: object) -> FaultPlan:
    return read_plan({"faults": [fault]})


def place_order(client: Client) -> tuple[str, int]:
    _, answer = client.ask("POST", "/v3/carts?include=redirect_urls", CART)
    cart = answer["data"]
    checkout = f"/v3/checkouts/{cart['id']}"
    client.ask("POST", f"{checkout}/billing-address", AUSTIN)
    items = [{"item_id": cart["line_items"]["physical_items"][0]["id"], "quantity": 2}]
    path = f"{checkout}/consignments"
    include = "?include=consignments.available_shipping_options"
    _, answer = client.ask("POST", path + include, [{"address": AUSTIN, "line_items": items}])
    consignment = answer["data"]["consignments"][0]
    option_id = deliveries(consignment)[0]["id"]
    client.ask("PUT", f"{path}/{consignment['id']}", {"shipping_option_id": option_id})
    status, answer = client.ask("POST", f"{checkout}/orders")
    assert status == 200
    return cart["id"], answer["data"]["id"]


def test_an_order_is_made_over_one_connection(client: Client, store: Store) -> None:
    cart_id, order_id = place_order(client)
    status, rows = client.ask("GET", f"/v2/orders?cart_id={cart_id}")

    assert status == 200
    assert [(row["id"], row["total_inc_tax"]) for row in rows] == [(order_id, "37.4800")]
    assert [order.id for order in store.orders] == [order_id]


def test_no_orders_is_an_answer_without_a_body(client: Client) -> None:
    assert client.ask("GET", "/v2/orders") == (204, "")
    assert "content-type" not in client.headers


@pytest.mark.parametrize(
    "text", ["{", "NaN", '{"a": Infinity}', "[" * 100_000, "1e99999999999999999999"]
)
def test_a_body_that_is_not_json_is_a_400(client: Client, text: str) -> None:
    status, body = client.say("POST", "/stores/sandbox/v3/carts", text)

    assert (status, body["status"]) == (400, 400)


def test_amounts_survive_the_wire_exactly(client: Client) -> None:
    text = '{"custom_items": [{"name": "a", "quantity": 3, "list_price": 19.99}]}'
    _, body = client.say("POST", "/stores/sandbox/v3/carts", text)

    assert body["data"]["base_amount"] == 59.97
    assert body["data"]["cart_amount"] == 64.92


def test_the_front_page_says_what_this_is(client: Client) -> None:
    status, text = client.say("GET", "/")

    assert status == 200
    assert "imaginary" in text


@pytest.mark.parametrize("status", [423, 500, 501, 502, 503, 504, 507])
@pytest.mark.parametrize(("when", "carts"), [("before", 0), ("after", 1)])
def test_a_failure_comes_before_or_after_the_effect(
    client: Client, running: Running, store: Store, status: int, when: str, carts: int
) -> None:
    running.edge.plan = plan(kind="status", status=status, when=when)

    assert client.ask("POST", "/v3/carts", CART)[0] == status
    assert len(store.carts) == carts


@pytest.mark.parametrize("headers", [True, False])
def test_a_429_comes_with_or_without_headers(
    client: Client, running: Running, headers: bool
) -> None:
    running.edge.plan = plan(kind="status", status=429, headers=headers, reset_ms=2500)

    assert client.ask("POST", "/v3/carts", CART)[0] == 429
    assert ("X-Rate-Limit-Time-Reset-Ms" in client.headers) is headers
    assert client.headers.get("X-Rate-Limit-Time-Reset-Ms", "2500") == "2500"


@pytest.mark.parametrize(("when", "carts"), [("before", 0), ("after", 1)])
def test_a_cut_ends_the_connection_without_an_answer(
    client: Client, running: Running, store: Store, when: str, carts: int
) -> None:
    running.edge.plan = plan(kind="cut", when=when)

    with pytest.raises((RemoteDisconnected, ConnectionResetError)):
        client.ask("POST", "/v3/carts", CART)
    assert len(store.carts) == carts


def test_a_truncated_answer_promises_more_than_it_sends(
    client: Client, running: Running, store: Store
) -> None:
    running.edge.plan = plan(kind="truncated")

    with pytest.raises(IncompleteRead):
        client.ask("POST", "/v3/carts", CART)
    assert len(store.carts) == 1


def test_an_answer_without_a_body_is_cut_instead_of_truncated(
    client: Client, running: Running
) -> None:
    running.edge.plan = plan(kind="truncated")

    with pytest.raises((HTTPException, ConnectionResetError)):
        client.ask("GET", "/v2/orders")


def test_an_answer_that_is_not_json_comes_as_a_200(
    client: Client, running: Running, store: Store
) -> None:
    running.edge.plan = plan(kind="not_json")
    status, text = client.ask("POST", "/v3/carts", CART)

    assert status == 200
    assert text.startswith("<html>")
    assert len(store.carts) == 1


def test_a_faulty_operation_leaves_the_others_alone(client: Client, running: Running) -> None:
    running.edge.plan = plan(kind="status", status=503, operation="read_cart")

    assert client.ask("POST", "/v3/carts", CART)[0] == 201
    assert client.ask("GET", "/v3/carts/1")[0] == 503


def test_a_store_serves_on_after_a_cut(client: Client, running: Running) -> None:
    running.edge.plan = plan(kind="cut", operation="create_order")
    with pytest.raises((RemoteDisconnected, ConnectionResetError)):
        client.ask("POST", "/v3/checkouts/1/orders")

    assert client.ask("POST", "/v3/carts", CART)[0] == 201


def test_faults_are_set_read_and_cleared_while_the_store_runs(
    client: Client, admin: Client
) -> None:
    document = {"seed": 3, "faults": [{"kind": "status", "status": 500}]}
    set_status, _ = admin.say("PUT", "/faults", json.dumps(document))
    faulty = client.ask("POST", "/v3/carts", CART)[0]
    _, shown = admin.say("GET", "/faults")
    cleared, _ = admin.say("DELETE", "/faults")

    assert (set_status, faulty, cleared) == (200, 500, 204)
    assert (shown["seed"], shown["faults"][0]["kind"]) == (3, "status")
    assert client.ask("POST", "/v3/carts", CART)[0] == 201


def test_a_probability_that_the_admin_sets_strikes_and_is_shown(
    client: Client, admin: Client
) -> None:
    row = {"kind": "status", "operation": "create_cart", "probability": 0.9999, "reset_ms": 0.5}
    status, shown = admin.say("PUT", "/faults", json.dumps({"faults": [row]}))
    answers = {client.ask("POST", "/v3/carts", CART)[0] for _ in range(3)}

    assert (status, shown["faults"][0]["probability"], answers) == (200, 0.9999, {503})


def test_faults_that_make_no_sense_are_refused_and_the_old_ones_stay(
    client: Client, admin: Client
) -> None:
    admin.say("PUT", "/faults", json.dumps({"faults": [{"kind": "status"}]}))
    status, body = admin.say("PUT", "/faults", json.dumps({"faults": [{"kind": "fire"}]}))

    assert status == 422
    assert "kind is one of" in body["error"]
    assert admin.say("PUT", "/faults", "{")[0] == 422
    assert client.ask("POST", "/v3/carts", CART)[0] == 503


def test_the_admin_shows_orders_without_their_customers(client: Client, admin: Client) -> None:
    cart_id, order_id = place_order(client)
    _, rows = admin.say("GET", "/orders")

    assert [(row["id"], row["cart_id"], row["total"]) for row in rows] == [
        (order_id, cart_id, "37.48")
    ]
    assert AUSTIN["email"] not in json.dumps(rows)


def test_the_admin_counts_orders_duplicates_and_requests(client: Client, admin: Client) -> None:
    cart_id, _ = place_order(client)
    client.ask("POST", f"/v3/checkouts/{cart_id}/orders")
    _, duplicates = admin.say("GET", "/state")
    client.ask("DELETE", "/v2/orders/102")
    _, state = admin.say("GET", "/state")

    assert (duplicates["live_orders"], duplicates["carts_with_duplicates"]) == (2, 1)
    assert (state["live_orders"], state["archived_orders"], state["carts_with_duplicates"]) == (
        1,
        1,
        0,
    )
    assert state["requests"]["create_order"] == 2
    assert state["answers"] == {"201": 1, "200": 5, "204": 1}


def test_the_admin_can_start_afresh(client: Client, admin: Client, store: Store) -> None:
    place_order(client)

    assert admin.say("POST", "/reset")[0] == 204
    assert store.orders == []
    assert admin.say("GET", "/state")[1]["requests"] == {}


def test_a_store_without_an_admin_port_has_no_admin(store: Store) -> None:
    with running_server(store) as running, client_of(running.url) as client:
        assert running.admin_url is None
        assert client.say("GET", "/state")[0] != 200


def test_a_taken_port_is_named(running: Running, capsys: pytest.CaptureFixture[str]) -> None:
    port = urlsplit(running.url).port or 0

    with pytest.raises(PortTakenError), running_server(Store(), Address(port)):
        pass
    assert main(["--port", str(port)]) == 1
    assert " ".join(capsys.readouterr().err.split()) == (
        f"Port {port} (--port) is taken: stop what listens there, or choose another port,"
        " say --port 4010; --port 0 takes a free one."
    )


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--set", "order_list=never"], "order_list is one of"),
        (["--seed", "nowhere.yaml"], "nowhere.yaml cannot be read"),
        (["--faults", "nowhere.json"], "nowhere.json"),
        (["--host", "192.0.2.1"], "cannot start"),
    ],
)
def test_a_store_that_cannot_start_says_why(
    arguments: list[str], words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(arguments) == 1
    assert words in capsys.readouterr().err


async def run_and_order(record: Path) -> tuple[str, str, str, int | None]:
    """What a store in a process of its own says first, later and as an error, and its code."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bigcommerce_emulator", "--port", "0", "--record", str(record)),
        cwd=ROOT,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    assert process.stdout is not None
    first = (await process.stdout.readline()).decode()
    with client_of(first.split()[-1]) as client:
        await asyncio.to_thread(place_order, client)
    process.terminate()
    rest, errors = await asyncio.wait_for(process.communicate(), TIMEOUT)
    return first, rest.decode(), errors.decode(), process.returncode


def test_the_program_says_where_it_listens_records_and_ends_quietly(tmp_path: Path) -> None:
    record = tmp_path / "exchanges.jsonl"
    first, rest, errors, code = asyncio.run(run_and_order(record))

    assert first.startswith("The emulator listens on http://127.0.0.1:")
    assert "imaginary" in rest
    assert "sandbox-token" not in first + rest
    assert (code, errors) == (0, "")
    assert len(record.read_text().splitlines()) == 5


def test_the_page_is_served_with_a_policy_that_lets_no_script_run(client: Client) -> None:
    place_order(client)
    status, text = client.say("GET", "/?refresh=0")

    assert (status, "Incomplete" in text) == (200, True)
    assert client.headers["content-security-policy"].startswith("default-src 'none'")


@pytest.mark.parametrize(
    ("query", "refreshed"), [("", "3"), ("?refresh=10", "10"), ("?refresh=x", "3")]
)
def test_the_page_is_redrawn_as_often_as_asked(client: Client, query: str, refreshed: str) -> None:
    _, text = client.say("GET", f"/{query}")

    assert f'http-equiv="refresh" content="{refreshed}"' in text


def test_a_body_that_is_too_long_is_a_413_and_the_connection_goes_on(client: Client) -> None:
    status, body = client.say("POST", "/stores/sandbox/v3/carts", " " * 1_048_577)

    assert (status, body["status"]) == (413, 413)
    assert client.ask("POST", "/v3/carts", CART)[0] == 201


LIMITS = {
    f"X-Rate-Limit-{name}"
    for name in ("Time-Window-Ms", "Time-Reset-Ms", "Requests-Quota", "Requests-Left")
}
FAULTS = [{"kind": "status", "status": status} for status in STATUSES] + [{"kind": "not_json"}]


@pytest.mark.parametrize("fault", FAULTS, ids=str)
def test_every_injected_answer_tells_the_quota_unless_it_is_told_not_to(
    client: Client, running: Running, fault: dict[str, Any]
) -> None:
    running.edge.plan = plan(**fault)
    client.ask("GET", "/v2/orders")
    received = set(client.headers)
    running.edge.plan = plan(**fault, headers=False)
    client.ask("GET", "/v2/orders")

    assert received >= LIMITS
    assert not LIMITS & set(client.headers)


@pytest.mark.parametrize("status", [423, 429, 500, 501, 507])
def test_an_injected_refusal_has_the_shape_of_the_version_that_was_called(
    client: Client, running: Running, status: int
) -> None:
    running.edge.plan = plan(kind="status", status=status)
    _, old = client.ask("GET", "/v2/orders")
    _, new = client.ask("POST", "/v3/carts", CART)

    assert [set(row) for row in old] == [{"status", "message"}]
    assert (old[0]["status"], new["status"]) == (status, status)
    assert set(new) == {"status", "title", "type", "instance"}


def test_an_injected_429_tells_the_quota_of_this_store(
    client: Client, admin: Client, running: Running
) -> None:
    admin.say("PUT", "/quota", '{"limit": 450}')
    running.edge.plan = plan(kind="status", status=429)
    client.ask("GET", "/v2/orders")

    assert client.headers["X-Rate-Limit-Requests-Quota"] == "450"
    assert client.headers["X-Rate-Limit-Requests-Left"] == "0"


def test_a_call_that_sees_late_misses_the_newest_orders_in_lists_reads_and_checkouts(
    client: Client, running: Running
) -> None:
    cart_id, order_id = place_order(client)
    running.edge.plan = plan(kind="late", ms=60_000)
    listed = client.ask("GET", f"/v2/orders?cart_id={cart_id}")[0]
    counted = client.ask("GET", f"/v2/orders/count?cart_id={cart_id}")[1]["count"]
    read = client.ask("GET", f"/v2/orders/{order_id}")[0]
    named = client.ask("GET", f"/v3/checkouts/{cart_id}")[1]["data"]["order_id"]

    assert (listed, counted, read, named) == (204, 0, 404, None)
    assert running.edge.faults["late_after"] == 4


def test_a_call_sees_late_for_one_cart_and_as_often_as_the_admin_says(
    client: Client, admin: Client
) -> None:
    late, seen = place_order(client)[0], place_order(client)[0]
    row = {"kind": "late", "operation": "list_orders", "ms": 60_000, "cart_id": late, "times": 2}
    status, _ = admin.say("PUT", "/faults", json.dumps({"faults": [row]}))
    answers = [client.ask("GET", f"/v2/orders?cart_id={name}")[0] for name in (late, seen) * 3]

    assert status == 200
    assert answers == [204, 200, 204, 200, 200, 200]


def test_the_admin_turns_switches_while_the_store_runs(client: Client, admin: Client) -> None:
    place_order(client)
    turned = admin.say("PUT", "/switches", '{"order_list": "late", "cart_days": null}')
    late = client.ask("GET", "/v2/orders")[0]
    shown = admin.say("GET", "/switches")[1]
    admin.say("POST", "/reset")

    assert turned[0] == 200
    assert late == 204
    assert (shown["order_list"], shown["cart_days"]) == ("late", None)
    assert admin.say("GET", "/switches")[1]["order_list"] == "at_once"


@pytest.mark.parametrize("body", ['{"order_list": "soon"}', '{"access_token": "x"}', "[]"])
def test_the_admin_refuses_a_switch_that_cannot_be_turned(admin: Client, body: str) -> None:
    before = admin.say("GET", "/switches")
    status, answer = admin.say("PUT", "/switches", body)

    assert (status, list(answer)) == (422, ["error"])
    assert admin.say("GET", "/switches") == before


def test_the_admin_shows_requests_without_what_they_said(client: Client, admin: Client) -> None:
    client.ask("GET", "/v2/orders?email=zephyrine@example.com")
    _, rows = admin.say("GET", "/requests")

    assert [(row["method"], row["path"], row["status"]) for row in rows] == [
        ("GET", "/v2/orders", 204)
    ]
    assert "zephyrine" not in json.dumps(rows)


def test_other_apps_use_up_the_quota_as_the_admin_says(client: Client, admin: Client) -> None:
    admin.say("PUT", "/quota", '{"limit": 10, "others": {"low": 0.2, "high": 0.6}}')
    admin.say("POST", "/quota/spend", '{"requests": 10}')
    spent = client.ask("GET", "/v2/orders")[0]
    _, quota = admin.say("GET", "/quota")

    assert spent == 429
    assert (quota["limit"], quota["left"], quota["others"]["high"]) == (10, 0, 0.6)
    admin.say("POST", "/reset")
    assert client.ask("GET", "/v2/orders")[0] == 204


def test_tokens_come_and_go_with_their_scopes(client: Client, admin: Client) -> None:
    admin.say("PUT", "/tokens", '{"sandbox-token": ["store_v2_orders"]}')
    narrow = client.ask("POST", "/v3/carts", CART)[0]
    admin.say("PUT", "/tokens", '{"sandbox-token": null}')

    assert narrow == 403
    assert client.ask("GET", "/v2/orders")[0] == 401


def test_maintenance_begins_and_ends(client: Client, admin: Client) -> None:
    admin.say("PUT", "/maintenance")
    closed = client.ask("GET", "/v2/orders")[0]
    admin.say("DELETE", "/maintenance")

    assert (closed, client.ask("GET", "/v2/orders")[0]) == (503, 204)


def test_the_admin_acts_for_the_merchant(client: Client, admin: Client, store: Store) -> None:
    _, order_id = place_order(client)
    admin.say("PUT", f"/orders/{order_id}/status", '{"status_id": 5}')
    moved = store.orders[0].status
    admin.say("POST", f"/orders/{order_id}/payment")
    admin.say("PUT", "/stock", '{"118": 0}')

    assert (moved, store.orders[0].status) == ("Cancelled", "Awaiting Fulfillment")
    assert client.ask("POST", "/v3/carts", CART)[0] == 422


@pytest.mark.parametrize(
    ("method", "path", "content", "words"),
    [
        ("PUT", "/quota", "[]", "a JSON object"),
        ("PUT", "/quota", '{"others": {"low": 2}}', "a share has"),
        ("POST", "/quota/spend", "{}", "'requests' is missing"),
        ("PUT", "/stock", '{"1180": 0}', "the store has no variant 1180; did you mean '180'"),
        ("PUT", "/stock", '{"mug": 0}', "'mug' is not the number of a variant"),
        ("PUT", "/stock", '{"118": "0"}', "a whole number from 0, or null"),
        ("PUT", "/tokens", '{"x": ["lunch"]}', "is not a scope"),
        ("PUT", "/webhooks", "{}", "a list of objects"),
        ("PUT", "/webhooks", '[{"scope": "store/*", "destination": "x"}]', "http or https"),
        ("PUT", "/orders/7/status", '{"status_id": 1}', "7 is missing or unknown"),
    ],
)
def test_the_admin_says_what_it_cannot_do(
    admin: Client, method: str, path: str, content: str, words: str
) -> None:
    status, body = admin.say(method, path, content)

    assert status == 422
    assert words in body["error"]


class Receiver(BaseHTTPRequestHandler):
    """Keeps what is posted to it."""

    got: ClassVar[Queue[Any]] = Queue()
    headers_got: ClassVar[Queue[Any]] = Queue()

    def do_POST(self) -> None:
        self.headers_got.put(dict(self.headers.items()))
        self.got.put(json.loads(self.rfile.read(int(self.headers["content-length"]))))
        self.send_response(200)
        self.end_headers()

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Says nothing."""


@pytest.fixture
def receiver() -> Iterator[str]:
    with HTTPServer(("127.0.0.1", 0), Receiver) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/hooks"
        server.shutdown()
        thread.join()


def test_a_url_is_told_of_orders_and_their_statuses(
    client: Client, admin: Client, receiver: str
) -> None:
    hooks = [{"scope": "store/order/*", "destination": receiver}]
    status, _ = admin.say("PUT", "/webhooks", json.dumps(hooks))
    _, order_id = place_order(client)
    client.ask("PUT", f"/v2/orders/{order_id}", {"status_id": 7})
    received = [Receiver.got.get(timeout=TIMEOUT) for _ in range(2)]
    admin.say("PUT", "/webhooks", "[]")

    assert status == 200
    assert [body["scope"] for body in received] == [
        "store/order/created",
        "store/order/statusUpdated",
    ]
    assert received[1]["data"] == {
        "type": "order",
        "id": order_id,
        "status": {"previous_status_id": 0, "new_status_id": 7},
    }


def form(client: Client, fields: str) -> tuple[int, Any]:
    return client.say("POST", "/play", fields)


def test_a_form_switches_a_fault_on_and_the_page_says_so(client: Client, running: Running) -> None:
    status, _ = form(client, "act=fault&operation=list_orders&what=down&times=1")
    failed, then = client.ask("GET", "/v2/orders")[0], client.ask("GET", "/v2/orders")[0]
    shown = client.say("GET", "/play")[1]
    off, _ = form(client, "act=clear")

    assert (status, failed, then, off) == (303, 503, 204, 303)
    assert "list_orders" in shown
    assert running.edge.plan.faults == ()


def test_a_form_that_cannot_be_acted_on_is_answered_with_the_reason(client: Client) -> None:
    status, page = form(client, "act=pay&order=999")

    assert (status, "999 is missing or unknown" in page) == (422, True)
    assert form(client, "act=pay&order=" + "9" * 20_000)[0] == 413


def test_a_store_that_listens_elsewhere_has_no_forms(store: Store) -> None:
    with (
        running_server(store, Address(host="127.0.0.2")) as elsewhere,
        client_of(elsewhere.url) as client,
    ):
        assert form(client, "act=close")[0] == 404
        assert "/play" not in client.say("GET", "/")[1]
    assert not store.in_maintenance


def test_an_app_that_subscribed_by_the_api_is_called_signed_until_it_unsubscribes(
    client: Client, receiver: str
) -> None:
    hook = {"scope": "store/order/created", "destination": receiver, "headers": {"X-App": "ours"}}
    status, created = client.ask("POST", "/v3/hooks", hook)
    for kept in (Receiver.got, Receiver.headers_got):
        with kept.mutex:
            kept.queue.clear()
    _, order_id = place_order(client)
    body = Receiver.got.get(timeout=TIMEOUT)
    headers = Receiver.headers_got.get(timeout=TIMEOUT)
    deleted, _ = client.ask("DELETE", f"/v3/hooks/{created['data']['id']}")
    place_order(client)

    assert (status, deleted, body["data"]["id"]) == (200, 200, order_id)
    assert body["scope"] == "store/order/created"
    assert headers["X-App"] == "ours"
    assert headers["webhook-signature"].startswith("v1,")
    assert Receiver.got.empty()
