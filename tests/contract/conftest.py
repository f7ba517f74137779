"""Records what the contract tests say to the store, and shows what of the API they reached."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from bigcommerce_emulator.api.exchanges import VARIABLE
from bigcommerce_emulator.verify.documented.coverage import read

RECORDING = pytest.StashKey[Path]()


@pytest.fixture(scope="session", autouse=True)
def recording(
    pytestconfig: pytest.Config, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[None]:
    """Every store of these tests records, to the file that is named already if there is one."""
    chosen = os.environ.get(VARIABLE)
    path = Path(chosen) if chosen else tmp_path_factory.mktemp("exchanges") / "exchanges.jsonl"
    pytestconfig.stash[RECORDING] = path
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(VARIABLE, str(path))
        yield


def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, config: pytest.Config
) -> None:
    """Prints the table after the tests."""
    path = config.stash.get(RECORDING, None)
    if path is None or not path.is_file():
        return
    terminalreporter.section("documented calls and statuses (! was not seen)")
    for line in read([path]).lines():
        terminalreporter.line(line)
