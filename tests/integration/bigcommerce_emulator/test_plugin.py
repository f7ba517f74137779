"""The pytest plugin in a run of pytest of its own, as another project has it."""

import subprocess
import sys
from pathlib import Path

import pytest

from tools.places import ROOT

TESTS = """
import httpx
import pytest
import requests

CART = {"line_items": [{"product_id": 120, "quantity": 2}]}
SEEN = []


def opened(bigcommerce):
    where = f"{bigcommerce.api_url}/v3/carts"
    return requests.post(where, json=CART, headers=bigcommerce.headers).status_code


def test_requests_opens_a_cart(bigcommerce):
    assert opened(bigcommerce) == 201
    assert len(bigcommerce.store.carts) == 1
    SEEN.append(bigcommerce.url)


def test_the_next_test_has_an_empty_store_on_the_same_port(bigcommerce):
    assert not bigcommerce.store.carts
    SEEN.append(bigcommerce.url)
    assert len(set(SEEN)) == 1


def test_httpx_reads_what_fails(bigcommerce):
    bigcommerce.faults({"operation": "list_orders", "kind": "cut"})
    with pytest.raises(httpx.RemoteProtocolError):
        httpx.get(f"{bigcommerce.api_url}/v2/orders", headers=bigcommerce.headers)


def test_faults_and_switches_are_gone(bigcommerce):
    answer = httpx.get(f"{bigcommerce.api_url}/v2/orders", headers=bigcommerce.headers)
    assert answer.status_code == 204
    bigcommerce.set(empty_list="[]")
    assert httpx.get(f"{bigcommerce.api_url}/v2/orders", headers=bigcommerce.headers).json() == []


@pytest.mark.bigcommerce(plan="standard", order_list="late")
def test_a_marker_chooses_what_holds_from_the_start(bigcommerce):
    assert bigcommerce.store.quota.limit == 150
    assert bigcommerce.store.settings.order_list == "late"


@pytest.mark.bigcommerce(profile="simple")
def test_a_marker_chooses_a_profile(bigcommerce):
    assert bigcommerce.store.seed.currencies == ("USD",)


def test_the_admin_api_is_open_to_programs(bigcommerce):
    admin = bigcommerce.admin
    assert httpx.get(f"{admin.url}/orders", headers=admin.headers).json() == []
    assert httpx.get(f"{admin.url}/orders").status_code == 403


def test_a_client_that_knows_one_address_is_led_here(bigcommerce):
    session = requests.Session()
    session.mount("https://api.bigcommerce.com", bigcommerce.requests_adapter())
    where = "https://api.bigcommerce.com/stores/sandbox/v2/orders?limit=1"
    assert session.get(where, headers=bigcommerce.headers).status_code == 204
    (entry,) = bigcommerce.requests()
    assert entry["operation"] == "list_orders"
"""


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> str:
    folder = tmp_path_factory.mktemp("project")
    (folder / "test_shop.py").write_text(TESTS)
    return run(folder)


def run(folder: Path, *words: str) -> str:
    plugin = ["-p", "bigcommerce_emulator.testing.plugin", "-p", "no:cacheprovider"]
    command = [sys.executable, "-m", "pytest", "-v", "--strict-markers", "-W", "error", *plugin]
    found = subprocess.run(
        [*command, *words, "."],
        cwd=folder,
        # Other plugins that are installed here take longer to load than these tests.
        env={"PYTHONPATH": str(ROOT), "PATH": "", "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    return found.stdout + found.stderr


def test_every_test_of_the_project_passes(report: str) -> None:
    assert f"{TESTS.count('def test_')} passed" in report, report


def test_a_profile_is_chosen_for_all_tests_of_a_project(tmp_path: Path) -> None:
    (tmp_path / "pytest.ini").write_text("[pytest]\nbigcommerce_profile = real\n")
    (tmp_path / "test_shop.py").write_text(
        "def test_it(bigcommerce):\n    assert bigcommerce.store.settings.order_list == 'late'\n"
    )

    assert "1 passed" in run(tmp_path)


def test_a_run_without_the_fixture_loads_nothing_of_the_emulator(tmp_path: Path) -> None:
    (tmp_path / "test_shop.py").write_text(
        "import sys\ndef test_it():\n    assert 'starlette' not in sys.modules\n"
        "    assert 'bigcommerce_emulator.server' not in sys.modules\n"
    )

    assert "1 passed" in run(tmp_path)
