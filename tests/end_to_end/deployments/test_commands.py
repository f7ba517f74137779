"""The developer's commands, run as programs: what they show, and that nothing is left behind."""

import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from bigcommerce_emulator.http.guard import KEY_HEADER
from cart_to_order.outputs import FILE, VARIABLE
from local_cloud.aws.entry_points import send
from local_cloud.aws.processes import is_taken
from tests.programs import read_until
from tools.places import LOCAL, ROOT

SECONDS = 60.0
README = (ROOT / "README.md").read_text()


def _place(folder: Path) -> dict[str, str]:
    """An environment for a local cloud of its own; it shares the developer's built layer."""
    build = LOCAL / "build"
    build.mkdir(parents=True, exist_ok=True)
    (folder / "build").symlink_to(build)
    return os.environ | {VARIABLE: str(folder), "STORE_PORT": "", "AWS_PORT": ""}


@pytest.fixture
def own_place(tmp_path: Path) -> dict[str, str]:
    return _place(tmp_path)


@pytest.fixture(scope="module")
def place_of_up(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    return _place(tmp_path_factory.mktemp("up"))


@pytest.fixture(scope="module")
def up(place_of_up: dict[str, str]) -> Iterator[subprocess.CompletedProcess[str]]:
    """`make up` has been given once, for tests in their order; `make down` follows in any case."""
    yield _command("up", "up", env=place_of_up)
    _command("up", "down", env=place_of_up)


def test_run_shows_two_incomplete_orders(own_place: dict[str, str]) -> None:
    done = _command("run", env=own_place)
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.count("status Incomplete (0)") == 2
    assert "10.00 (10.83 with tax)" in done.stdout
    assert _listening(done.stdout) == []


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_run_that_is_ended_leaves_nothing(number: int, own_place: dict[str, str]) -> None:
    with _started("run", own_place) as story:
        said = read_until(story, "Deploying template.yaml")
        assert len(_listening(said)) == 2
        story.send_signal(number)
        story.wait(SECONDS)
    assert story.returncode != 0
    _wait_until_gone(said)


def test_up_says_how_to_use_it(
    up: subprocess.CompletedProcess[str], place_of_up: dict[str, str]
) -> None:
    assert up.returncode == 0, up.stdout + up.stderr
    file = Path(place_of_up[VARIABLE]) / FILE
    outputs = json.loads(file.read_text())
    assert file.stat().st_mode & 0o777 == 0o600
    assert outputs["admin_key"] not in up.stdout
    for wanted in ("api_url", "queue_url", "store_url", "admin_url", "docs_url", "orders_url"):
        assert outputs[wanted] in up.stdout
    assert "curl --aws-sigv4" in up.stdout
    assert "aws sqs send-message" in up.stdout
    assert "No orders yet" in send("GET", outputs["orders_url"], {}).body
    assert "up already" in _command("up", "up", env=place_of_up).stdout


def test_the_lines_of_see_it_survive_show_one_order_after_a_lost_answer(
    up: subprocess.CompletedProcess[str], place_of_up: dict[str, str]
) -> None:
    assert up.returncode == 0, up.stdout + up.stderr
    folder = Path(place_of_up[VARIABLE])
    outputs = json.loads((folder / FILE).read_text())
    before, _, after = README.partition("## See it survive")[2].partition("```\n")
    lines = after.partition("```")[0].splitlines()
    script = "\n".join((". .local/env.sh", *lines)).replace(".local/", f"{folder}/")
    shown = subprocess.run(
        ["/bin/sh", "-euc", script], env=place_of_up, capture_output=True, text=True, check=True
    ).stdout
    orders = send("GET", f"{outputs['admin_url']}/orders", {KEY_HEADER: outputs["admin_key"]}).body

    assert (len(lines), ". .local/env.sh" in before) == (3, True)
    assert '"order_id"' in shown
    page = send("GET", shown.splitlines()[-1], {}).body
    assert "answer to create-order lost" in page
    assert "SettleSeconds is 20 here" in page
    assert [order["id"] for order in orders] == [101]
    assert (folder / "env.sh").stat().st_mode & 0o777 == 0o600
    for page, others in (("store_url", "orders_url"), ("orders_url", "store_url"),
                         ("docs_url", "orders_url")):  # fmt: skip
        assert outputs[others] in send("GET", outputs[page], {}).body


def test_down_ends_what_is_up(
    up: subprocess.CompletedProcess[str], place_of_up: dict[str, str]
) -> None:
    file = Path(place_of_up[VARIABLE]) / FILE
    assert file.exists()
    assert len(_listening(up.stdout)) > 1
    assert _command("up", "down", env=place_of_up).returncode == 0
    assert _listening(up.stdout) == []
    assert not file.exists()


def _command(*arguments: str, env: dict[str, str]) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", f"local_cloud.{arguments[0]}", *arguments[1:]]
    return subprocess.run(
        command,
        cwd=ROOT,
        env=env,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=SECONDS * 2,
        check=False,
    )


def _started(module: str, env: dict[str, str]) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", f"local_cloud.{module}"]
    return subprocess.Popen(
        command, cwd=ROOT, env=env, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True
    )


def _listening(said: str) -> list[str]:
    """The ports in this text on which something still listens."""
    named = set(re.findall(r"127\.0\.0\.1:(\d+)", said))
    return sorted(port for port in named if is_taken(int(port)))


def _wait_until_gone(said: str) -> None:
    deadline = time.monotonic() + SECONDS
    while left := _listening(said):
        assert time.monotonic() < deadline, left
        time.sleep(0.1)
