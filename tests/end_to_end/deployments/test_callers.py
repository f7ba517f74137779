"""Who is let in by parameter is asked for in place of a signature, and nobody gets by."""

import pytest

from local_cloud.aws.entry_points import EntryPoints, send
from tests.end_to_end.deployments.conftest import Deployed

POOL = "arn:aws:cognito-idp:us-east-1:000000000000:userpool/us-east-1_Example"
# There is no such function: what cannot be asked lets nobody in.
ASKED = "arn:aws:lambda:us-east-1:000000000000:function:who-may-order"


@pytest.mark.parametrize(("parameter", "arn"), [("UserPoolArn", POOL), ("AuthorizerArn", ASKED)])
def test_nobody_gets_by_the_given_authorizer(parameter: str, arn: str, deployed: Deployed) -> None:
    cloud = deployed(f"callers-{parameter}", {parameter: arn})
    url = f"{cloud.deployment.api_url}/stores/acme/orders/nobody-sent-this"
    answers = [
        send("GET", url, {}),
        send("GET", url, {"Authorization": "Bearer something"}),
        # A signature is no token.
        EntryPoints(cloud.deployment).read("acme", "nobody-sent-this"),
    ]
    # Inside, the answer would be 404 with a code of ours.
    assert all(answer.status in (401, 403, 500) for answer in answers)
    assert all("code" not in (answer.body or {}) for answer in answers)
