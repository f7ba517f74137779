from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack

import pytest

from local_cloud.aws.cloud import LocalCloud
from tools.places import LOGS

NO_STORE = "http://127.0.0.1:9"
Deployed = Callable[[str, Mapping[str, str]], LocalCloud]


@pytest.fixture(scope="session")
def deployed() -> Iterator[Deployed]:
    """Deploys a stack without a store behind it, named for its logs, in place of the one before.

    One local AWS has them all: its start takes longer than a deployment.
    """
    clouds: list[LocalCloud] = []
    with ExitStack() as started:

        def deploy(name: str, parameters: Mapping[str, str]) -> LocalCloud:
            if clouds:
                clouds[0].deploy_anew(parameters, LOGS / name)
            else:
                new = LocalCloud(NO_STORE, parameters=parameters, logs=LOGS / name)
                clouds.append(started.enter_context(new))
            return clouds[0]

        yield deploy
