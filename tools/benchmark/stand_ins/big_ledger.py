"""A ledger of as many keys as wanted, of which DynamoDB's scan is answered; no key is stored.

    python -m tools.benchmark.stand_ins.big_ledger KEYS DAYS BYTES

Each key is the item of a placed order, made when it is asked for; the keys' ages are spread over
the days. A page ends after a megabyte, and costs what DynamoDB bills for it.
"""

import json
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler
from math import ceil
from typing import Any

from order_service.keys import OrderKey
from tests.fakes.dynamodb import bytes_of
from tests.fakes.orders import order_body
from tests.fakes.shop import Shop
from tools.benchmark.stand_ins.serving import serve_until_the_input_ends

PAGE_BYTES = 1024 * 1024
UNIT_BYTES = 4096
NOW = 1_800_000_000.0
DAY = 86_400.0
_SPREAD = 0x9E3779B1
"""Odd, so that neighbours have ages far apart and each age occurs about as often."""


def placed_item(size: int) -> dict[str, Any]:
    """Return the item of one placed order, as the ledger writes it, filled up to this size."""
    shop = Shop()
    shop.place(order_body())
    (item,) = (one for one in shop.dynamodb.items.values() if "phase" in one)
    history = item["history"]["S"]
    return {**item, "history": {"S": history + " " * (size - bytes_of(item))}}


@dataclass(frozen=True)
class BigLedger:
    """Answers scans of keys that are alike but for their names and ages."""

    item: Mapping[str, Any]
    keys: int
    days: float

    def scan(self, call: Mapping[str, Any]) -> dict[str, Any]:
        """Return one page of one segment: what is young enough, and the attributes asked for."""
        size = bytes_of(self.item)
        segment, segments = call["Segment"], call["TotalSegments"]
        start = call.get("ExclusiveStartKey")
        first = int(start["id"]["S"].rpartition("-")[2]) + segments if start else segment
        end = min(first + PAGE_BYTES // size * segments, self.keys + segment)
        read = range(first, min(end, self.keys), segments)
        since = float(call["ExpressionAttributeValues"][":since"]["N"])
        names = call["ExpressionAttributeNames"].values()
        found = [self._item(number) for number in read if self._written(number) >= since]
        answer = {
            "Items": [{name: one[name] for name in names if name in one} for one in found],
            "Count": len(found),
            "ScannedCount": len(read),
            "ConsumedCapacity": {"CapacityUnits": ceil(len(read) * size / UNIT_BYTES) / 2},
        }
        if read and read[-1] + segments < self.keys:
            answer["LastEvaluatedKey"] = {"id": {"S": _name(read[-1])}}
        return answer

    def _written(self, number: int) -> float:
        share = number * _SPREAD % 2**32 / 2**32
        return NOW - share * self.days * DAY

    def _item(self, number: int) -> dict[str, Any]:
        written = {"N": repr(self._written(number))}
        times = {"created_at": written, "updated_at": written}
        return {**self.item, "id": {"S": _name(number)}, **times}


def _name(number: int) -> str:
    return str(OrderKey("acme", f"order-{number}"))


def main(keys: int, days: float, size: int) -> None:
    """Serve until the input ends."""
    ledger = BigLedger(placed_item(size), keys, days)

    class Answers(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True
        wbufsize = -1

        def do_POST(self) -> None:
            call = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            content = json.dumps(ledger.scan(call)).encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/x-amz-json-1.0")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)
            self.wfile.flush()

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
            return

    serve_until_the_input_ends(Answers)


if __name__ == "__main__":
    main(int(sys.argv[1]), float(sys.argv[2]), int(sys.argv[3]))
