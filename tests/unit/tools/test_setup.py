import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tools import setup
from tools.setup import Environment


@pytest.fixture
def environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Environment:
    monkeypatch.setattr(setup, "ROOT", tmp_path)
    monkeypatch.setattr(setup, "LOGS", tmp_path / "logs")
    (tmp_path / "requirements").mkdir()
    made = Environment("thing", tmp_path / ".venv-thing", "the thing")
    made.lock.write_text("one==1.0\ntwo==2.0\n")
    monkeypatch.setitem(setup.ENVIRONMENTS, "thing", made)
    return made


@pytest.fixture
def pip(environment: Environment, monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """The commands that were given instead of really installing anything."""
    given: list[list[str]] = []

    def create(folder: Path, *, clear: bool, **_: object) -> None:
        if clear:
            shutil.rmtree(folder, ignore_errors=True)
        (folder / "bin").mkdir(parents=True)
        (folder / "bin" / "python").symlink_to(sys.executable)

    def start(command: list[str], **options: Any) -> Any:
        given.append(command)
        script = environment.lock.with_suffix(".script")
        says = script.read_text() if script.exists() else "print('Collecting one')"
        return really([sys.executable, "-c", says], **options)

    really = subprocess.Popen
    monkeypatch.setattr("tools.setup.venv.create", create)
    monkeypatch.setattr("tools.setup.subprocess.Popen", start)
    return given


def test_installs_exactly_what_is_locked(pip: list[list[str]], environment: Environment) -> None:
    assert setup.main(["thing"]) == 0
    (command,) = pip
    assert {"--require-hashes", "--no-deps", str(environment.lock)} <= set(command)
    assert command[command.index("--only-binary") + 1] == ":all:"


def test_same_lock_is_not_installed_again(pip: list[list[str]]) -> None:
    assert setup.main(["thing"]) == 0
    assert setup.main(["thing"]) == 0
    assert len(pip) == 1


def test_other_lock_is_installed(pip: list[list[str]], environment: Environment) -> None:
    assert setup.main(["thing"]) == 0
    environment.lock.write_text("one==1.1\n")
    assert setup.main(["thing"]) == 0
    assert len(pip) == 2


def test_interpreter_that_is_gone_is_noticed(
    pip: list[list[str]], environment: Environment
) -> None:
    assert setup.main(["thing"]) == 0
    environment.python.unlink()
    assert setup.main(["thing"]) == 0
    assert len(pip) == 2


def test_failure_shows_the_last_words_and_is_tried_again(
    pip: list[list[str]], environment: Environment, capsys: pytest.CaptureFixture[str]
) -> None:
    script = environment.lock.with_suffix(".script")
    script.write_text("print('no such package: one'); raise SystemExit(1)")
    assert setup.main(["thing"]) == 1
    said = capsys.readouterr().out
    assert "no such package: one" in said
    assert "install-thing.log" in said
    script.unlink()
    assert setup.main(["thing"]) == 0
    assert len(pip) == 2


def test_old_python_is_told_what_to_do(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("tools.setup.sys.version_info", (3, 10, 4))
    assert setup.main([]) == 1
    assert "Python 3.11 or newer is needed" in capsys.readouterr().out


def test_python_without_venv_is_told_what_to_do(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("tools.setup.importlib.util.find_spec", lambda _: None)
    assert setup.main([]) == 1
    assert "python3-venv" in capsys.readouterr().out


def test_unknown_environment_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    assert setup.main(["cluod"]) == 2
    assert "cluod" in capsys.readouterr().out
