"""A table of many orders, given to the command line as a program that may be killed."""

import csv
import json
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from local_cloud.aws.cloud import STORE_HASH, STORE_TOKEN, LocalCloud
from local_cloud.aws.entry_points import send
from tests.end_to_end.operators import leave_outputs
from tools.places import ROOT

STORE = "sandbox"
MAPPING = ROOT / "docs" / "examples" / "orders.toml"
PAGE = 250
SECONDS_TO_START = 120.0
HEADER = ["Order No", "Name", "Surname", "E-mail", "Street", "City", "State", "State code",
          "Country", "ZIP", "Product", "Variant", "Quantity", "Extra", "Extra price"]  # fmt: skip
CUSTOMER = ["Zephyrine", "Quillfeather", "zephyrine.quillfeather@example.com",
            "1 Quillfeather Lane", "Austin", "Texas", "TX", "US", "78701"]  # fmt: skip


@dataclass(frozen=True)
class Reconciled:
    """What results, ledger and store say of all rows together."""

    results: Counter[str]
    """Lines of the file of results by outcome; one for each row."""
    live: int
    """Orders that the store has now and had not before."""
    lost: int
    """Rows whose order is not in the store."""
    doubled: int
    """Orders that no row asked for."""


class BulkOrders:
    """One table of so many orders for one local cloud."""

    def __init__(self, cloud: LocalCloud, folder: Path, count: int) -> None:
        self.count = count
        self.file = folder / "orders.csv"
        self.results = folder / "orders.csv.results.jsonl"
        self._cloud, self._folder = cloud, folder
        leave_outputs(cloud, folder)
        self._before = {order["id"] for order in self._orders()}
        self._write()

    def command(self, *options: str) -> list[str]:
        """How the command is given."""
        run = [sys.executable, "-m", "cart_to_order", "submit", str(self.file)]
        return [*run, "--mapping", str(MAPPING), "--store", STORE, "--local", *options]

    def started(self, *options: str) -> subprocess.Popen[bytes]:
        """The command at work."""
        with (self._folder / "first-run.txt").open("wb") as words:
            return subprocess.Popen(
                self.command(*options),
                cwd=self._folder,
                env=self._environment(),
                stdout=words,
                stderr=words,
            )

    def killed(self, outcome: str, lines: int, *options: str) -> int:
        """Kill the command as soon as so many lines have the outcome; what it ended with."""
        process = self.started(*options)
        deadline = time.monotonic() + SECONDS_TO_START + self.count
        try:
            while self.outcomes()[outcome] < lines and process.poll() is None:
                if time.monotonic() > deadline:
                    break
                time.sleep(0.05 if self.count < 1000 else 0.5)
        finally:
            # Also when the tests are ended: it would go on by itself.
            process.send_signal(signal.SIGKILL)
            code = process.wait()
        return code

    def finished(self, *options: str) -> tuple[int, str]:
        """What the command ends with, and what it says."""
        done = subprocess.run(
            self.command(*options),
            cwd=self._folder,
            env=self._environment(),
            capture_output=True,
            text=True,
            check=False,
        )
        return done.returncode, done.stdout + done.stderr

    def lines(self) -> list[dict[str, Any]]:
        """The whole lines of the file of results."""
        if not self.results.exists():
            return []
        whole = self.results.read_text().rpartition("\n")[0]
        return [json.loads(line) for line in whole.splitlines()]

    def outcomes(self) -> Counter[str]:
        """How many lines have each outcome."""
        return Counter(line["outcome"] for line in self.lines())

    def reconciled(self) -> Reconciled:
        """Compare results and store."""
        lines = self.lines()
        answered = [line["order_id"] for line in lines if "order_id" in line]
        live = [order for order in self._orders() if order["id"] not in self._before]
        there = {order["id"] for order in live}
        return Reconciled(
            results=Counter(line["outcome"] for line in lines),
            live=len(live),
            lost=self.count - len(there & set(answered)),
            doubled=len(there - set(answered)) + len(answered) - len(set(answered)),
        )

    def _write(self) -> None:
        with self.file.open("w", newline="") as file:
            table = csv.writer(file, delimiter=";")
            table.writerow(HEADER)
            for number in range(self.count):
                line = ["", "", "", f"Engraving {number}", f"{number % 90 + 1}.10"]
                table.writerow([f"{self._folder.name} {number}", *CUSTOMER, *line])

    def _orders(self) -> Iterator[dict[str, Any]]:
        headers = {"X-Auth-Token": STORE_TOKEN, "Accept": "application/json"}
        page = 1
        while True:
            url = f"{self._cloud.store_url}/stores/{STORE_HASH}/v2/orders?limit={PAGE}&page={page}"
            rows = send("GET", url, headers).body
            if not rows:
                return
            yield from rows
            page += 1

    def _environment(self) -> dict[str, str]:
        return os.environ | {"PYTHONPATH": f"{ROOT / 'functions'}{os.pathsep}{ROOT}"}
