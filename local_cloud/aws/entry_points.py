"""The two entry points of a deployed stack, used the way a caller uses them.

An order goes in by HTTP through API Gateway, signed, or as a message through the queue. The files
in events/ hold what Lambda is given at the end of each way; here they are sent from its start.
"""

from __future__ import annotations

import http.client
import json
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlsplit

from local_cloud.aws.local_clients import local_client, signed
from local_cloud.aws.stack import Deployment
from tools.places import EVENTS

HTTP_SECONDS = 60.0
SETTLED = ("placed", "rejected", "parked", "cancelled")


@dataclass(frozen=True)
class Answer:
    """What the API answered."""

    status: int
    headers: Mapping[str, str]
    body: Any

    def header(self, name: str) -> str | None:
        """A header's value, whatever the case of its name."""
        return next((v for k, v in self.headers.items() if k.lower() == name.lower()), None)


def event(name: str) -> dict[str, Any]:
    """One of the cases in events/, by its file's name."""
    loaded: dict[str, Any] = json.loads((EVENTS / f"{name}.json").read_text())
    return loaded


class EntryPoints:
    """Both ways into one deployment."""

    def __init__(self, deployment: Deployment) -> None:
        self.deployment = deployment
        self.queue = local_client("sqs", deployment.endpoint_url)

    def send_http(self, api_event: Mapping[str, Any]) -> Answer:
        """Make the HTTP request that API Gateway turns into this event."""
        body = (api_event["body"] or "").encode()
        headers = dict(api_event["headers"] or {})
        return self.request(api_event["httpMethod"], api_event["path"], headers, body)

    def read(self, store: str, key: str) -> Answer:
        """Ask the API what became of a key."""
        return self.request("GET", f"/stores/{store}/orders/{quote(key, safe='')}", {}, b"")

    def request(self, method: str, path: str, headers: dict[str, str], body: bytes) -> Answer:
        """One signed request to the API."""
        url = self.deployment.api_url + path
        return send(method, url, signed(method, url, headers, body), body)

    def send_message(self, body: str) -> str:
        """Put one message in the order queue; its id."""
        sent = self.queue.send_message(QueueUrl=self.deployment.queue_url, MessageBody=body)
        return str(sent["MessageId"])

    def wait_until_settled(self, store: str, key: str, seconds: float) -> Answer:
        """Ask about a key until nothing more will happen to it, or the time is up."""
        deadline = time.monotonic() + seconds
        while True:
            answer = self.read(store, key)
            if _is_settled(answer) or time.monotonic() > deadline:
                return answer
            time.sleep(0.25)


def send(method: str, url: str, headers: Mapping[str, str], body: bytes = b"") -> Answer:
    """One HTTP request, with no proxy between; its answer with the JSON read."""
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.netloc, timeout=HTTP_SECONDS)
    try:
        target = f"{parts.path}?{parts.query}" if parts.query else parts.path
        connection.request(method, target, body or None, dict(headers))
        response = connection.getresponse()
        content = response.read()
        return Answer(response.status, dict(response.getheaders()), _read(content))
    finally:
        connection.close()


def _is_settled(answer: Answer) -> bool:
    return isinstance(answer.body, dict) and answer.body.get("state") in SETTLED


def _read(content: bytes) -> Any:
    try:
        return json.loads(content) if content else None
    except ValueError:
        return content.decode(errors="replace")
