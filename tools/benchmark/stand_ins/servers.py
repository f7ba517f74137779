"""The servers that orders are placed with: each in a process of its own, ended for certain."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tools.benchmark.places import APART, PYTHON, SCRATCH
from tools.places import ROOT

SEARCH = {"PYTHONPATH": f"{ROOT / 'functions'}{os.pathsep}{ROOT}"}
_CERTIFY = """
import sys, trustme
authority = trustme.CA()
authority.cert_pem.write_to_path(sys.argv[1])
authority.issue_cert("localhost").private_key_and_cert_chain_pem.write_to_path(sys.argv[2])
"""


@dataclass(frozen=True)
class Servers:
    """Where everything listens, and who vouches for the store's certificate."""

    store: str
    secure_store: str
    store_admin: str
    admin_key: str
    aws: str
    authority: str


@contextmanager
def servers() -> Iterator[Servers]:
    """The store, with and without TLS, and what an order needs of AWS."""
    SCRATCH.mkdir(parents=True, exist_ok=True)
    authority, certificate = SCRATCH / "authority.pem", SCRATCH / "certificate.pem"
    certificate.unlink(missing_ok=True)
    subprocess.run(
        [PYTHON, "-c", _CERTIFY, authority, certificate], check=True, process_group=APART
    )
    with (
        _serving("tools.benchmark.stand_ins.store_server", certificate) as addresses,
        _serving("tools.benchmark.stand_ins.aws_server") as aws,
    ):
        store, secure, admin, key = addresses
        yield Servers(store, secure, admin, key, aws[0], str(authority))


@contextmanager
def big_ledger(keys: int, days: float, size: int) -> Iterator[str]:
    """A ledger of so many keys of this size, spread over so many days; it can only be scanned."""
    words = map(str, (keys, days, size))
    with _serving("tools.benchmark.stand_ins.big_ledger", *words) as address:
        yield address[0]


@contextmanager
def _serving(module: str, *words: Path | str) -> Iterator[list[str]]:
    command = [sys.executable, "-m", module, *map(str, words)]
    with subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env=os.environ | SEARCH,
        cwd=ROOT,
        process_group=APART,
    ) as process:
        if process.stdout is None:
            raise RuntimeError("the server has no output")
        try:
            yield process.stdout.readline().split()
        finally:
            process.communicate()
