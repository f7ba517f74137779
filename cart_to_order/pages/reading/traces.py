"""Adapter: asks X-Ray for the sampled traces of one key, where a stack has any."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from cart_to_order.pages.reading.stack import UNREADABLE, Stack, named
from cart_to_order.pages.timeline.lines import Line
from cart_to_order.pages.timeline.spans import read_spans

PAGES = 3
MOST_TRACES = 20
_TRACES_A_REQUEST = 5
_WINDOW = 6 * 3600.0
"""The longest time that X-Ray takes in one question."""
_EARLY = 60.0
"""A trace begins before the ledger hears of its order."""


class TraceReads:
    """The traces of one stack."""

    def __init__(self, stack: Stack) -> None:
        self._clients = stack.clients
        self._traced = stack.traced

    def lines(self, store: str, key: str, began: float, ended: float) -> tuple[list[Line], str]:
        """Return the calls and writes in the traces of a key, and a remark if there are none."""
        if not self._traced:
            return [], ""
        first = began - _EARLY
        try:
            client = self._clients("xray")
            ids = self._ids(client, store, key, first, min(ended + _EARLY, first + _WINDOW))
            documents = list(self._documents(client, ids))
        except UNREADABLE as error:
            return [], f"X-Ray cannot be read ({named(error)})."
        lines = read_spans(documents, store, key)
        return lines, "" if lines else "X-Ray has no trace of this order: it keeps a sample only."

    def _ids(self, client: Any, store: str, key: str, first: float, last: float) -> list[str]:
        # Neither a store's name nor a key has a quotation mark in it.
        wanted = f'annotation.store = "{store}" AND annotation.key = "{key}"'
        found: list[str] = []
        token: dict[str, str] = {}
        for _ in range(PAGES):
            page = client.get_trace_summaries(
                StartTime=first, EndTime=last, FilterExpression=wanted, **token
            )
            found += [summary["Id"] for summary in page["TraceSummaries"]]
            if not page.get("NextToken"):
                break
            token = {"NextToken": page["NextToken"]}
        return found[:MOST_TRACES]

    def _documents(self, client: Any, ids: list[str]) -> Iterator[str]:
        for first in range(0, len(ids), _TRACES_A_REQUEST):
            some = ids[first : first + _TRACES_A_REQUEST]
            for trace in client.batch_get_traces(TraceIds=some)["Traces"]:
                yield from (segment["Document"] for segment in trace["Segments"])
