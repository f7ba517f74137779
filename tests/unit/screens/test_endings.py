"""Each `python -m X` that the Makefile names ends with a sentence and a code, never a traceback."""

import ast
import multiprocessing
import os
import re
import runpy
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from cart_to_order.command_line.main import main
from cart_to_order.command_line.usage import COMMANDS
from cart_to_order.ending import WrongValue
from tests.simulation.__main__ import _ENDED, _quietly
from tools import values
from tools.places import ROOT
from tools.values import VALUES

MAKEFILE = re.sub(r"\\\n", "", (ROOT / "Makefile").read_text())
OURS = ("bigcommerce_emulator", "cart_to_order", "local_cloud", "tests", "tools")
NAMED = sorted(
    name for name in set(re.findall(r"-m ([a-z_.]+)", MAKEFILE)) if name.split(".")[0] in OURS
)
WRONG = {
    "STORE_PORT": ("local_cloud.up", {"STORE_PORT": "abc"}),
    "AWS_PORT": ("local_cloud.up", {"AWS_PORT": "99999"}),
    "argument --port": ("bigcommerce_emulator --port 99999", {}),
    "ORDERS": ("local_cloud.soak x", {}),
    "SEED": ("local_cloud.soak 10 x", {}),
    "ROWS": ("tools.benchmark.bulk -1", {}),
    "PARTS": ("tools.benchmark nope", {}),
    "WORLDS": ("tests.simulation --worlds x", {}),
    "WORLD": ("tests.simulation --world x", {}),
    "CASES": ("tests.template.combinations x", {}),
    "ENV": ("tools.deployment", {"ENV": "nope"}),
    "RUNTIME": ("tools.deployment", {"RUNTIME": "python2"}),
    "ARCHITECTURE": ("tools.deployment", {"ARCHITECTURE": "z80"}),
    "nope": ("tools.setup nope", {}),
    "no part": ("tools.suite nope", {}),
    "--parallel": ("cart_to_order submit --store acme --parallel x orders.csv", {}),
    "65535": ("cart_to_order pages --local --port 99999", {}),
    "--port": ("cart_to_order pages --local --port x", {}),
    "--write": ("bigcommerce_emulator.verify --write /nowhere/switches.yaml", {}),
    "neither": ("local_cloud.up nope", {}),
    "BIGCOMMERCE_STORE_HASH": ("bigcommerce_emulator.verify", {}),
}
"""What the sentence must name, and the command that is given something wrong."""
VALUE = "?!"
"""Suits no variable that make checks."""
HELPS = (
    "cart_to_order --help", "cart_to_order submit --help", "bigcommerce_emulator --help",
    "bigcommerce_emulator.verify --help", "tools.setup nope",
)  # fmt: skip


def started(command: str, stdout: int = subprocess.PIPE, **given: str) -> subprocess.Popen[str]:
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    search = os.pathsep.join((str(ROOT / "functions"), str(ROOT)))
    return subprocess.Popen(
        [sys.executable, "-m", *command.split()],
        env=kept | {"PYTHONPATH": search} | given,
        stdin=subprocess.DEVNULL,
        stdout=stdout,
        stderr=subprocess.PIPE,
        text=True,
        cwd=ROOT,
    )


