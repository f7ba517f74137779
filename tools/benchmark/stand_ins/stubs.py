"""A store, a ledger and a secret that answer after a fixed time, as a program of its own.

The store's answers are those that the emulator gave to one order; the ledger evaluates the
real conditions. All of it costs so little that what is measured against it is the service.

    python -m tools.benchmark.stand_ins.stubs
"""

import asyncio
import json
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from subprocess import PIPE, Popen
from typing import Any
from urllib.parse import unquote

from botocore.exceptions import ClientError

from bigcommerce_emulator.api.application import encode
from order_service.bigcommerce.verdicts import Answer
from order_service.placing.flow import place_order
from tests.fakes.dynamodb import FakeDynamoDB
from tests.fakes.orders import order_body
from tests.fakes.shop import Shop
from tests.fakes.store import OpenFakeStore
from tools.benchmark.places import APART

STORE_SECONDS = 0.08
LEDGER_SECONDS = 0.005
SECRET = '{"store_hash": "sandbox", "access_token": "sandbox-token"}'
Answers = Mapping[str, tuple[int, bytes]]


def recorded() -> Answers:
    """Return what the emulator answers to each call of one order."""
    shop = Shop()
    answers: dict[str, tuple[int, bytes]] = {}

    def send(
        method: str, path: str, headers: Mapping[str, str], body: Any, read_seconds: float
    ) -> Answer:
        answer = shop.calls(method, path, headers, body, read_seconds)
        answers[f"{method} {unquote(path)}"] = (answer.status, encode(answer.body))
        return answer

    service = replace(shop.service, open_store=OpenFakeStore(send))
    place_order(shop.job(order_body()), service, shop.deadline())
    return answers


class Answering(asyncio.Protocol):
    """One connection: reads requests one after the other, and answers each after its time."""

    def __init__(self, answers: Answers, table: FakeDynamoDB) -> None:
        self._answers = answers
        self._table = table
        self._read = b""
        self._transport: Any = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Remember where to answer."""
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        """Answer when the request is complete."""
        self._read += data
        head, found, rest = self._read.partition(b"\r\n\r\n")
        if not found:
            return
        line, *lines = head.decode().split("\r\n")
        headers = {name.lower(): text for name, _, text in (each.partition(": ") for each in lines)}
        length = int(headers.get("content-length", 0))
        if len(rest) < length:
            return
        self._read = rest[length:]
        self._answer(line, headers, rest[:length])

    def _answer(self, line: str, headers: Mapping[str, str], body: bytes) -> None:
        if "x-amz-target" in headers:
            status, content = self._of_aws(headers["x-amz-target"], json.loads(body))
            seconds = LEDGER_SECONDS
        else:
            status, content = self._answers[unquote(line.rpartition(" ")[0])]
            seconds = STORE_SECONDS
        head = f"HTTP/1.1 {status} X\r\nContent-Type: application/json\r\n"
        head += f"Content-Length: {len(content)}\r\n\r\n"
        asyncio.get_running_loop().call_later(
            seconds, self._transport.write, head.encode() + content
        )

    def _of_aws(self, target: str, call: dict[str, Any]) -> tuple[int, bytes]:
        if target.startswith("secretsmanager"):
            return 200, json.dumps({"Name": call["SecretId"], "SecretString": SECRET}).encode()
        act = self._table.get_item if target.endswith("GetItem") else self._table.update_item
        try:
            return 200, json.dumps(act(**call)).encode()
        except ClientError as error:
            answer: Any = dict(error.response)
            kind = {"__type": f"x#{answer.pop('Error')['Code']}"}
            return 400, json.dumps(kind | answer).encode()


async def _serve() -> None:
    answers, table = recorded(), FakeDynamoDB()
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: Answering(answers, table), "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    # Ends with the process that started it.
    await loop.run_in_executor(None, sys.stdin.read)


@contextmanager
def running() -> Iterator[str]:
    """The URL of the stubs, for as long as the block runs."""
    command = [sys.executable, "-m", "tools.benchmark.stand_ins.stubs"]
    with Popen(command, stdin=PIPE, stdout=PIPE, text=True, process_group=APART) as process:
        try:
            if process.stdout is None:
                raise RuntimeError("the stubs have no output")
            yield f"http://127.0.0.1:{int(process.stdout.readline())}"
        finally:
            process.terminate()


if __name__ == "__main__":
    asyncio.run(_serve())
