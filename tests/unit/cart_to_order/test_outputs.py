"""A local cloud is found where it works: here, in a named folder, or where the environment says."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

import cart_to_order
from cart_to_order.operations.options import parser_of, place_of
from cart_to_order.operations.place import local
from cart_to_order.outputs import FILE, VARIABLE, candidates, work_folder
from cart_to_order.problems import NoSuchPlace
from tools.places import OUTPUTS, ROOT

NAMES = (
    *("region", "endpoint_url", "ledger_table", "queue_url", "dead_letter_queue_url"),
    *("api_log_group", "queue_log_group"),
)


@pytest.fixture(autouse=True)
def nothing_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(VARIABLE, raising=False)


def cloud_in(checkout: Path) -> Path:
    """A cloud is up in this checkout; the file with its addresses."""
    folder = work_folder(checkout, {})
    folder.mkdir(parents=True)
    there = dict.fromkeys(NAMES, "here") | {"store_url": "http://127.0.0.1:1"}
    (folder / FILE).write_text(json.dumps(there | {"api_url": f"http://127.0.0.1/{checkout.name}"}))
    return folder / FILE


def found(*options: str) -> str:
    return place_of(parser_of("show", "Show.").parse_args(options)).api_url


def test_the_cloud_of_this_folder_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    cloud_in(tmp_path / "mine")
    monkeypatch.chdir(tmp_path / "mine")
    assert found("--local").endswith("/mine")


@pytest.mark.parametrize("named", ["other", "other/.local"])
def test_a_cloud_that_was_started_elsewhere_is_found_by_its_folder(
    named: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cloud_in(tmp_path / "other")
    cloud_in(tmp_path / "mine")
    monkeypatch.chdir(tmp_path / "mine")
    assert found("--local", str(tmp_path / named)).endswith("/other")
    assert found("--local", f"../{named}").endswith("/other")
    monkeypatch.setenv(VARIABLE, str(tmp_path / named))
    assert found("--local").endswith("/other")


def test_the_option_counts_more_than_the_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cloud_in(tmp_path / "other")
    cloud_in(tmp_path / "mine")
    monkeypatch.setenv(VARIABLE, str(tmp_path / "other"))
    assert found("--local", str(tmp_path / "mine")).endswith("/mine")


def test_a_cloud_that_is_not_up_is_refused_with_every_place_that_was_looked_at(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(NoSuchPlace) as here:
        local()
    assert str(tmp_path / ".local" / FILE) in str(here.value)
    monkeypatch.setenv(VARIABLE, str(tmp_path / "other"))
    with pytest.raises(NoSuchPlace) as elsewhere:
        local()
    for place in (tmp_path / "other" / FILE, tmp_path / "other" / ".local" / FILE):
        assert str(place) in str(elsewhere.value)
    assert VARIABLE in str(elsewhere.value)
    assert "--local DIR" in str(elsewhere.value)


def test_a_file_after_the_option_is_not_taken_for_a_folder(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with pytest.raises(SystemExit):
        parser_of("show", "Show.").parse_args(["--local", "orders.csv"])
    assert "orders.csv is no folder" in capsys.readouterr().err


def test_the_local_cloud_writes_where_the_commands_read() -> None:
    assert OUTPUTS.resolve() in candidates(OUTPUTS.parent, ROOT)


def test_every_public_name_is_there() -> None:
    for name in cart_to_order.__all__:
        assert getattr(cart_to_order, name) is not None
    with pytest.raises(AttributeError, match="nothing"):
        _ = getattr(cart_to_order, "no" + "thing")


def test_the_setup_needs_no_installed_package() -> None:
    done = subprocess.run(
        [sys.executable, "-I", "-S", "-c", f"import sys; sys.path.insert(0, {str(ROOT)!r}); "
         "import tools.setup, tools.launcher"],
        capture_output=True,
        text=True,
        check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