@pytest.mark.parametrize("named", WRONG)
@pytest.mark.filterwarnings("ignore:.*found in sys.modules:RuntimeWarning")
def test_a_wrong_value_ends_with_a_sentence_that_names_it(
    named: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    command, given = WRONG[named]
    module, *words = command.split()
    monkeypatch.setattr("sys.argv", [module, *words])
    for name in (*VALUES, "BIGCOMMERCE_STORE_HASH"):
        monkeypatch.delenv(name, raising=False)
    for name, value in given.items():
        monkeypatch.setenv(name, value)
    # In this process: the modules are imported already, which costs most of a start.
    with pytest.raises(SystemExit) as ended:
        runpy.run_module(module, run_name="__main__", alter_sys=False)
    out, err = capsys.readouterr()
    assert ended.value.code == 2
    assert named in out + err
    assert [line for line in (out + err).splitlines() if len(line) > 80] == []


@pytest.mark.parametrize("name", VALUES)
def test_make_checks_each_variable_and_says_what_it_takes(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(name, VALUE)
    with pytest.raises(WrongValue, match=rf"^{name} takes .*'\?!'"):
        values.main([name])


@pytest.mark.parametrize("command", HELPS)
def test_a_pipe_that_nobody_reads_ends_a_command_in_silence(command: str) -> None:
    reads, writes = os.pipe()
    os.close(reads)
    with started(command, stdout=writes, ORDERS="60") as program:
        os.close(writes)
        _, said = program.communicate(timeout=60)
    assert program.returncode in (0, 2, 141), said
    assert "Traceback" not in said
    assert "BrokenPipe" not in said


INTERRUPTED = ("local_cloud.soak", "cart_to_order show")


@pytest.mark.parametrize("command", INTERRUPTED)
def test_ctrl_c_while_modules_are_imported_leaves_no_traceback(
    command: str, tmp_path: Path
) -> None:
    # Both import this one, which here is interrupted as a person would.
    (tmp_path / "boto3.py").write_text("import os\nos.kill(os.getpid(), 2)\n")
    search = os.pathsep.join((str(tmp_path), str(ROOT / "functions"), str(ROOT)))
    with started(command, PYTHONPATH=search) as program:
        said = "".join(program.communicate(timeout=60))
    assert program.returncode in (130, -signal.SIGINT), said
    assert "Stopped." in said
    assert "Traceback" not in said


def test_every_module_that_make_runs_ends_by_run_command() -> None:
    files = [entry_of(name) for name in NAMED]
    assert len(files) > 15
    assert [str(file) for file in files if not ends_by_run_command(file)] == []


def entry_of(name: str) -> Path:
    path = ROOT / Path(*name.split("."))
    return path / "__main__.py" if path.is_dir() else path.with_suffix(".py")


def ends_by_run_command(file: Path) -> bool:
    *_, last = ast.parse(file.read_text()).body
    called = {node.id for node in ast.walk(last) if isinstance(node, ast.Name)}
    return bool({"run_command", "command"} & called)


def test_what_make_gives_to_a_command_is_checked_before_anything_is_installed() -> None:
    checked = {
        target: set(names.split())
        for targets, names in re.findall(r"^([a-z -]+): CHECKED = (.*)$", MAKEFILE, re.MULTILINE)
        for target in targets.split()
    }
    for target, about in re.findall(r"^([a-z-]+):.*## (.*)$", MAKEFILE, re.MULTILINE):
        named = set(re.findall(r"\b[A-Z][A-Z_]+(?==)", about)) & set(VALUES)
        assert named <= checked.get(target, set()), target
    assert set().union(*checked.values()) == set(VALUES)


BEGINNING = "import os, signal, sys\nfrom cart_to_order.ending import run_command\n"
STARTS = ("subprocess.run", "subprocess.Popen", "Popen")
UNDER_WAY = {
    "a step with its clock": """
from tools.progress import step
def main():
    with step("Doing it"):
        os.kill(os.getpid(), signal.SIGINT)
""",
    "threads with work": """
import time
from concurrent.futures import ThreadPoolExecutor
def main():
    with ThreadPoolExecutor(2) as threads:
        asked = threads.submit(os.kill, os.getpid(), signal.SIGINT)
        asked.result()
        time.sleep(60)
""",
    "a program that is waited for": """
import subprocess
def main():
    # It asks for the signal once it is waited for, and not while it is still being started.
    subprocess.run(["sh", "-c", f"read go; kill -INT {os.getpid()}; exec sleep 60"], input=b"go\\n")
""",
    "a step that must be undone": """
import time
from local_cloud.aws.processes import ended_by_signals
def main():
    with ended_by_signals():
        try:
            os.kill(os.getpid(), signal.SIGINT)
            time.sleep(60)
        finally:
            print("undone")
""",
}


@pytest.mark.parametrize("under_way", UNDER_WAY)
def test_ctrl_c_in_the_middle_of_it_ends_with_a_sentence(under_way: str) -> None:
    done = run(BEGINNING + UNDER_WAY[under_way] + "run_command(main)\n")
    assert done.returncode == 130, done.stderr
    assert done.stderr == "\nStopped.\n"
    assert done.stdout in ("", "undone\n") or "stopped in" in done.stdout


def test_ctrl_c_once_more_while_threads_are_waited_for_ends_it_without_a_word() -> None:
    waits = """
import threading, time
def interrupt():
    time.sleep(0.2)
    os.kill(os.getpid(), signal.SIGINT)
    time.sleep(60)
def main():
    threading.Thread(target=interrupt).start()
    raise KeyboardInterrupt
"""
    done = run(f"{BEGINNING}{waits}run_command(main)\n")
    assert (done.returncode, done.stderr) == (-signal.SIGINT, "\nStopped.\n")


def run(program: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", program],
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=50,
        check=False,
    )


class Interrupted:
    """Stands for every module of a command: whatever is called of it is interrupted."""

    IMPOSSIBLE = ()

    def __getattr__(self, name: str) -> Callable[..., int]:
        def carried_out(*_: object) -> int:
            raise KeyboardInterrupt

        return carried_out


@pytest.mark.parametrize("name", COMMANDS)
def test_ctrl_c_ends_each_command_of_the_command_line_with_a_sentence(
    name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([name], lambda *_: Interrupted()) == 130
    assert "Stopped. The same command again goes on" in capsys.readouterr().err


def test_what_a_benchmark_starts_is_not_interrupted_with_it() -> None:
    """The first process ends the others: each would write a traceback, or hang."""
    started = [
        node
        for file in (ROOT / "tools" / "benchmark").rglob("*.py")
        for node in ast.walk(ast.parse(file.read_text()))
        if isinstance(node, ast.Call) and ast.unparse(node.func) in STARTS
    ]
    assert len(started) > 6
    for call in started:
        assert "process_group" in {word.arg for word in call.keywords}, ast.unparse(call)


def test_a_worker_of_many_worlds_runs_no_more_of_them_when_it_was_stopped() -> None:
    stopped = multiprocessing.Event()
    stopped.set()
    _ENDED.append(stopped)
    try:
        with pytest.raises(KeyboardInterrupt):
            _quietly(1, 1)
    finally:
        _ENDED.remove(stopped)


MEETS_A_SIGNAL = """
import os, signal, threading
from cart_to_order.ending import run_command
{0}

class Freed:
    def __del__(self):
        os.kill(os.getpid(), signal.{2})
        for _ in range(1000):
            pass

def main():
    with {1}:
        Freed()
        threading.Event().wait(60)
    return 0

run_command(main)
"""
IN_LOCAL_CLOUD = "from local_cloud.aws.processes import ended_by_signals"


@pytest.mark.parametrize(
    ("imports", "block", "number"),
    [
        ("from contextlib import nullcontext", "nullcontext()", "SIGINT"),
        (IN_LOCAL_CLOUD, "ended_by_signals()", "SIGINT"),
        (IN_LOCAL_CLOUD, "ended_by_signals()", "SIGTERM"),
    ],
)
def test_a_signal_that_comes_as_an_object_is_freed_ends_the_command(
    imports: str, block: str, number: str
) -> None:
    """Python throws away what is raised there."""
    done = subprocess.run(
        [sys.executable, "-c", MEETS_A_SIGNAL.format(imports, block, number)],
        env=os.environ | {"PYTHONPATH": os.pathsep.join((str(ROOT / "functions"), str(ROOT)))},
        capture_output=True,
        text=True,
        cwd=ROOT,
        check=False,
    )
    assert done.returncode == 128 + signal.Signals[number]
    assert done.stderr.strip() == "Stopped."
