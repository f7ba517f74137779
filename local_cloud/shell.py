"""What a shell needs to know of the local cloud, so that the runbook's `aws` lines work there."""

from __future__ import annotations

from dataclasses import asdict
from shlex import quote

from local_cloud.aws.local_clients import ACCESS_KEY, SECRET_KEY
from local_cloud.aws.stack import Deployment

FILE = "env.sh"
# The developer's own account must not be meant by mistake.
_NOT_OF_THE_DEVELOPER = ("AWS_PROFILE", "AWS_SESSION_TOKEN", "AWS_SECURITY_TOKEN")


def exports(deployment: Deployment) -> dict[str, str]:
    """The variables: AWS's own, and each part of the deployment under its name in capitals."""
    parts = {name.upper(): str(value) for name, value in asdict(deployment).items()}
    region = deployment.region
    return parts | {
        "AWS_ENDPOINT_URL": deployment.endpoint_url,
        "AWS_REGION": region,
        "AWS_DEFAULT_REGION": region,
        "AWS_ACCESS_KEY_ID": ACCESS_KEY,
        "AWS_SECRET_ACCESS_KEY": SECRET_KEY,
    }


def script(deployment: Deployment) -> str:
    """The file that a shell reads them from."""
    lines = [f"export {name}={quote(value)}" for name, value in exports(deployment).items()]
    return "\n".join((f"unset {' '.join(_NOT_OF_THE_DEVELOPER)}", *lines, ""))
