import os
import sys
from pathlib import Path

import pytest

from tools import suite


@pytest.fixture(autouse=True)
def parts(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(suite, "ROOT", tmp_path)
    monkeypatch.setattr(suite, "OUTPUT", tmp_path / "output")
    monkeypatch.setattr(suite, "EXCHANGES", tmp_path / "exchanges.jsonl")
    monkeypatch.delenv("EMULATOR_EXCHANGES", raising=False)
    parts = {
        "good": (sys.executable, "-c", "print('all is well')"),
        "bad": (sys.executable, "-c", "print('alas'); raise SystemExit(3)"),
    }
    monkeypatch.setattr(suite, "PARTS", parts)


def test_parts_after_a_failed_one_run_too(capfd: pytest.CaptureFixture[str]) -> None:
    assert suite.main(["bad", "good"]) == 1
    said = capfd.readouterr().out
    assert "good         passed" in said
    assert "Failed: bad." in said


def test_all_passed_is_a_success(capfd: pytest.CaptureFixture[str]) -> None:
    assert suite.main(["good"]) == 0
    assert "All passed" in capfd.readouterr().out


def test_modules_are_compiled_once_also_where_python_was_not_to_keep_them(
    capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
    program = "import sys; print(sys.dont_write_bytecode)"
    monkeypatch.setitem(suite.PARTS, "asked", (sys.executable, "-c", program))
    assert suite.main(["asked"]) == 0
    assert "False\n" in capfd.readouterr().out


def test_unknown_part_is_named(capfd: pytest.CaptureFixture[str]) -> None:
    assert suite.main(["untypical"]) == 2
    assert "untypical" in capfd.readouterr().out


def test_what_a_part_says_is_shown_and_kept_if_it_passes(
    capfd: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    suite.main(["good", "bad"])
    said = capfd.readouterr().out
    assert "all is well\n" in said
    assert "alas\n" in said
    kept = {path.name: path.read_text() for path in (tmp_path / "output").iterdir()}
    assert kept == {"good.txt": "all is well\n"}


def test_a_whole_run_forgets_the_last_one(tmp_path: Path) -> None:
    for stale in (tmp_path / "output" / "gone.txt", tmp_path / "exchanges.jsonl"):
        stale.parent.mkdir(exist_ok=True)
        stale.write_text("old")
    suite.main(["good"])
    assert (tmp_path / "output" / "gone.txt").is_file()
    suite.main([])
    assert not (tmp_path / "output" / "gone.txt").exists()
    assert not (tmp_path / "exchanges.jsonl").exists()


def test_a_part_that_runs_beside_others_is_shown_when_it_has_ended(
    capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(suite, "BESIDE", ("bad",))
    assert suite.main(["bad", "good"]) == 1
    said = capfd.readouterr().out
    assert "== bad begins" in said
    assert "\n== bad\nalas\n" in said
    assert "Failed: bad." in said


def test_a_part_in_the_gaps_lets_all_others_go_first(
    capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    program = "import os; print(f'{os.nice(0) = }')"
    monkeypatch.setitem(suite.PARTS, "asked", (sys.executable, "-c", program))
    monkeypatch.setattr(suite, "IN_THE_GAPS", ("asked",))
    ours = os.nice(0)
    assert suite.main(["asked", "good"]) == 0
    assert f"os.nice(0) = {min(ours + 10, 19)}" in capfd.readouterr().out
    assert suite.main(["asked"]) == 0
    assert f"os.nice(0) = {ours}" in capfd.readouterr().out


def test_the_last_parts_run_when_all_others_have_ended(
    capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(suite, "LAST", ("good",))
    suite.main(["good", "bad"])
    said = capfd.readouterr().out
    assert said.index("== bad") < said.index("== good")
