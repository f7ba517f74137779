"""Adapter: one secret per store in Secrets Manager, cached, read again when it is rejected."""

import json
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from botocore.exceptions import BotoCoreError, ClientError

from order_service.clock import Clock, SystemClock
from order_service.errors import CredentialsUnusable

if TYPE_CHECKING:
    from mypy_boto3_secretsmanager import SecretsManagerClient

CACHE_SECONDS = 300
COME_BACK = 300.0


@dataclass(frozen=True)
class Credential:
    """What opens one store's API, and whether it is to be called; nothing shows in a repr."""

    store_hash: str = field(repr=False)
    access_token: str = field(repr=False)
    paused: bool = field(default=False, repr=False)


class Credentials(Protocol):
    """Knows each store's credential."""

    def get(self, store: str) -> Credential:
        """Return the credential, from the cache where it is fresh."""
        ...

    def refresh(self, store: str) -> None:
        """Read the secret again, now."""
        ...


class SecretCredentials:
    """Reads ``{prefix}{store}``: ``{"store_hash": "...", "access_token": "..."}``.

    A store with ``"paused": true`` beside them is paused.
    """

    def __init__(
        self, client: "SecretsManagerClient", prefix: str, clock: Clock | None = None
    ) -> None:
        self._client = client
        self._prefix = prefix
        self._clock = clock or SystemClock()
        self._known: dict[str, tuple[float, Credential]] = {}

    def get(self, store: str) -> Credential:
        """Return the credential, at most 5 minutes old; raises CredentialsUnusable."""
        until, credential = self._known.get(store, (0.0, None))
        if credential is not None and self._clock.now() < until:
            return credential
        return self._read(store)

    def refresh(self, store: str) -> None:
        """Read the secret again; raises CredentialsUnusable when it cannot be used."""
        self._read(store)

    def _read(self, store: str) -> Credential:
        name = self._prefix + store
        try:
            text = self._client.get_secret_value(SecretId=name).get("SecretString")
        except (ClientError, BotoCoreError) as error:
            raise _unusable(name, f"cannot be read ({_reason(error)})") from None
        credential = _parse(name, text)
        self._known[store] = (self._clock.now() + CACHE_SECONDS, credential)
        return credential


def _parse(name: str, text: object) -> Credential:
    try:
        content = json.loads(text) if isinstance(text, str) else None
    except ValueError:
        content = None
    if not isinstance(content, dict):
        raise _unusable(name, "is not a JSON object")
    store_hash, token = content.get("store_hash"), content.get("access_token")
    if not isinstance(store_hash, str) or not re.fullmatch(r"[A-Za-z0-9_-]{1,64}", store_hash):
        raise _unusable(name, "has no usable store_hash")
    if not isinstance(token, str) or not re.fullmatch(r"[!-~]{1,512}", token):
        raise _unusable(name, "has no usable access_token")
    paused = content.get("paused", False)
    if not isinstance(paused, bool):
        raise _unusable(name, "has a paused that is neither true nor false")
    return Credential(store_hash, token, paused)


def _reason(error: ClientError | BotoCoreError) -> str:
    # Never the text: it may quote what a secret holds.
    return error.response["Error"]["Code"] if isinstance(error, ClientError) else "no answer"


def _unusable(name: str, what: str) -> CredentialsUnusable:
    return CredentialsUnusable(
        f'The secret {name} {what}. It must be {{"store_hash": "...", "access_token": "..."}}.',
        retry_after=COME_BACK, step="credentials",
    )  # fmt: skip
