"""The commands of the AWS CLI that README and docs show are carried out on the local AWS."""

import re

import pytest

from local_cloud.aws.cloud import LocalCloud
from local_cloud.shell import exports
from tests.end_to_end.shown.aws_words import carried_out
from tests.unit.docs.shown_commands import CARRIED_OUT, RUN, aws_lines

LINES = sorted({(name, line) for name, line in aws_lines() if RUN.get(name) == CARRIED_OUT})

FILE = re.compile(r"file://\S+")
SECRET = '{"store_hash": "abc123", "access_token": "..."}'
"""What is in each file that a command names."""


@pytest.fixture(scope="module")
def variables(cloud: LocalCloud) -> dict[str, str]:
    """Those of .local/env.sh, and what the lines before another one have set."""
    here = exports(cloud.deployment)
    # The local AWS makes no API destination, and so no queue of what it could not post.
    queue = here["STREAM_DEAD_LETTER_QUEUE_URL"]
    return here | {"GROUP": here["API_LOG_GROUP"], "CALLBACK_DEAD_LETTER_QUEUE_URL": queue}


@pytest.fixture(scope="module", autouse=True)
def secret(cloud: LocalCloud) -> None:
    """The store of the commands, which no other test has."""
    cloud.put_store_secret(store="acme")


@pytest.mark.parametrize(("name", "line"), LINES, ids=[name for name, _ in LINES])
def test_a_command_that_is_shown_is_answered(
    name: str, line: str, cloud: LocalCloud, variables: dict[str, str]
) -> None:
    assert name.startswith("aws ")
    carried_out(FILE.sub(f"'{SECRET}'", line), cloud, variables)
