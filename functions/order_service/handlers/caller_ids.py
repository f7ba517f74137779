"""Pure: who called, as API Gateway and SQS say: a role's or user's unique id, without its session.

Both say it in the same words, so that one role is one caller whichever way it takes. A role that is
made again under its old name is another caller.
"""

import hashlib
from collections.abc import Mapping
from typing import Any

from order_service.callers import Caller, unique_id
from order_service.queueing.order_queue import ACCEPTED


def caller_of_request(event: Mapping[str, Any]) -> Caller:
    """Return who sent a request: by its signature, its user pool or its authorizer."""
    context = _part(event, "requestContext")
    authorizer, identity = _part(context, "authorizer"), _part(context, "identity")
    named = {
        "user": _part(authorizer, "claims").get("sub"),
        "authorizer": authorizer.get("principalId"),
        "iam": identity.get("caller"),
    }
    ids = (_id(kind, name) for kind, name in named.items() if isinstance(name, str) and name)
    return Caller(next(ids, ""))


def caller_of_record(record: Mapping[str, Any]) -> Caller:
    """Return who sent a message; nobody for one that the API accepted, whose key is claimed."""
    sender = _part(record, "attributes").get("SenderId")
    marked = ACCEPTED in _part(record, "messageAttributes")
    named = isinstance(sender, str) and sender != "" and not marked
    return Caller(_id("iam", str(sender)) if named else "", by_message=True)


def counted_as(caller: Caller) -> str:
    """Return the name under which a caller's requests are counted in the metrics.

    All users of a user pool are one: each name is a metric that CloudWatch bills.
    """
    if caller.id.startswith("user:"):
        return "user pool"
    return caller.id or "unknown"


def _id(kind: str, name: str) -> str:
    """Return an id without a person: sessions and users are named by e-mail addresses, too."""
    if kind == "iam" and (unique := unique_id(name)):
        return f"{kind}:{unique}"
    return f"{kind}:{hashlib.sha256(name.encode(errors='replace')).hexdigest()[:32]}"


def _part(whole: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    part = whole.get(name)
    return part if isinstance(part, dict) else {}
