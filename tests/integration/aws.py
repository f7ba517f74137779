"""AWS in this process: moto answers for it.

Tests share their session and clients. A session reads AWS's models anew and a client is built of
them, which took longer than most tests, and megabytes for each.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

import boto3
from moto import mock_aws


@contextmanager
def aws() -> Iterator[None]:
    """An empty account that every client calls, for as long as the block runs."""
    with mock_aws():
        # What an operator's command makes for itself comes from there.
        boto3.DEFAULT_SESSION = one_session()
        yield


@cache
def one_session() -> boto3.Session:
    """Return the session of all tests."""
    return boto3.Session(region_name="us-east-1")


@cache
def aws_client(service: str, region: str = "us-east-1", url: str | None = None) -> Any:
    """Return the client of all tests for a service."""
    return one_session().client(service, region, endpoint_url=url)  # type: ignore[call-overload]
