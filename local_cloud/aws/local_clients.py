"""Clients of the local AWS that nothing outside the local cloud can influence or be reached by."""

from __future__ import annotations

import os
from functools import cache
from threading import Lock
from typing import Any

import boto3
import botocore.session
from botocore.awsrequest import AWSRequest
from botocore.config import Config
from botocore.credentials import Credentials

from cart_to_order import sigv4

REGION = "us-east-1"
# MiniStack's root user. Its keys open nothing else.
ACCESS_KEY = "test"
SECRET_KEY = "test"

# Where a session would look for the developer's own profile and files.
_FROM_NOWHERE = {
    "profile": (None, None, None, None),
    "config_file": (None, None, os.devnull, None),
    "credentials_file": (None, None, os.devnull, None),
}

_MAKING = Lock()
"""A session makes clients for one thread at a time."""


def local_client(service: str, endpoint_url: str) -> Any:
    """A boto3 client of the local AWS at this address, with its root user's keys."""
    # A failing call must show at once here; a proxy of the developer's has no business on loopback.
    config = Config(retries={"total_max_attempts": 1}, read_timeout=90, proxies={})
    with _MAKING:
        return _session().client(service, endpoint_url=endpoint_url, config=config)


@cache
def _session() -> Any:
    """The one that remembers the services' descriptions: reading one takes a tenth of a second.

    Typed as anything: which services there are is known only when it runs.
    """
    return boto3.Session(
        aws_access_key_id=ACCESS_KEY,
        aws_secret_access_key=SECRET_KEY,
        region_name=REGION,
        botocore_session=botocore.session.Session(session_vars=dict(_FROM_NOWHERE)),
    )


def signed(method: str, url: str, headers: dict[str, str], body: bytes) -> dict[str, str]:
    """The headers with the SigV4 signature that the API asks of its callers."""
    keys = Credentials(ACCESS_KEY, SECRET_KEY)
    return sigv4.signed(keys, REGION, AWSRequest(method, url, headers, body))
