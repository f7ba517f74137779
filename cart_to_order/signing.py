"""Adapter: signs requests with SigV4, as API Gateway asks of the callers it lets in by IAM."""

import re
from urllib.parse import urlsplit

import boto3
from botocore.awsrequest import AWSRequest
from botocore.exceptions import BotoCoreError

from cart_to_order.calls import Call, Sign
from cart_to_order.problems import NotAllowed
from cart_to_order.sigv4 import signed

_HOST = re.compile(r"\.execute-api\.([a-z0-9-]+)\.")


def signer(session: boto3.Session, api_url: str) -> Sign:
    """Return what signs with the session's credentials, renewed by themselves when they expire."""
    region = _region(session, api_url)

    def sign(call: Call, url: str) -> dict[str, str]:
        try:
            credentials = session.get_credentials()
            keys = credentials.get_frozen_credentials() if credentials else None
        except BotoCoreError as error:
            raise NotAllowed(f"The AWS credentials cannot be used: {error}") from None
        if keys is None:
            raise NotAllowed("There are no AWS credentials: name a profile with --profile.")
        return signed(keys, region, AWSRequest(call.method, url, call.headers, call.body))

    return sign


def _region(session: boto3.Session, api_url: str) -> str:
    named = _HOST.search(urlsplit(api_url).hostname or "")
    region = named[1] if named else session.region_name
    if not region:
        raise NotAllowed("The API's AWS region is not known: set it in the profile or AWS_REGION.")
    return region
