"""Adds a SigV4 signature; imports nothing of ours: the local cloud has not all our libraries."""

from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials, ReadOnlyCredentials


def signed(
    keys: ReadOnlyCredentials | Credentials, region: str, request: AWSRequest
) -> dict[str, str]:
    """Return the request's headers with the signature that API Gateway asks for."""
    SigV4Auth(keys, "execute-api", region).add_auth(request)
    return dict(request.headers)
