"""Each kind of command as a process: interrupted at a line that it printed, or with nobody to read.

The signal goes to the whole group, as a terminal's Ctrl-C does: what a command has started gets it
too, and may not write a traceback either.
"""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from cart_to_order.outputs import FILE, VARIABLE
from local_cloud.aws.processes import free_port, is_taken
from tests.fakes.orders import order_body
from tests.integration.api_server import Answer, api_server
from tests.programs import read_until
from tools.places import ROOT

pytestmark = pytest.mark.enable_socket

SECONDS = 60.0
UNREAD = 141


@dataclass(frozen=True)
class Kind:
    """A command, a line of its progress, and how it ends when it is interrupted there."""

    command: str
    line: str
    code: int = 130
    said: str = "Stopped."


KINDS = {
    "serves in the foreground": Kind(
        "bigcommerce_emulator --port 0", "listens on", 0, "The emulator has stopped"
    ),
    "serves what it reads of AWS": Kind("cart_to_order pages --local --port 0", "Orders of", 0, ""),
    "plays a story on servers of its own": Kind(
        "local_cloud.run", "Starting the emulator", said="Stopped. Nothing is left running."
    ),
    "measures on servers of its own": Kind("tools.benchmark.bulk 10", "Starting the emulator"),
    "waits for a program in the background": Kind(
        "local_cloud.up up", "Starting the emulator", said="Stopped. Nothing is left running."
    ),
    "waits for one program after the other": Kind("tools.quick_start", "Building the wheel"),
    "runs parts, each a program": Kind("tools.suite format words", "== words"),
}

UNREAD_KINDS = [
    "plays a story on servers of its own",
    "waits for a program in the background",
    "runs parts, each a program",
]
"""Those that hold on to something when their output is closed."""


@pytest.fixture
def place(tmp_path: Path) -> dict[str, str]:
    """An environment of its own, whose local cloud would be reached at a port that is free."""
    names = (
        "api_url store_url queue_url dead_letter_queue_url ledger_table region api_log_group"
        " queue_log_group"
    )
    closed = f"http://127.0.0.1:{free_port()}"
    (tmp_path / FILE).write_text(json.dumps(dict.fromkeys(names.split(), closed) | {
        "endpoint_url": closed, "region": "us-east-1",
    }))  # fmt: skip
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    return kept | {
        "PYTHONPATH": f"{ROOT / 'functions'}{os.pathsep}{ROOT}",
        "PYTHONUNBUFFERED": "1",
        "STORE_PORT": str(free_port()),
        "AWS_ACCESS_KEY_ID": "testing",
        "AWS_SECRET_ACCESS_KEY": "testing",
        "AWS_DEFAULT_REGION": "us-east-1",
        VARIABLE: str(tmp_path),
    }


@contextmanager
def started(command: str, place: dict[str, str]) -> Iterator[subprocess.Popen[str]]:
    program = subprocess.Popen(
        [sys.executable, "-m", *command.split()],
        env=place,
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    with program:
        try:
            yield program
        finally:
            if program.poll() is None:
                os.killpg(program.pid, signal.SIGKILL)


def interrupted(program: subprocess.Popen[str], words: str) -> str:
    """What a program said that was interrupted at these words."""
    before = read_until(program, words)
    os.killpg(program.pid, signal.SIGINT)
    out, err = program.communicate(timeout=SECONDS)
    return before + out + err


@pytest.mark.parametrize("kind", KINDS)
def test_ctrl_c_in_the_middle_ends_with_a_sentence(kind: str, place: dict[str, str]) -> None:
    with started(KINDS[kind].command, place) as program:
        said = interrupted(program, KINDS[kind].line)
    assert program.returncode == KINDS[kind].code, said
    assert KINDS[kind].said in said
    assert "Traceback" not in said
    assert said.count("Stopped.") <= 1
    assert not is_taken(int(place["STORE_PORT"]))


@pytest.mark.parametrize("kind", UNREAD_KINDS)
def test_an_output_that_nobody_reads_any_more_ends_it_in_silence(
    kind: str, place: dict[str, str]
) -> None:
    with started(KINDS[kind].command, place) as program:
        assert program.stdout
        # As `| head -1` does.
        program.stdout.readline()
        program.stdout.close()
        said = program.stderr.read() if program.stderr else ""
        program.wait(SECONDS)
    assert program.returncode == UNREAD, said
    assert said == ""
    assert not is_taken(int(place["STORE_PORT"]))


def test_ctrl_c_while_rows_are_placed_says_that_the_same_command_goes_on(
    place: dict[str, str], tmp_path: Path
) -> None:
    file = tmp_path / "orders.jsonl"
    rows = ({"idempotency_key": f"po-{number}", "order": order_body()} for number in range(2))
    file.write_text("".join(f"{json.dumps(row)}\n" for row in rows))
    refusal = {"code": "store_refused", "title": "The store refused", "status": 422}

    def first_only(_method: str, path: str, headers: dict[str, str], _body: str) -> Answer:
        if "po-0" in (path + headers.get("Idempotency-Key", "")):
            return 422, refusal, {}
        return 503, {"code": "store_unavailable"}, {"Retry-After": "30"}

    with api_server(first_only) as url:
        command = f"cart_to_order submit {file} --store acme --api-url {url} --parallel 1"
        with started(command, place) as program:
            said = interrupted(program, "po-0")
    assert program.returncode == 130, said
    assert "2 orders: 1 refused, 1 without a result." in said
    assert "The same command again goes on; nothing is ordered twice." in " ".join(said.split())
    assert "Traceback" not in said
