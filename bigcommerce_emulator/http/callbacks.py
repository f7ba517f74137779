"""One callback of a webhook: its body, its signature and the POST that carries it."""

import json
from base64 import b64encode
from collections.abc import Mapping
from hashlib import sha1
from hmac import digest
from http.client import HTTPConnection, HTTPSConnection
from urllib.parse import urlsplit

from bigcommerce_emulator.state.events import Event

_TIMEOUT = 5.0


def content_of(event: Event, producer: str, number: int, now: float) -> tuple[str, bytes]:
    """Return the hash of an event and the body that says what happened."""
    data = dict(event.data)
    # The same in each delivery of one event, and another for the next event that says as much.
    seen = json.dumps([number, event.scope, data])
    name = sha1(seen.encode(), usedforsecurity=False).hexdigest()
    body = {
        "scope": event.scope,
        "store_id": "1",
        "data": data,
        "hash": name,
        "created_at": int(now),
        "producer": producer,
    }
    return name, json.dumps(body).encode()


def signed(name: str, content: bytes, secret: str, now: float) -> dict[str, str]:
    """Return the three headers of Standard Webhooks, signed with the app's client secret.

    A verifier of that standard takes the secret in base64, as BigCommerce documents.
    """
    moment = str(int(now))
    signature = digest(secret.encode(), f"{name}.{moment}.".encode() + content, "sha256")
    return {
        "webhook-id": name,
        "webhook-timestamp": moment,
        "webhook-signature": f"v1,{b64encode(signature).decode()}",
    }


def post_json(url: str, content: bytes, headers: Mapping[str, str]) -> int:
    """Return the status that a URL answers a JSON body with."""
    parts = urlsplit(url)
    kind = HTTPSConnection if parts.scheme == "https" else HTTPConnection
    connection = kind(parts.hostname or "", parts.port, timeout=_TIMEOUT)
    try:
        path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        sent = {**headers, "Content-Type": "application/json"}
        connection.request("POST", path, content, sent)
        return connection.getresponse().status
    finally:
        connection.close()
