"""The pytest plugin: the fixture `bigcommerce`.

Every test has the store to itself: it is reset before each, and served on one port for the whole
run. `@pytest.mark.bigcommerce(profile="real", plan="standard")` chooses a profile, a seed file and
switches for one test; `bigcommerce_profile = real` in the ini file a profile for all.
"""

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from bigcommerce_emulator.testing.emulator import Emulator

Choose = Callable[..., "Emulator"]


def pytest_addoption(parser: pytest.Parser) -> None:
    """Adds the setting of the ini file."""
    parser.addini("bigcommerce_profile", "profile of the emulated BigCommerce store", default="")


def pytest_configure(config: pytest.Config) -> None:
    """Makes the marker known."""
    line = "bigcommerce(profile=, seed=, **switches): the store that this test's fixture emulates"
    config.addinivalue_line("markers", line)


@pytest.fixture(scope="session")
def bigcommerce_stores() -> Iterator[Choose]:
    """Makes a store for each choice of profile, seed and switches, and keeps it for the run."""
    stores: dict[tuple[object, ...], Emulator] = {}

    def choose(profile: str, seed: str = "", **switches: object) -> "Emulator":
        key = (profile, str(seed), *sorted(switches.items()))
        if key not in stores:
            stores[key] = _made(profile, str(seed), switches)
        return stores[key]

    yield choose
    for store in stores.values():
        store.close()


@pytest.fixture
def bigcommerce(request: pytest.FixtureRequest, bigcommerce_stores: Choose) -> "Emulator":
    """A BigCommerce store without carts and orders: `url`, `token`, `faults`, `orders`, `set`."""
    marks = list(request.node.iter_markers("bigcommerce"))
    # The nearest marker comes first, and wins.
    chosen: dict[str, Any] = {"profile": request.config.getini("bigcommerce_profile")}
    for mark in reversed(marks):
        chosen |= mark.kwargs
    store = bigcommerce_stores(**chosen)
    store.reset()
    return store


def _made(profile_name: str, seed_file: str, switches: dict[str, object]) -> "Emulator":
    # The plugin is loaded in every run of pytest, and must not make one slower that has no store.
    from bigcommerce_emulator.testing.emulator import chosen_store  # noqa: PLC0415

    return chosen_store(profile_name, seed_file, switches)
