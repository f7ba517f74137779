"""The local AWS with this repository's very template deployed on it.

    with LocalCloud(store_url) as cloud:
        cloud.deployment.api_url

It enforces the template's IAM policies, runs the functions from a layer built for this machine,
and is gone without a trace, except for its logs, when the block ends.
"""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from bigcommerce_emulator.http.guard import HOSTS_VARIABLE, KEY_HEADER, KEY_VARIABLE, new_key
from local_cloud.aws.artifacts import functions_zip
from local_cloud.aws.entry_points import send
from local_cloud.aws.in_flight import MOST, VARIABLE
from local_cloud.aws.kept_logs import keep_dead_letters, keep_function_logs
from local_cloud.aws.linked_layer import linked_layer
from local_cloud.aws.local_clients import ACCESS_KEY, REGION, SECRET_KEY, local_client
from local_cloud.aws.processes import LOOPBACK, LocalCloudError, Server, is_alive, port_or_free
from local_cloud.aws.stack import Deployment, deploy
from tools.places import CLOUD_PYTHON, LOCAL, LOGS
from tools.progress import step

STORE_NAME = "sandbox"
STORE_HASH = "sandbox"
STORE_TOKEN = "sandbox-token"
# MiniStack has no saved log queries and no alarms over two metrics: the template leaves them out.
HERE = {"LocalCloud": "true"}


class LocalCloud:
    """MiniStack with the stack on it and the emulator's secret in place."""

    deployment: Deployment
    most_in_flight = MOST
    """How many messages of a queue may be received and hidden; set it before the cloud starts."""

    def __init__(
        self,
        store_url: str,
        *,
        port: int | None = None,
        parameters: Mapping[str, str] | None = None,
        logs: Path = LOGS,
        admin_key: str = "",
        hosts: Sequence[str] = (),
    ) -> None:
        self.store_url = store_url
        self.parameters = self._with_store(parameters or {})
        self.logs = logs
        self._admin_key = admin_key or new_key()
        self._hosts = hosts
        command = [str(CLOUD_PYTHON), "-m", "local_cloud.aws.guarded_aws"]
        chosen = port_or_free(port, "AWS_PORT")
        self.server = Server("local AWS", command, chosen, logs / "local-aws.log")
        self._state: Path | None = None
        self._clients: dict[str, Any] = {}

    def __enter__(self) -> LocalCloud:
        """Build, start, deploy; stop again when any of it fails."""
        try:
            self._bring_up()
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        """Keep the functions' logs and stop everything."""
        try:
            # The cloud may be what went wrong; that must not hide the first reason.
            with suppress(BotoCoreError, ClientError):
                self._keep_logs()
        finally:
            self.stop()

    def client(self, service: str) -> Any:
        """A boto3 client of this cloud, with the root user's keys; one for each service."""
        if service not in self._clients:
            self._clients[service] = local_client(service, self.server.url)
        return self._clients[service]

    def put_store_secret(self, token: str = STORE_TOKEN, store: str = STORE_NAME) -> None:
        """Put the credentials of a store where the functions look for them."""
        name = f"{self.parameters.get('SecretPrefix', 'bigcommerce/')}{store}"
        content = json.dumps({"store_hash": STORE_HASH, "access_token": token})
        secrets = self.client("secretsmanager")
        try:
            secrets.create_secret(Name=name, SecretString=content)
        except secrets.exceptions.ResourceExistsException:
            secrets.put_secret_value(SecretId=name, SecretString=content)

    def deploy_anew(self, parameters: Mapping[str, str], logs: Path) -> None:
        """Forget all that is there and deploy with other parameters, sooner than by a new start."""
        self._keep_logs()
        key = {KEY_HEADER: self._admin_key}
        answer = send("POST", f"{self.server.url}/_ministack/reset", key)
        if answer.status != 200:
            raise LocalCloudError(f"The local AWS was not emptied: it answered {answer.status}.")
        self.logs, self.parameters = logs, self._with_store(parameters)
        self._deploy()

    def _keep_logs(self) -> None:
        self.logs.mkdir(parents=True, exist_ok=True)
        keep_function_logs(self.client("logs"), self.deployment, self.logs)
        keep_dead_letters(self.client("sqs"), self.deployment, self.logs)

    def stop(self) -> None:
        """End the local AWS and remove its state."""
        self.server.stop()
        if self._state is not None:
            shutil.rmtree(self._state, ignore_errors=True)

    def _bring_up(self) -> None:
        with step("Building the functions and their layer for this machine"):
            # Kept on disk: deploying picks them up from there.
            linked_layer()
            functions_zip()
        with step(f"Starting the local AWS (MiniStack) on {LOOPBACK}:{self.server.port}"):
            self.server.start(self._environment())
        self._deploy()

    def _with_store(self, parameters: Mapping[str, str]) -> dict[str, str]:
        return {"BigCommerceUrl": self.store_url, "B2bUrl": self.store_url, **parameters, **HERE}

    def _deploy(self) -> None:
        with step("Deploying template.yaml on it"):
            names = deploy(self.client, self.parameters)
            self.deployment = self._described(names)
        with step("Putting the store's credentials in Secrets Manager"):
            self.put_store_secret()

    def _described(self, names: Mapping[str, str]) -> Deployment:
        return Deployment(
            endpoint_url=self.server.url,
            region=REGION,
            store_url=self.store_url,
            # The path form of the address: the output's host name exists on AWS only.
            api_url=f"{self.server.url}/_aws/execute-api/{names['ApiId']}/live",
            queue_url=names["QueueUrl"],
            dead_letter_queue_url=names["DeadLetterQueueUrl"],
            ledger_table=names["LedgerTable"],
            api_function=names["ApiFunction"],
            queue_function=names["QueueFunction"],
            api_log_group=names["OrderApiFunctionLogs"],
            queue_log_group=names["OrderQueueFunctionLogs"],
            stream_log_group=names["OrderStreamFunctionLogs"],
            attention_table=names.get("AttentionTable", ""),
            stream_function=names["StreamFunction"],
            stream_dead_letter_queue_url=names["StreamDeadLetterQueueUrl"],
            admin_key=self._admin_key,
        )

    def _environment(self) -> dict[str, str]:
        self._state = _new_state()
        return {
            KEY_VARIABLE: self._admin_key,
            HOSTS_VARIABLE: " ".join(self._hosts),
            VARIABLE: str(self.most_in_flight),
            "MINISTACK_HOST": LOOPBACK,
            # Nobody here speaks MQTT, for which it would load its largest service.
            "IOT_MTLS_ENABLED": "0",
            "GATEWAY_PORT": str(self.server.port),
            # Callers must sign, and each function may do what its role allows and nothing else.
            "AUTH": "true",
            "AWS_ACCESS_KEY_ID": ACCESS_KEY,
            "AWS_SECRET_ACCESS_KEY": SECRET_KEY,
            # The functions inherit this environment; the developer's own settings stay out.
            "AWS_CONFIG_FILE": os.devnull,
            "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
            "MINISTACK_REGION": REGION,
            "TMPDIR": str(self._state),
            "STATE_DIR": str(self._state),
            "S3_DATA_DIR": str(self._state),
        }


def _new_state() -> Path:
    states = LOCAL / "state"
    states.mkdir(parents=True, exist_ok=True)
    for left_behind in states.iterdir():
        # Named by its owner: one that was killed could not tidy up.
        if not is_alive(int(left_behind.name.split("-", maxsplit=1)[0])):
            shutil.rmtree(left_behind, ignore_errors=True)
    return Path(tempfile.mkdtemp(prefix=f"{os.getpid()}-", dir=states))
