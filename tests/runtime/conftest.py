from collections.abc import Iterator
from typing import Any

import pytest
from xdist.scheduler import LoadScopeScheduling

from bigcommerce_emulator.api.application import Store
from bigcommerce_emulator.server import running_server
from tests.runtime.aws import Aws, aws_on_loopback
from tests.runtime.built import build
from tests.runtime.interpreters import Interpreter, interpreters
from tests.runtime.settings import Logging
from tests.runtime.story import Day, Machine, a_day
from tests.template.stack import source

LEVELS = source()["Parameters"]["LogLevel"]["AllowedValues"]
EVERY_WAY_TO_LOG = [*(Logging(level) for level in LEVELS), Logging("DEBUG", "Text")]


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Choose in which Python each test runs.

    A level filters alike in all of them: the first runs in each, the others in one or the other.
    So do the tests of one function, by turns, for they start one each; ``--all-pythons`` runs all.
    """
    if not items:
        return
    everything, found = items[0].config.getoption("--all-pythons"), interpreters()
    chosen, names = [], dict[str, int]()
    for item in items:
        callspec = getattr(item, "callspec", None)
        given = dict(callspec.params) if callspec else {}
        python, way = given.pop("machine", None), given.get("day")
        if not isinstance(python, Interpreter):
            chosen.append(item)
            continue
        number = names.setdefault(f"{item.location[2].partition('[')[0]} {given}", len(names))
        number = EVERY_WAY_TO_LOG.index(way) if way else number + 1
        if everything or number == 0 or python == found[number % len(found)]:
            chosen.append(item)
    items[:] = chosen


class _ByPython(LoadScopeScheduling):  # type: ignore[misc]
    """Gives all tests of one Python to one process, where everything is prepared once.

    ``--dist loadgroup`` does not: it groups by a change of names that pytest 9 ignores.
    """

    def _split_scope(self, nodeid: str) -> str:
        found = (python.runtime for python in interpreters() if python.runtime in nodeid)
        return next(found, nodeid.partition("::")[0])


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> LoadScopeScheduling:
    return _ByPython(config, log)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--all-pythons", action="store_true", help="every test in every Python")


@pytest.fixture(scope="session")
def aws() -> Iterator[Aws]:
    with aws_on_loopback() as running:
        yield running


@pytest.fixture(scope="session", params=interpreters(), ids=lambda python: python.runtime)
def machine(
    request: pytest.FixtureRequest, aws: Aws, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Machine]:
    """The functions as built for one Python; nothing of them has run."""
    interpreter: Interpreter = request.param
    folder = tmp_path_factory.mktemp(interpreter.runtime)
    store = Store()
    built = build(interpreter, folder / "task")
    with running_server(store) as running:
        (folder / "stacks").mkdir()
        yield Machine(built, aws, store, running, folder / "stacks")


@pytest.fixture(
    scope="session", params=EVERY_WAY_TO_LOG, ids=lambda way: f"{way.format}-{way.level}"
)
def day(request: pytest.FixtureRequest, machine: Machine) -> Day:
    """A day of a stack that logs in one of the ways there are."""
    return a_day(machine, request.param)
