"""Pure: what B2B Edition answers, as the store's own API would have said it.

Its code stands in the body, beside the HTTP status or in its place; what is wrong stands in
``meta.message``, and for some errors in ``data.errMsg`` too. Once it is put like this, the table of
verdicts and everything that reads a store's words serve for both.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from order_service.bigcommerce.verdicts import Answer

_ERRORS = range(400, 600)


def as_the_store_says(answer: Answer) -> Answer:
    """Return the answer with the code of its body as its status, and its words as a title."""
    body = answer.body
    if not answer.readable or not isinstance(body, Mapping):
        return answer
    code = _code(body.get("code"))
    status = code if code in _ERRORS else answer.status
    if "code" not in body or status not in _ERRORS:
        return answer
    said = {
        "title": _text(body.get("meta"), "message"),
        "detail": _text(body.get("data"), "errMsg"),
    }
    return replace(answer, status=status, body={"status": status, **said})


def _code(value: Any) -> int:
    if isinstance(value, str) and value.isdecimal() and len(value) == 3:
        return int(value)
    return value if type(value) is int else 0


def _text(part: Any, name: str) -> str:
    text = part.get(name) if isinstance(part, Mapping) else None
    return text if isinstance(text, str) else ""
