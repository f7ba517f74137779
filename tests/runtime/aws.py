"""AWS for the functions, on loopback: moto over HTTP, and the role's credentials for SnapStart."""

import json
import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Thread
from typing import Any

import boto3
from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app
from werkzeug.serving import WSGIRequestHandler, make_server

from bigcommerce_emulator.state.settings import PUBLIC_WORD
from local_cloud.aws.entry_points import send
from local_cloud.aws.processes import LOOPBACK
from local_cloud.canary import CREDENTIAL_MARK

REGION = "us-east-1"
TESTER = "testing"
ROLE = "/credentials-of-the-role"
STORE = "sandbox"
EXPIRED = "2020-01-01T00:00:00Z"
FAR = "2099-01-01T00:00:00Z"
_KEY = re.compile(r"Credential=([^/]+)/")

Environ = dict[str, Any]
App = Callable[[Environ, Any], Iterable[bytes]]


@dataclass
class Aws:
    """A region with what a stack has in it, and who asked for what."""

    url: str = ""
    calls: list[tuple[str, str]] = field(default_factory=list)
    """Each request's operation and the access key that signed it."""
    credentials_read: int = 0

    def fresh(self) -> dict[str, str]:
        """Make everything anew; returns what each resource is called, by its logical id."""
        assert send("POST", f"{self.url}/moto-api/reset", {}).status == 200
        sqs = self.client("sqs")
        made = {
            name: str(sqs.create_queue(QueueName=name)["QueueUrl"])
            for name in ("OrderQueue", "OrderDeadLetterQueue")
        }
        self.client("dynamodb").create_table(
            TableName="OrderLedger",
            BillingMode="PAY_PER_REQUEST",
            AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
            KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
            StreamSpecification={"StreamEnabled": True, "StreamViewType": "NEW_AND_OLD_IMAGES"},
        )
        self.client("dynamodb").create_table(
            TableName="AttentionTable",
            BillingMode="PAY_PER_REQUEST",
            AttributeDefinitions=[
                {"AttributeName": name, "AttributeType": "S"} for name in ("store", "key")
            ],
            KeySchema=[
                {"AttributeName": "store", "KeyType": "HASH"},
                {"AttributeName": "key", "KeyType": "RANGE"},
            ],
        )
        content = json.dumps({"store_hash": STORE, "access_token": PUBLIC_WORD})
        self.client("secretsmanager").create_secret(
            Name=f"bigcommerce/{STORE}", SecretString=content
        )
        self.client("events").list_event_buses()  # moto loads a service when it is first asked
        self.calls.clear()
        self.credentials_read = 0
        return made | {"OrderLedger": "OrderLedger", "AttentionTable": "AttentionTable"}

    def client(self, service: str) -> Any:
        """A boto3 client that asks this region."""
        make: Any = boto3.client
        return make(
            service,
            region_name=REGION,
            endpoint_url=self.url,
            aws_access_key_id=TESTER,
            aws_secret_access_key="testing",
        )

    def end_leases(self) -> None:
        """Let the time of every execution's lease pass."""
        dynamodb = self.client("dynamodb")
        for item in dynamodb.scan(TableName="OrderLedger")["Items"]:
            if "lease_until" in item:
                dynamodb.update_item(
                    TableName="OrderLedger",
                    Key={"id": item["id"]},
                    UpdateExpression="SET lease_until = updated_at",
                )

    def changes(self) -> list[Any]:
        """Each change of the ledger so far, as Lambda hands it to a function."""
        streams = self.client("dynamodbstreams")
        (found,) = streams.list_streams(TableName="OrderLedger")["Streams"]
        described = streams.describe_stream(StreamArn=found["StreamArn"])["StreamDescription"]
        iterator = streams.get_shard_iterator(
            StreamArn=found["StreamArn"],
            ShardId=described["Shards"][0]["ShardId"],
            ShardIteratorType="TRIM_HORIZON",
        )
        return list(streams.get_records(ShardIterator=iterator["ShardIterator"])["Records"])

    def watching(self, app: App) -> App:
        """Note each request before moto answers it; the role's credentials are answered here."""

        def watched(environ: Environ, start_response: Any) -> Iterable[bytes]:
            if environ["PATH_INFO"] == ROLE:
                start_response("200 OK", [("Content-Type", "application/json")])
                return [json.dumps(self._role()).encode()]
            key = _KEY.search(environ.get("HTTP_AUTHORIZATION", ""))
            operation = environ.get("HTTP_X_AMZ_TARGET", "").rpartition(".")[2]
            self.calls.append((operation, key[1] if key else ""))
            return app(environ, start_response)

        return watched

    def _role(self) -> dict[str, str]:
        # What is read before the snapshot is of no use afterwards, however long that is.
        self.credentials_read += 1
        expires = EXPIRED if self.credentials_read == 1 else FAR
        return credentials(f"READ{self.credentials_read}") | {"Expiration": expires}


def credentials(which: str) -> dict[str, str]:
    """The role's credentials in the form of Lambda's endpoint, each with the mark in it."""
    return {
        "AccessKeyId": f"ASIA{CREDENTIAL_MARK}{which}",
        "SecretAccessKey": f"secret-{CREDENTIAL_MARK}",
        "Token": f"token-{CREDENTIAL_MARK}",
    }


@contextmanager
def aws_on_loopback() -> Iterator[Aws]:
    """A region that answers until the block ends."""
    aws = Aws()
    app = aws.watching(DomainDispatcherApplication(create_backend_app))
    server = make_server(LOOPBACK, 0, app, threaded=True, request_handler=_Silent)
    thread = Thread(target=server.serve_forever)
    thread.start()
    aws.url = f"http://{LOOPBACK}:{server.server_port}"
    try:
        yield aws
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


class _Silent(WSGIRequestHandler):
    protocol_version = "HTTP/1.1"

    def log(self, type: str, message: str, *args: Any) -> None:  # noqa: A002
        """Say nothing."""
