import json
from collections.abc import Iterator

import pytest

from local_cloud.aws.cloud import LocalCloud
from local_cloud.aws.entry_points import Answer, EntryPoints, event
from local_cloud.aws.processes import LOOPBACK, free_port
from local_cloud.everything import whole_cloud
from tests.emulator_admin import StoreAdmin
from tools.places import CLOUD_PYTHON, LOGS

CALLBACK_KEY = "0123456789abcdef0123456789abcdef"
CALLBACK_URL = "https://erp.example.com/hooks"
"""The local cloud's CloudFormation makes no API destination: test_callback.py makes it."""


@pytest.fixture(scope="session")
def admin_port() -> int:
    """Where the store takes faults."""
    return free_port()


@pytest.fixture(scope="session")
def cloud(admin_port: int) -> Iterator[LocalCloud]:
    """The stack of template.yaml on a local AWS that enforces its policies, and a fresh store."""
    assert CLOUD_PYTHON.exists(), "The local AWS is missing: make test installs it."
    parameters = {"ApiDocs": "true", "LogLevel": "DEBUG", "CallbackUrl": CALLBACK_URL}
    options = ["--admin-port", str(admin_port)]
    logs = LOGS / "end_to_end"
    with whole_cloud(parameters=parameters, store_options=options, logs=logs) as running:
        running.client("secretsmanager").create_secret(
            Name="cart-to-order/callback", SecretString=json.dumps({"signing_key": CALLBACK_KEY})
        )
        yield running


@pytest.fixture(scope="session")
def store_admin(cloud: LocalCloud, admin_port: int) -> StoreAdmin:
    """What tells what was asked of the store and what it has, and makes its calls fail."""
    return StoreAdmin(f"http://{LOOPBACK}:{admin_port}", cloud.deployment.admin_key)


@pytest.fixture(scope="session")
def entry_points(cloud: LocalCloud) -> EntryPoints:
    """Both ways in."""
    return EntryPoints(cloud.deployment)


@pytest.fixture(scope="session")
def tutorial(entry_points: EntryPoints) -> Answer:
    """The answer to the tutorial's order, sent by HTTP once."""
    return entry_points.send_http(event("api_create_tutorial"))
