"""Keeps the whole local cloud up in the background between `make up` and `make down`."""

from __future__ import annotations

import fcntl
import os
import signal
import sys
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import TextIO

from cart_to_order.ending import run_command
from cart_to_order.pages.beside import Beside
from local_cloud.aws.functions import change_variables
from local_cloud.aws.processes import LocalCloudError, ended_by_signals
from local_cloud.docs_server import docs_server
from local_cloud.everything import whole_cloud
from local_cloud.order_pages import timeline_server
from local_cloud.ports import Ports
from local_cloud.shell import FILE, script
from tools.places import LOCAL, OUTPUTS
from tools.progress import say, step
from tools.values import value_of

# Held as long as the keeper lives, whatever ends it; its text is the keeper's process id.
LOCK = LOCAL / "up.lock"
WITH = {"ApiDocs": "true", "LogLevel": "DEBUG"}
SETTLE_SECONDS = 20
"""Shorter than the template lets a stack have it, so that nobody waits to see it pass."""
SHELL = LOCAL / FILE


def main(store_port: str, aws_port: str) -> int:
    """Bring everything up, leave its addresses in a file and stay until asked to end."""
    lock = _lock()
    if lock is None:
        say("The local cloud is up already.")
        return 1
    try:
        with ended_by_signals():
            _stay(_port("STORE_PORT", store_port), _port("AWS_PORT", aws_port))
    except LocalCloudError as problem:
        say(f"\n{problem}")
        return 1
    finally:
        for file in (OUTPUTS, SHELL):
            file.unlink(missing_ok=True)
    return 0


def keeper_id() -> int | None:
    """The process id of the keeper that is alive, if one is."""
    if not LOCK.is_file():
        return None
    with LOCK.open() as file:
        try:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return int(file.read() or 0) or None
    return None


def _lock() -> TextIO | None:
    LOCAL.mkdir(exist_ok=True)
    file = LOCK.open("a+")
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        file.close()
        return None
    file.truncate(0)
    file.write(str(os.getpid()))
    file.flush()
    return file


def _stay(store_port: int | None, aws_port: int | None) -> None:
    ports = Ports.chosen(store_port)
    urls = ports.pages()
    options = ["--admin-port", str(ports.admin), *_links(urls, "emulator")]
    with (
        whole_cloud(
            parameters=WITH, store_port=ports.store, aws_port=aws_port, store_options=options
        ) as cloud,
        docs_server(cloud.deployment, _beside(urls, "docs"), ports.docs) as docs_url,
        timeline_server(cloud.deployment, _beside(urls, "orders"), ports.orders) as orders_url,
    ):
        with step("Shortening the settle time"):
            change_variables(cloud, {"SETTLE_SECONDS": str(SETTLE_SECONDS)})
        pages = {"docs_url": docs_url, "orders_url": orders_url}
        deployment = replace(cloud.deployment, admin_url=ports.admin_url, **pages)
        _write(SHELL, script(deployment))
        # Written last, and in one step: a program that sees this file sees all of it.
        _write(OUTPUTS, deployment.to_json())
        while True:
            signal.pause()


def _beside(urls: Mapping[str, str], here: str) -> Beside:
    return Beside({name: url for name, url in urls.items() if name != here}, SETTLE_SECONDS)


def _links(urls: Mapping[str, str], here: str) -> list[str]:
    links = _beside(urls, here).links
    return [word for name, url in links.items() for word in ("--link", f"{name}={url}")]


def _write(file: Path, text: str) -> None:
    unfinished = file.with_suffix(".unfinished")
    # Nobody else on this machine may read the key in it.
    unfinished.unlink(missing_ok=True)
    unfinished.touch(mode=0o600)
    unfinished.write_text(text)
    unfinished.replace(file)


def _port(name: str, text: str) -> int | None:
    return value_of(name, text) if text else None


if __name__ == "__main__":
    run_command(main, *sys.argv[1:])
