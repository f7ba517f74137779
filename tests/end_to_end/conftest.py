from collections.abc import Iterator

import pytest

from local_cloud.aws.cloud import LocalCloud
from local_cloud.aws.doors import Answer, FrontDoors, event
from local_cloud.aws.processes import LOOPBACK, free_port
from local_cloud.everything import whole_sandbox
from tools.places import CLOUD_PYTHON, LOGS


@pytest.fixture(scope="session")
def admin_port() -> int:
    """Where the store takes faults."""
    return free_port()


@pytest.fixture(scope="session")
def store_admin(admin_port: int) -> str:
    """Where the store tells what was asked of it and what it has."""
    return f"http://{LOOPBACK}:{admin_port}"


@pytest.fixture(scope="session")
def cloud(admin_port: int) -> Iterator[LocalCloud]:
    """The stack of template.yaml on a local AWS that enforces its policies, and a fresh store."""
    assert CLOUD_PYTHON.exists(), "The local AWS is missing: make test installs it."
    parameters = {"ApiDocs": "true", "LogLevel": "DEBUG"}
    options = ["--admin-port", str(admin_port)]
    logs = LOGS / "end_to_end"
    with whole_sandbox(parameters=parameters, store_options=options, logs=logs) as running:
        yield running


@pytest.fixture(scope="session")
def doors(cloud: LocalCloud) -> FrontDoors:
    """Both ways in."""
    return FrontDoors(cloud.deployment)


@pytest.fixture(scope="session")
def tutorial(doors: FrontDoors) -> Answer:
    """The answer to the tutorial's order, sent by HTTP once."""
    return doors.send_http(event("api_create_tutorial"))
