"""DynamoDB and Secrets Manager as far as one order needs them, with 5 ms for each call.

    python -m tools.benchmark.stand_ins.aws_server

The ledger's conditions are evaluated by the tests' fake. Prints its address and ends with its
input. ``GET /`` returns how often each operation was called, the largest item's bytes, and
the write units of each phase.
"""

import json
import time
from collections import Counter
from http.server import BaseHTTPRequestHandler
from typing import Any

from tests.fakes.dynamodb import FakeDynamoDB, bytes_of, write_units
from tools.benchmark.stand_ins.serving import serve_until_the_input_ends

MILLISECONDS = 5
SECRET = json.dumps({"store_hash": "sandbox", "access_token": "sandbox-token"})
TABLE = FakeDynamoDB()
CALLS: Counter[str] = Counter()
UNITS: Counter[str] = Counter()
"""Write units by the phase that was written."""


class Answers(BaseHTTPRequestHandler):
    """Answers one keep-alive connection."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = -1

    def do_GET(self) -> None:
        """Tell the counts."""
        sizes = [bytes_of(item) for item in TABLE.items.values()]
        self._answer(CALLS | {"item_bytes": max(sizes, default=0), "units": UNITS})

    def do_POST(self) -> None:
        """Carry out one operation."""
        began = time.monotonic()
        operation = self.headers["X-Amz-Target"].rpartition(".")[2]
        call = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        # A store's pace is an item of its own, read and moved once for a batch, not for an order.
        about = call.get("Key", {}).get("id", {}).get("S", "")
        CALLS[f"{operation} of a pace" if about.startswith("#") else operation] += 1
        answer = _done(operation, call)
        time.sleep(max(began + MILLISECONDS / 1000 - time.monotonic(), 0))
        self._answer(answer)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        """Say nothing."""

    def _answer(self, body: Any) -> None:
        content = json.dumps(body).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/x-amz-json-1.0")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)
        self.wfile.flush()


def _done(operation: str, call: Any) -> Any:
    if operation == "UpdateItem":
        written = TABLE.update_item(**call)
        if phase := written["Attributes"].get("phase"):
            UNITS[phase["S"]] += write_units(written["Attributes"])
        return written
    if operation == "GetItem":
        return TABLE.get_item(**call)
    if operation == "GetSecretValue":
        return {"Name": call["SecretId"], "SecretString": SECRET}
    raise ValueError(operation)


def main() -> None:
    """Serve until the input ends."""
    serve_until_the_input_ends(Answers)


if __name__ == "__main__":
    main()
