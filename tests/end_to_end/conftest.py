from collections.abc import Iterator

import pytest

from sandbox.cloud import LocalCloud
from sandbox.doors import Answer, FrontDoors, event
from sandbox.everything import whole_sandbox
from sandbox.places import CLOUD_PYTHON, LOGS


@pytest.fixture(scope="session")
def cloud() -> Iterator[LocalCloud]:
    """The stack of template.yaml on a local AWS that enforces its policies, and a fresh store."""
    assert CLOUD_PYTHON.exists(), "The local AWS is missing: make test installs it."
    parameters = {"ApiDocs": "true", "LogLevel": "DEBUG"}
    with whole_sandbox(parameters=parameters, logs=LOGS / "end_to_end") as running:
        yield running


@pytest.fixture(scope="session")
def doors(cloud: LocalCloud) -> FrontDoors:
    """Both ways in."""
    return FrontDoors(cloud.deployment)


@pytest.fixture(scope="session")
def tutorial(doors: FrontDoors) -> Answer:
    """The answer to the tutorial's order, sent by HTTP once."""
    return doors.send_http(event("api_create_tutorial"))
