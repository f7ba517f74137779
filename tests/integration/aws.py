"""AWS in this process: moto answers for it.

Tests share their session and clients. A session reads AWS's models anew and a client is built of
them, which took longer than most tests, and megabytes for each. What a stack has before a test
begins is put into moto without a call: signing, sending and answering each took milliseconds.

Moto judges every expression against the item and the values at hand, as ever. Only what it makes of
an expression's text is kept: it parsed the same few texts again, twice for each write. Two of its
checks look at a whole expression, and are asked about the whole one only, not about each of its
parts as well. The names under which it looks for a member of an answer are found once.
"""

import pickle
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from functools import cache
from typing import Any

import boto3
from moto import mock_aws
from moto.backends import get_backend
from moto.core.base_backend import BackendDict
from moto.core.model_instances import reset_model_data
from moto.core.models import botocore_stubber
from moto.core.serialize import XFormedAttributePicker
from moto.dynamodb.parsing.ast_nodes import UpdateExpression
from moto.dynamodb.parsing.expressions import UpdateExpressionParser
from moto.dynamodb.parsing.validators import ActionCountValidator, OverlappingPathsValidator

ACCOUNT = "123456789012"
REGION = "us-east-1"


_pickled = cache(pickle.dumps)
_names_of = XFormedAttributePicker.get_possible_keys
_NAMES: dict[tuple[Any, ...], list[str]] = {}


def _kept_names(picker: Any, asked: Any) -> list[str]:
    known = (asked.key, asked.shape, type(asked.obj))
    if known not in _NAMES:
        _NAMES[known] = list(dict.fromkeys(_names_of(picker, asked)))
    return _NAMES[known]


XFormedAttributePicker.get_possible_keys = _kept_names
ActionCountValidator.traverse = ActionCountValidator.verify_action_counts
OverlappingPathsValidator.traverse = OverlappingPathsValidator.check_for_overlapping_paths
# A parsed text is only read, and each write's validation changes a copy of its own.
UpdateExpressionParser.make = cache(UpdateExpressionParser.make)
UpdateExpression.__deepcopy__ = lambda parsed, _: pickle.loads(_pickled(parsed))  # noqa: S301


@contextmanager
def aws() -> Iterator[None]:
    """An empty account that every client calls, for as long as the block runs."""
    with nullcontext() if botocore_stubber.enabled else mock_aws():
        # What an operator's command makes for itself comes from there.
        boto3.DEFAULT_SESSION = one_session()
        BackendDict.reset()
        try:
            yield
        finally:
            BackendDict.reset()
            reset_model_data()


@cache
def one_session() -> boto3.Session:
    """Return the session of all tests."""
    return boto3.Session(region_name=REGION)


@cache
def aws_client(service: str, region: str = REGION, url: str | None = None) -> Any:
    """Return the client of all tests for a service."""
    # Its type has a signature for each service: to say that none fits took mypy seconds.
    session: Any = one_session()
    return session.client(service, region, endpoint_url=url)


def there(service: str) -> Any:
    """Return what moto has of a service: things can be put there, or looked at, without a call."""
    backends: Any = get_backend(service)
    return backends[ACCOUNT][REGION]


def put_table(name: str, *keys: str, stream: str = "") -> None:
    """Let there be an empty table with these texts as its key, and maybe a stream of such views."""
    there("dynamodb").create_table(
        name,
        schema=[
            {"AttributeName": key, "KeyType": kind}
            for key, kind in zip(keys, ("HASH", "RANGE"), strict=False)
        ],
        throughput=None,
        attr=[{"AttributeName": key, "AttributeType": "S"} for key in keys],
        global_indexes=[],
        indexes=[],
        streams={"StreamEnabled": True, "StreamViewType": stream} if stream else None,
        billing_mode="PAY_PER_REQUEST",
        sse_specification=None,
        tags=[],
        deletion_protection_enabled=False,
        warm_throughput=None,
    )
