"""From an order to a request at a real HTTP receiver, which checks it with the docs' own code.

The local cloud's CloudFormation knows no API destinations, but its EventBridge does: connection,
destination and rule are made there from the template's own properties.
"""

import json
import queue
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from local_cloud.aws.cloud import LocalCloud
from local_cloud.aws.entry_points import EntryPoints, event
from local_cloud.aws.processes import LOOPBACK
from tests.end_to_end.conftest import CALLBACK_KEY, CALLBACK_URL
from tests.template.stack import filled
from tests.unit.order_service.ledger.test_callbacks import receiver

SECONDS = 60.0
Requests = queue.Queue[tuple[str, dict[str, str], bytes]]


class _Receiver(BaseHTTPRequestHandler):
    """Keeps each request and says yes."""

    requests: Requests

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.requests.put((self.path, dict(self.headers), body))
        self.send_response(204)
        self.end_headers()

    def log_message(self, *_: Any) -> None:
        """Write nothing."""


@pytest.fixture(scope="module")
def requests(cloud: LocalCloud) -> Iterator[Requests]:
    """What the receiver was sent, while the template's rule is there."""
    kept: Requests = queue.Queue()
    receiving = type("Receiving", (_Receiver,), {"requests": kept})
    server = ThreadingHTTPServer((LOOPBACK, 0), receiving)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    bus = cloud.client("events")
    _make_rule(bus, f"http://{LOOPBACK}:{server.server_port}/hooks")
    yield kept
    bus.remove_targets(Rule="callback", Ids=["callback"])
    bus.delete_rule(Name="callback")
    server.shutdown()
    server.server_close()


def _make_rule(bus: Any, url: str) -> None:
    """As CloudFormation would, with the receiver's address in place of CallbackUrl."""
    resources = filled(CallbackUrl=CALLBACK_URL)["Resources"]
    connection = resources["CallbackConnection"]["Properties"]
    made = bus.create_connection(Name="callback", **connection)
    destination = resources["CallbackDestination"]["Properties"]
    destination |= {"ConnectionArn": made["ConnectionArn"], "InvocationEndpoint": url}
    arn = bus.create_api_destination(Name="callback", **destination)["ApiDestinationArn"]
    rule = resources["CallbackRule"]["Properties"]
    bus.put_rule(Name="callback", EventPattern=json.dumps(rule["EventPattern"]))
    (target,) = rule["Targets"]
    role = "arn:aws:iam::000000000000:role/callback"
    bus.put_targets(
        Rule="callback",
        Targets=[
            {"Id": target["Id"], "Arn": arn, "RoleArn": role, "InputPath": target["InputPath"]}
        ],
    )


def test_a_placed_order_is_posted_and_the_receiver_of_the_docs_reads_it(
    entry_points: EntryPoints, requests: Requests
) -> None:
    case = event("api_create_digital")
    case["headers"] |= {"Idempotency-Key": "called-back"}
    answer = entry_points.send_http(case)
    assert answer.status == 201, answer.body
    path, headers, body = requests.get(timeout=SECONDS)
    assert path == "/hooks"
    assert headers["Content-Type"].startswith("application/json")
    names: dict[str, Any] = {}
    exec(receiver("python"), names)  # noqa: S102
    read = names["read_event"](body, CALLBACK_KEY)
    assert (read["event"], read["idempotency_key"]) == ("OrderPlaced", "called-back")
    assert read["order_id"] == answer.body["order_id"]
    with pytest.raises(ValueError, match="not signed by us"):
        names["read_event"](body, "another key")
