import json
from pathlib import Path

import pytest

from bigcommerce_emulator.api.exchanges import Recorder, beyond
from bigcommerce_emulator.verify.documented.calls import ANY_CALL, CALLS
from bigcommerce_emulator.verify.documented.coverage import call_of, main, read
from tests.unit.bigcommerce_emulator.shopper import MUG, Shopper
from tools.places import ROOT

README = ROOT / "bigcommerce_emulator" / "README.md"


@pytest.mark.parametrize(
    ("method", "path", "call"),
    [
        ("GET", "/stores/x/v2/orders?page=1", "GET /v2/orders"),
        ("GET", "/stores/x/v2/orders/count", "GET /v2/orders/count"),
        ("GET", "/stores/x/v2/orders/7", "GET /v2/orders/*"),
        ("PUT", "/stores/x/v3/checkouts/c/consignments/d/", "PUT /v3/checkouts/*/consignments/*"),
        ("PATCH", "/stores/x/v3/lunch", "PATCH /v3/lunch"),
    ],
)
def test_a_path_belongs_to_its_documented_call(method: str, path: str, call: str) -> None:
    assert call_of(method, path) == call


def test_the_readme_counts_the_documented_calls_and_statuses() -> None:
    statuses = sum(map(len, CALLS.values()))
    assert f"all {len(CALLS)} calls with their {statuses} statuses" in README.read_text()


def test_what_was_recorded_is_covered_and_the_rest_is_missing(tmp_path: Path) -> None:
    path = tmp_path / "exchanges.jsonl"
    shopper = Shopper(recorder=Recorder(path))
    cart_id = shopper.open_cart(MUG)["id"]
    shopper.ask("GET", f"/v3/carts/{cart_id}")
    shopper.ask("GET", "/v2/orders", x_auth_token="wrong")
    coverage = read([path])

    assert {("POST /v3/carts", 201), ("GET /v3/carts/*", 200)} <= coverage.seen
    assert ("GET /v3/carts/*", 404) in coverage.missing
    assert 401 not in coverage.missing_anywhere
    assert 403 in coverage.missing_anywhere


def test_calls_that_are_none_are_counted_from_the_file_beside(tmp_path: Path) -> None:
    path = tmp_path / "exchanges.jsonl"
    Shopper(recorder=Recorder(path)).ask("PATCH", "/v3/carts/1", {"secret": 1})

    assert json.loads(beyond(path).read_text()) == {
        "method": "PATCH",
        "path": "/stores/sandbox/v3/carts/1",
        "status": 405,
    }
    assert 405 not in read([path]).missing_anywhere


def test_the_table_marks_what_was_not_seen(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "exchanges.jsonl"
    shopper = Shopper(recorder=Recorder(path))
    shopper.ask("GET", "/v3/carts/1")
    shopper.ask("POST", "/v3/carts", {"line_items": []})
    code = main([str(path)])
    text = capsys.readouterr().out
    rows = {line.strip().partition("  ")[0]: line.split() for line in text.splitlines()}

    assert code == 0
    assert rows["GET /v3/carts/*"][2:] == ["!200", "404"]
    assert rows["POST /v3/carts"][2:] == ["!201", "also", "422"]
    assert f"2 of {len(CALLS)} calls, 1 of" in text
    assert f"of any call 2 of {len(ANY_CALL)}, not 400" in text


def test_nothing_recorded_is_no_coverage(tmp_path: Path) -> None:
    assert main([str(tmp_path / "nothing.jsonl")]) == 1
