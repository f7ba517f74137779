"""The parts of AWS that the pages read, in memory; each request is counted."""

import re
from collections import Counter
from collections.abc import Sequence
from typing import Any

from botocore.exceptions import ClientError

from cart_to_order.pages.reading.records import Records
from cart_to_order.pages.reading.stack import Reach, Stack
from cart_to_order.pages.rows import Listing
from tests.unit.cart_to_order.pages.logged import START, Log, item

DENIED = {"Error": {"Code": "AccessDeniedException", "Message": "arn of somebody"}}
PAGE = 3
"""Log lines that one request returns."""


def noted(key: str, state: str = "rejected", store: str = "acme", since: float = START,
          **more: Any) -> dict[str, Any]:  # fmt: skip
    """An item of the attention table, with the request that no page may show."""
    words = {"store": store, "key": key, "state": state, "request": "Jane Roe", **more}
    return {name: {"S": value} for name, value in words.items()} | {"since": {"N": str(since)}}


class Cloud:
    """One account: the ledger and the attention table, logs, traces and names of secrets."""

    def __init__(self) -> None:
        self.ledger: dict[str, dict[str, Any]] = {}
        self.attention: list[dict[str, Any]] = []
        self.logged: list[str] = []
        self.traces: dict[str, list[str]] = {}
        self.secrets = ["bigcommerce/acme"]
        self.denied: set[str] = set()
        self.a_batch = 100
        self.requests: Counter[str] = Counter()
        self.asked: list[dict[str, Any]] = []
        self.sent: list[tuple[str, dict[str, Any]]] = []

    def keep(self, *keys: str, store: str = "acme", phase: str = "placed", **more: Any) -> None:
        """Put keys into the ledger."""
        for key in keys:
            self.ledger[f"{store}#{key}"] = item(phase, **more) | {"id": {"S": f"{store}#{key}"}}

    def note(self, *keys: str, state: str = "rejected", store: str = "acme", **more: Any) -> None:
        """Put keys into the attention table, and into the ledger as they are there."""
        phases = {"waiting": "cart", "in_doubt": "submitting", "unfinished": "finishing"}
        self.keep(*keys, store=store, phase=phases.get(state, state))
        self.attention += [noted(key, state, store, **more) for key in keys]

    def stack(self, **more: Any) -> Stack:
        settings: dict[str, Any] = {"attention_table": "attention", "log_groups": ("api",), **more}
        return Stack(lambda _: self, "stack shop", "--stack shop", "ledger", **settings)

    def get_item(self, **asked: Any) -> dict[str, Any]:
        self._counted("get_item", asked)
        if asked["TableName"] == "ledger":
            found = self.ledger.get(asked["Key"]["id"]["S"])
        else:
            key = asked["Key"].items()
            rows = (row for row in self.attention if all(row[name] == value for name, value in key))
            found = next(rows, None)
        return {"Item": _projected(found, asked)} if found else {}

    def batch_get_item(self, RequestItems: Any) -> dict[str, Any]:  # noqa: N803
        self._counted("batch_get_item", {"RequestItems": RequestItems})
        ids = [key["id"]["S"] for key in RequestItems["ledger"]["Keys"]]
        assert len(ids) <= 100
        left, ids = ids[self.a_batch :], ids[: self.a_batch]
        page = {"Responses": {"ledger": [self.ledger[one] for one in ids if one in self.ledger]}}
        keys = [{"id": {"S": one}} for one in left]
        return page | ({"UnprocessedKeys": {"ledger": {"Keys": keys}}} if keys else {})

    def scan(self, **asked: Any) -> dict[str, Any]:
        self._counted("scan", asked)
        start = asked.get("ExclusiveStartKey", {}).get("id", {}).get("S", "")
        ids = [one for one in sorted(self.ledger) if one > start]
        part = ids[: asked["Limit"]]
        items = [_projected(self.ledger[one], asked) for one in part]
        page: dict[str, Any] = {"Items": items, "ScannedCount": len(part)}
        return page | ({"LastEvaluatedKey": {"id": {"S": part[-1]}}} if ids[len(part) :] else {})

    def query(self, **asked: Any) -> dict[str, Any]:
        self._counted("query", asked)
        store = asked["ExpressionAttributeValues"][":store"]
        start = asked.get("ExclusiveStartKey", {}).get("key", {}).get("S", "")
        rows = [row for row in self.attention if row["store"] == store and row["key"]["S"] > start]
        rows.sort(key=lambda row: str(row["key"]["S"]))
        part = rows[: asked["Limit"]]
        page: dict[str, Any] = {"Items": [_projected(row, asked) for row in part]}
        more = rows[len(part) :]
        return page | ({"LastEvaluatedKey": {"key": part[-1]["key"]}} if more else {})

    def filter_log_events(self, **asked: Any) -> dict[str, Any]:
        self._counted("filter_log_events", asked)
        words = re.findall(r'"([^"]+)"', asked["filterPattern"])
        first = int(asked.get("nextToken", 0))
        lines = self.logged[first : first + PAGE]
        events = [{"message": line} for line in lines if all(word in line for word in words)]
        more = len(self.logged) > first + PAGE
        return {"events": events} | ({"nextToken": str(first + PAGE)} if more else {})

    def list_secrets(self, **asked: Any) -> dict[str, Any]:
        self._counted("list_secrets", asked)
        return {"SecretList": [{"Name": name} for name in self.secrets]}

    def get_trace_summaries(self, **asked: Any) -> dict[str, Any]:
        self._counted("get_trace_summaries", asked)
        return {"TraceSummaries": [{"Id": name} for name in self.traces]}

    def batch_get_traces(self, TraceIds: Sequence[str]) -> dict[str, Any]:  # noqa: N803
        self._counted("batch_get_traces", {"TraceIds": TraceIds})
        assert len(TraceIds) <= 5
        documents = [[{"Document": text} for text in self.traces[name]] for name in TraceIds]
        return {"Traces": [{"Segments": segments} for segments in documents]}

    def _counted(self, request: str, asked: Any) -> None:
        self.requests[request] += 1
        self.asked.append(dict(asked))
        self.sent.append((request, dict(asked)))
        if request in self.denied:
            raise ClientError(DENIED, request)  # type: ignore[arg-type]


SMALL = Reach(scans=2, enough=5, log_calls=2, deep_log_calls=4)


def _projected(found: dict[str, Any], asked: dict[str, Any]) -> dict[str, Any]:
    names = asked["ExpressionAttributeNames"]
    wanted = {names[word] for word in asked["ProjectionExpression"].split(", ")}
    return {name: value for name, value in found.items() if name in wanted}


def records(cloud: Cloud, **more: Any) -> Records:
    return Records(cloud.stack(**more), lambda: START + 3600)


def keys(listing: Listing) -> list[str]:
    return [row.key for row in listing.rows]


def placed(**facts: Any) -> str:
    log = Log()
    log.note(0.5, "order placed", **facts)
    return log.texts[0]
