"""Pure: turns what came in at an entry point into one valid order under one key."""

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from order_service.callers import UNKNOWN, Caller
from order_service.errors import InvalidRequest, MalformedRequest
from order_service.keys import OrderKey, malformed, read_key
from order_service.request.agreement import agreement_errors, name_errors, pickup_errors
from order_service.request.destinations import Consignment
from order_service.request.json_body import (
    MAX_MESSAGE_BYTES,
    SQS_BYTES,
    read_object,
    with_whole_numbers,
)
from order_service.request.line_names import FieldError, consignment_errors
from order_service.request.order import OrderRequest

LOST = "\ufffd"
"""What stands in the place of bytes that are no UTF-8."""
NOT_UTF8 = "has U+FFFD in it: the body was not sent as UTF-8"
MOST_ERRORS = 100
LONGEST_PATH = 120
_FIELD = re.compile(r"[A-Za-z_][A-Za-z0-9_-]{0,40}")
_NEEDED_TO_SHIP = ("first_name", "last_name", "address1", "city")
_WORDS = {
    "missing": "is missing",
    "extra_forbidden": "is not a field of this request",
    "int_type": "must be a whole number",
    "string_type": "must be a text",
    "list_type": "must be a list",
    "model_type": "must be an object",
    "dict_type": "must be an object",
}


@dataclass(frozen=True)
class Job:
    """A valid order, the key it is placed under, and who sent it."""

    key: OrderKey
    order: OrderRequest
    caller: Caller = UNKNOWN

    @cached_property
    def fingerprint(self) -> str:
        """Return the order's, worked out once: each delivery of the job asks for it."""
        return self.order.fingerprint()


def read_order(body: dict[str, Any], *, new: bool = False) -> OrderRequest:
    """Return the order in body; raises InvalidRequest, which names every wrong field.

    A new order is also refused for what earlier releases took and no store does, or not as it was
    meant: their messages may still wait in the queue.
    """
    body = with_whole_numbers(body)
    errors = consignment_errors(body, new=True)
    if errors and not new:
        # What is named by SKU and variant, without a quantity, means more by the earlier rule: an
        # order that is right by one of the two rules was accepted by it.
        errors = consignment_errors(body)
    if new:
        errors += ({"field": where, "message": NOT_UTF8} for where in _replaced(body))
    try:
        order = OrderRequest.model_validate(body)
    except ValidationError as error:
        errors = [described(found) for found in error.errors(include_url=False)] + errors
    else:
        errors += [*_address_errors(order, body), *agreement_errors(order)]
        errors += [*pickup_errors(order), *name_errors(order)] if new else ()
    if not any(body.get(kind) for kind in ("line_items", "custom_items", "gift_certificates")):
        errors.append({"field": "line_items", "message": "is missing; an order needs a line"})
    if errors:
        raise InvalidRequest(_at_most(errors))
    return order


def _replaced(value: Any, *path: str | int) -> Iterator[str]:
    """Yield the fields whose text lost characters on its way here, in the names of the model."""
    if isinstance(value, str):
        if LOST in value:
            yield _field_at(path)
    elif isinstance(value, dict):
        for name, inner in value.items():
            yield from _replaced(inner, *path, name)
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from _replaced(inner, *path, index)


def new_job(key: OrderKey, body: dict[str, Any], caller: Caller = UNKNOWN) -> Job:
    """Return the job of an order that nobody has accepted yet; raises InvalidRequest.

    Whichever way it came, it may have to wait in the queue: what that could not take is refused.
    """
    job = Job(key, read_order(body, new=True), caller)
    check_length(job)
    return job


def check_length(job: Job) -> None:
    """Raise MalformedRequest for an order that the queue could not take, once it is written for it.

    The service writes amounts as texts: what it writes may be longer than what it was sent.
    """
    if len(write_message(job).encode()) > MAX_MESSAGE_BYTES:
        raise malformed(
            "body", f"has more than {MAX_MESSAGE_BYTES} bytes as a message of the queue; shorten it"
        )


def read_message(text: str) -> tuple[OrderKey, dict[str, Any]]:
    """Return the key and the order body of one queue message; raises MalformedRequest.

    Whatever SQS carries is read: what is too long for an order is refused once it is known whose.
    """
    message = read_object(text, field="message", most_bytes=SQS_BYTES)
    unknown = sorted(set(message) - {"store", "idempotency_key", "order"})
    if unknown:
        raise malformed(_reportable(unknown[0]), "is not a field of this message")
    body = message.get("order")
    if not isinstance(body, dict):
        raise malformed("order", "must be the order, a JSON object")
    return read_key(message.get("store"), message.get("idempotency_key")), body


def job_in(text: str) -> Job:
    """Return the job that a message means, whenever it was accepted; raises InvalidRequest."""
    key, body = read_message(text)
    return Job(key, read_order(body))


def key_of(text: str) -> OrderKey | None:
    """Return the key of a message that this version may not be able to read, None if it has none.

    Another version may have accepted it, and be responsible for its order.
    """
    try:
        message = read_object(text, field="message", most_bytes=SQS_BYTES)
        return read_key(message.get("store"), message.get("idempotency_key"))
    except MalformedRequest:
        return None


def write_message(job: Job) -> str:
    """Return the queue message that means this job."""
    message = {
        "store": job.key.store,
        "idempotency_key": job.key.key,
        "order": job.order.canonical(),
    }
    text = json.dumps(message, separators=(",", ":"), ensure_ascii=False)
    # SQS takes every character but these two (SendMessage, MessageBody).
    return text.replace("\ufffe", "\\ufffe").replace("\uffff", "\\uffff")


def _at_most(errors: list[FieldError]) -> list[FieldError]:
    """The refusal must fit in a ledger item, whatever was sent."""
    more = len(errors) - MOST_ERRORS
    if more <= 0:
        return errors
    return [*errors[:MOST_ERRORS], {"field": "order", "message": f"has {more} more wrong fields"}]


def _address_errors(order: OrderRequest, body: dict[str, Any]) -> list[FieldError]:
    errors: list[FieldError] = []
    shipped = order.consignments or ([Consignment()] if order.custom_items else [])
    for index, consignment in enumerate(shipped):
        address, where = consignment.address, "billing_address"
        if address is None and consignment.pickup_option:
            continue
        if address is None:
            address = order.billing_address
        else:
            sent = body["consignments"][index]
            named = "address" if "address" in sent else "shipping_address"
            where = f"consignments[{index}].{named}"
        missing = [name for name in _NEEDED_TO_SHIP if not getattr(address, name)]
        errors += [{"field": f"{where}.{name}", "message": "is missing"} for name in missing]
    return errors


def described(found: ErrorDetails) -> FieldError:
    """Return a wrong field and what is wrong with it; what is no field's name is not repeated."""
    message = _WORDS.get(found["type"]) or _plain_words(found)
    return {"field": _field_at(found["loc"]), "message": message}


def _field_at(path: Sequence[str | int]) -> str:
    parts = (f"[{part}]" if isinstance(part, int) else f".{_reportable(part)}" for part in path)
    return "".join(parts).lstrip(".")[:LONGEST_PATH] or "order"


def _reportable(name: str) -> str:
    """Return a field's name to report; a text that is no name may be a customer's address."""
    return name if _FIELD.fullmatch(name) else "[unreadable name]"


def _plain_words(found: ErrorDetails) -> str:
    return re.sub(r"^(Input|String|List|Dictionary) should", "must", found["msg"])
