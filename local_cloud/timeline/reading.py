"""Adapter: what the ledger and the functions' logs of a local cloud have."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

from local_cloud.aws.local_clients import local_client
from local_cloud.aws.stack import Deployment
from local_cloud.timeline.entries import FIELDS, Entry, is_of_an_order, read_entry
from local_cloud.timeline.lines import CALL, whose_call
from local_cloud.timeline.timeline import Timeline, read_timeline

MOST_ORDERS = 100
# By alias, since some of the names mean something to DynamoDB.
_NAMES = {f"#{name}": name for name in FIELDS}
_ASKED = {"ProjectionExpression": ", ".join(_NAMES), "ExpressionAttributeNames": _NAMES}


class Records:
    """Reads one deployment anew at every question, and changes nothing."""

    def __init__(self, deployment: Deployment) -> None:
        self._table = deployment.ledger_table
        self._groups = (deployment.api_log_group, deployment.queue_log_group)
        self._ledger = local_client("dynamodb", deployment.endpoint_url)
        self._logs = local_client("logs", deployment.endpoint_url)

    def newest(self) -> list[Entry]:
        """The orders that came last, the newest first."""
        pages = self._ledger.get_paginator("scan").paginate(TableName=self._table, **_ASKED)
        items = [item for page in pages for item in page["Items"] if is_of_an_order(item)]
        entries = [read_entry(item) for item in items]
        return sorted(entries, key=lambda entry: entry.created_at, reverse=True)[:MOST_ORDERS]

    def calls_since(self, at: float) -> Counter[tuple[str, str]]:
        """How many calls to the store each store and key had since then."""
        return Counter(whose for text in self._texts(CALL, at) if (whose := whose_call(text)))

    def timeline(self, store: str, key: str) -> Timeline | None:
        """What became of a key; None if the ledger does not know it."""
        where: Any = {"TableName": self._table, "Key": {"id": {"S": f"{store}#{key}"}}}
        item = self._ledger.get_item(**where, **_ASKED, ConsistentRead=True).get("Item")
        if not item or not is_of_an_order(item):
            return None
        entry = read_entry(item)
        return read_timeline(entry, self._texts(key, entry.created_at))

    def _texts(self, word: str, since: float) -> Iterator[str]:
        # Lambda hands its lines over when a delivery ends, so none is older than its order.
        asked = {"filterPattern": f'"{word}"', "startTime": int(since * 1000)}
        for group in self._groups:
            pages = self._logs.get_paginator("filter_log_events")
            for page in pages.paginate(logGroupName=group, **asked):
                yield from (event["message"] for event in page["events"])
