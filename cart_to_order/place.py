"""Adapter: where orders are sent: a stack in an AWS account, the local cloud, or a URL.

boto3 is imported when it is asked to sign or to read a stack: a caller with another authorizer
gives its own ``sign`` and does without.
"""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

from cart_to_order.calls import Sign
from cart_to_order.extras import load


@dataclass(frozen=True)
class Api:
    """The HTTP API, and what lets this caller in: SigV4, or headers of another authorizer."""

    url: str
    sign: Sign = field(repr=False)

    @classmethod
    def of_stack(cls, stack: str = "cart-to-order", profile: str | None = None) -> Self:
        """Return the API of a CloudFormation stack; raises NoSuchPlace, NotInstalled."""
        there = _aws("operations.place").deployed(stack, profile)
        return cls._signed(there.api_url, there.session)

    @classmethod
    def at(cls, url: str, profile: str | None = None) -> Self:
        """Return the API at a URL, for callers who may invoke it and nothing else."""
        return cls._signed(url, load("boto3", "aws").Session(profile_name=profile))

    @classmethod
    def local(cls, folder: Path | None = None) -> Self:
        """Return the API of the local cloud, of this or another folder; raises NoSuchPlace."""
        there = _aws("operations.place").local(folder)
        return cls._signed(there.api_url, there.session)

    @classmethod
    def _signed(cls, url: str, session: Any) -> Self:
        return cls(url, _aws("signing").signer(session, url))


def _aws(module: str) -> Any:
    return load(f"cart_to_order.{module}", "aws")
