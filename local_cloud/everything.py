"""The emulator and the local AWS together: a whole shop and a whole account on loopback."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from bigcommerce_emulator.http.guard import KEY_VARIABLE, new_key
from local_cloud.aws.cloud import LocalCloud
from local_cloud.aws.processes import LOOPBACK, Server, port_or_free
from tools.places import LOGS
from tools.progress import step


@contextmanager
def emulator(
    port: int | None = None,
    options: Sequence[str] = (),
    logs: Path = LOGS,
    admin_key: str = "",
) -> Iterator[Server]:
    """The emulator as a program of its own for as long as the block runs."""
    chosen = port_or_free(port, "STORE_PORT")
    command = [sys.executable, "-m", "bigcommerce_emulator", "--port", str(chosen)]
    command += [*_recording(), *options]
    store = Server("emulator", command, chosen, logs / "store.log")
    try:
        with step(f"Starting the emulator on {LOOPBACK}:{chosen}"):
            store.start({KEY_VARIABLE: admin_key or new_key()})
        yield store
    finally:
        store.stop()


@contextmanager
def whole_cloud(
    *,
    parameters: Mapping[str, str] | None = None,
    store_port: int | None = None,
    aws_port: int | None = None,
    store_options: Sequence[str] = (),
    aws_hosts: Sequence[str] = (),
    logs: Path = LOGS,
) -> Iterator[LocalCloud]:
    """Both, with the stack deployed and pointed at the store; all of it gone at the end."""
    key = new_key()
    with (
        emulator(store_port, store_options, logs, key) as store,
        LocalCloud(
            store.url,
            port=aws_port,
            parameters=parameters,
            logs=logs,
            admin_key=key,
            hosts=aws_hosts,
        ) as cloud,
    ):
        yield cloud


def _recording() -> list[str]:
    # Where `make test` collects what was said to the store, to be checked afterwards.
    file = os.environ.get("EMULATOR_EXCHANGES")
    return ["--record", file] if file else []
