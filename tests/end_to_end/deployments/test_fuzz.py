"""A few made-up requests for every call, on the way that only a deployed API has.

That way is the signature, the permissions and API Gateway; tests/integration/fuzzing sends the
thousands to the handler itself.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest

from local_cloud.aws.cloud import LocalCloud
from local_cloud.everything import whole_cloud
from tests.integration.fuzzing.schemathesis_run import fuzzed
from tools.places import LOGS

DRAWN = 5
FEWEST = 30
UNTHROTTLED = {"ApiRateLimit": "10000", "ApiBurstLimit": "5000"}


@pytest.fixture(scope="module")
def unthrottled() -> Iterator[LocalCloud]:
    """A stack that lets every request through to the service."""
    with whole_cloud(parameters=UNTHROTTLED, logs=LOGS / "fuzz") as running:
        yield running


def test_a_few_requests_for_every_call_get_documented_answers_through_the_local_aws(
    unthrottled: LocalCloud, tmp_path: Path
) -> None:
    url = unthrottled.deployment.api_url
    found = fuzzed(url, tmp_path, phases="examples,fuzzing", drawn=DRAWN)
    found.check()
    assert found.cases >= FEWEST
