"""No marked value gets by, in whatever it is written, and a search that proves nothing fails."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from bigcommerce_emulator.state.identifiers import Identifiers
from bigcommerce_emulator.state.settings import Settings
from local_cloud import canary
from tests.fakes.orders import AUSTIN, NEW_YORK
from tests.unit.bigcommerce_emulator.shopper import MUG, Shopper
from tools.places import EVENTS, ROOT

MARKED = ("first_name", "last_name", "email", "address1", "phone")


def links() -> list[str]:
    shopper = Shopper()
    answer = shopper.ask("POST", "/v3/carts", {"line_items": [MUG]}, {"include": "redirect_urls"})
    return list(shopper.body(answer, 201)["data"]["redirect_urls"].values())


@pytest.mark.parametrize("field", MARKED)
def test_every_person_of_the_tests_is_marked(field: str) -> None:
    for person in (AUSTIN, NEW_YORK):
        assert canary.leaks(str(person[field]))


@pytest.mark.parametrize("path", sorted(EVENTS.glob("*.json")), ids=lambda path: path.stem)
def test_every_person_of_the_events_is_marked(path: Path) -> None:
    for record in _messages(json.loads(path.read_text())):
        for address in _addresses(record):
            for field in MARKED:
                if address.get(field, "not an e-mail") != "not an e-mail":
                    assert canary.leaks(address[field]), field


def test_persons_are_found_in_the_events_at_all() -> None:
    events = [json.loads(path.read_text()) for path in EVENTS.glob("*.json")]
    found = [one for event in events for record in _messages(event) for one in _addresses(record)]
    assert len([address for address in found if {*MARKED} <= address.keys()]) > 10


def test_every_link_and_the_token_are_marked() -> None:
    assert [canary.leaks(link) for link in links()] == [[(1, "link of a cart")]] * 3
    assert canary.leaks(f"X-Auth-Token: {Settings().access_token}") == [(1, "store's token")]
    assert len(Identifiers().token()) == 64


def test_a_leak_is_told_by_line_and_kind_without_the_value() -> None:
    text = f"fine\n{AUSTIN['phone']}\nfine {AUSTIN['last_name'].upper()}"
    assert canary.leaks(text) == [(2, "phone number"), (3, "family name, address or e-mail")]
    assert canary.leaks("(512) 555-0173") == [(1, "phone number")]
    assert canary.leaks("order placed\n5551234\n1795985555.0173\n") == []


@pytest.fixture
def places(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A run that is clean: marks were in use and nothing tells of them."""
    monkeypatch.setattr(canary, "OUTPUT", tmp_path / "output")
    monkeypatch.setattr(canary, "LOGS", tmp_path / "logs")
    monkeypatch.setenv("EMULATOR_EXCHANGES", str(tmp_path / "exchanges.jsonl"))
    (tmp_path / "exchanges.jsonl").write_text(json.dumps([AUSTIN, links()]))
    for name in ("output/unit.txt", "logs/api-function.log", "logs/deep/queue-function.log"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text('{"message": "order placed"}\n')
    return tmp_path


def test_a_clean_run_passes(places: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert canary.main() == 0
    assert "3 files looked through: 0 found." in capsys.readouterr().out


@pytest.mark.parametrize("name", ["output/unit.txt", "logs/deep/queue-function.log"])
@pytest.mark.parametrize("field", MARKED)
def test_a_marked_value_anywhere_is_found(
    places: Path, name: str, field: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with (places / name).open("a") as file:
        file.write(f"now {AUSTIN[field]}\n")
    assert canary.main() == 1
    said = capsys.readouterr().out
    assert f"{name}:2 has a" in said
    assert str(AUSTIN[field]) not in said


@pytest.mark.parametrize("name", ["exchanges.jsonl", "logs/api-function.log"])
def test_a_search_that_proves_nothing_fails(
    places: Path, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (places / name).write_text("")
    assert canary.main() == 1
    (places / name).unlink()
    assert canary.main() == 1
    assert "run make test" in capsys.readouterr().out


def test_a_test_that_prints_a_marked_value_fails_without_showing_it(tmp_path: Path) -> None:
    test = tmp_path / "test_leak.py"
    test.write_text(
        "from tests.fakes.orders import AUSTIN\n"
        "def test_clean(): print('order placed')\n"
        "def test_leak(): print(AUSTIN['email'])\n"
    )
    command = [sys.executable, "-m", "pytest", "-q", "-p", "tests.conftest", str(test)]
    search = {
        "PYTHONPATH": f"{ROOT / 'functions'}{os.pathsep}{ROOT}",
        # To load all that are installed takes longer than the rest.
        "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1",
    }
    done = subprocess.run(
        [*command, "--rootdir", str(tmp_path), "-p", "no:cacheprovider"],
        cwd=tmp_path,
        env=os.environ | search,
        capture_output=True,
        text=True,
        check=False,
    )
    assert "1 failed, 1 passed" in done.stdout
    assert "line 1 of captured stdout call has a given name" in done.stdout
    assert str(AUSTIN["email"]) not in done.stdout + done.stderr


def _messages(event: dict[str, Any]) -> list[Any]:
    bodies = [event.get("body"), *(record["body"] for record in event.get("Records", []))]
    return [json.loads(str(body)) for body in bodies if body]


def _addresses(found: object) -> list[dict[str, str]]:
    """Every address in it, however deep."""
    if isinstance(found, list):
        return [address for part in found for address in _addresses(part)]
    if not isinstance(found, dict):
        return []
    mine = [found] if "address1" in found else []
    return mine + [address for part in found.values() for address in _addresses(part)]
