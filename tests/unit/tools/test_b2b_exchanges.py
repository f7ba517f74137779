"""The check of a recording against B2B Edition's specification, with a checker of a few lines."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tools.places import ROOT

CHECKER = """
import pathlib
HERE, IGNORED = pathlib.Path(__file__).parent, ()

def check(exchange, operations, allow_unknown):
    for method, pattern, *_ in operations:
        if (method, bool(pattern.match(exchange["path"]))) == (exchange["method"], True):
            return []
    return ["no such operation"]
"""
SPECIFICATION = """
paths:
  /orders/extra-fields: {get: {}}
  /orders/{bcOrderId}: {get: {}, put: {}}
"""


@pytest.fixture
def checker(tmp_path: Path) -> Path:
    (tmp_path / "b2b.orders.v3.yml").write_text(SPECIFICATION)
    (tmp_path / "a_checker.py").write_text(CHECKER)
    return tmp_path / "a_checker.py"


@pytest.mark.parametrize(
    ("asked", "code", "said"),
    [
        (["GET orders/extra-fields", "PUT orders/101"], 0, "2 exchanges, 0 violations"),
        (["PUT orders/101", "DELETE orders/101"], 1, "2 exchanges, 1 violations"),
        (["GET orders/101/shipments"], 1, "1 exchanges, 1 violations"),
        ([], 1, "0 exchanges, 0 violations"),
    ],
)
def test_what_the_specification_does_not_know_or_nothing_at_all_fails(
    checker: Path, tmp_path: Path, asked: list[str], code: int, said: str
) -> None:
    calls = [one.split() for one in asked]
    lines = [
        json.dumps({"method": method, "path": f"/api/v3/io/{path}", "status": 200})
        for method, path in calls
    ]
    recording = tmp_path / "recorded.jsonl"
    recording.write_text("\n".join(lines))
    done = subprocess.run(
        [sys.executable, ROOT / ".ci" / "check_b2b.py", checker, recording],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout.splitlines()[-1]) == (code, said), done.stderr
