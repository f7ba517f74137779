import sys
from pathlib import Path

import pytest

from sandbox import suite


@pytest.fixture(autouse=True)
def parts(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(suite, "ROOT", tmp_path)
    (tmp_path / "tests" / "empty").mkdir(parents=True)
    parts = {
        "good": (sys.executable, "-c", ""),
        "bad": (sys.executable, "-c", "raise SystemExit(3)"),
        "empty": (*suite.PYTEST, "tests/empty"),
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


def test_part_without_tests_is_named(capfd: pytest.CaptureFixture[str]) -> None:
    assert suite.main(["empty"]) == 0
    assert suite.NONE_YET in capfd.readouterr().out


def test_unknown_part_is_named(capfd: pytest.CaptureFixture[str]) -> None:
    assert suite.main(["untypical"]) == 2
    assert "untypical" in capfd.readouterr().out
