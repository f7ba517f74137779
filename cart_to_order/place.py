"""Adapter: where orders are sent: a stack in an AWS account, the local cloud, or a URL."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

import boto3

from cart_to_order.operations.place import deployed, local
from cart_to_order.signing import Sign, signer


@dataclass(frozen=True)
class Api:
    """The HTTP API, and what lets this caller in: SigV4, or headers of another authorizer."""

    url: str
    sign: Sign = field(repr=False)

    @classmethod
    def of_stack(cls, stack: str = "cart-to-order", profile: str | None = None) -> Self:
        """Return the API of a CloudFormation stack; raises NoSuchPlace."""
        there = deployed(stack, profile)
        return cls(there.api_url, signer(there.session, there.api_url))

    @classmethod
    def at(cls, url: str, profile: str | None = None) -> Self:
        """Return the API at a URL, for callers who may invoke it and nothing else."""
        return cls(url, signer(boto3.Session(profile_name=profile), url))

    @classmethod
    def local(cls, folder: Path | None = None) -> Self:
        """Return the API of the local cloud, of this or another folder; raises NoSuchPlace."""
        there = local(folder)
        return cls(there.api_url, signer(there.session, there.api_url))
