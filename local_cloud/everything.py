"""The sandbox store and the local AWS together: a whole shop and a whole account on loopback."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from local_cloud.aws.cloud import LocalCloud
from local_cloud.aws.processes import LOOPBACK, Server, port_or_free
from tools.places import LOGS
from tools.progress import step


@contextmanager
def sandbox_store(
    port: int | None = None, options: Sequence[str] = (), logs: Path = LOGS
) -> Iterator[Server]:
    """The sandbox store as a program of its own for as long as the block runs."""
    chosen = port_or_free(port, "STORE_PORT")
    command = [sys.executable, "-m", "bigcommerce_emulator", "--port", str(chosen)]
    command += [*_recording(), *options]
    store = Server("sandbox store", command, chosen, logs / "store.log")
    try:
        with step(f"Starting the sandbox store on {LOOPBACK}:{chosen}"):
            store.start()
        yield store
    finally:
        store.stop()


@contextmanager
def whole_sandbox(
    *,
    parameters: Mapping[str, str] | None = None,
    store_port: int | None = None,
    aws_port: int | None = None,
    store_options: Sequence[str] = (),
    logs: Path = LOGS,
) -> Iterator[LocalCloud]:
    """Both, with the stack deployed and pointed at the store; all of it gone at the end."""
    with (
        sandbox_store(store_port, store_options, logs) as store,
        LocalCloud(store.url, port=aws_port, parameters=parameters, logs=logs) as cloud,
    ):
        yield cloud


def _recording() -> list[str]:
    # Where `make test` collects what was said to the store, to be checked afterwards.
    file = os.environ.get("SANDBOX_EXCHANGES")
    return ["--record", file] if file else []
