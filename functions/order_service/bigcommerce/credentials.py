"""Adapter: one secret per store in Secrets Manager, cached, read again when it is rejected."""

import json
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from botocore.exceptions import BotoCoreError, ClientError

from order_service.clock import Clock, SystemClock
from order_service.errors import CredentialsUnusable, UnknownStore
from order_service.telemetry.observation import Journal

if TYPE_CHECKING:
    from mypy_boto3_secretsmanager import SecretsManagerClient

CACHE_SECONDS = 300
"""How long a secret is remembered, and so how soon a corrected one can be noticed."""
MISSING_SECONDS = 120
"""How long a missing secret is not looked up again, and so how soon a new one can be noticed."""
MOST_MISSING = 1000
"""How many missing secrets are remembered: any name of a store can be asked for."""
FORM = '{"store_hash": "...", "access_token": "..."}'


@dataclass(frozen=True)
class Credential:
    """What opens one store's API, and how it is to be called; nothing shows in a repr.

    ``omit_variant``: a line with a sku and option_selections goes without variant_id, as
    BigCommerce's specification has it.
    """

    store_hash: str = field(repr=False)
    access_token: str = field(repr=False)
    paused: bool = field(default=False, repr=False)
    omit_variant: bool = field(default=False, repr=False)


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

    A store with ``"paused": true`` beside them is paused; ``"omit_variant": true`` is explained
    above. The journal gets what is wrong with a secret, and its name; a caller hears neither. That
    a secret is missing is remembered for a while, for a message for such a store is delivered
    hundreds of times.
    """

    def __init__(
        self,
        secrets: "SecretsManagerClient",
        prefix: str,
        journal: Journal,
        clock: Clock | None = None,
    ) -> None:
        self._secrets = secrets
        self._prefix = prefix
        self._journal = journal
        self._clock = clock or SystemClock()
        self._good_until: dict[str, float] = {}
        self._missing_until: dict[str, float] = {}
        self._known: dict[str, Credential] = {}

    def get(self, store: str) -> Credential:
        """Return the credential, at most 5 minutes old; raises CredentialsUnusable.

        Where there is no secret, and was none, that is an UnknownStore.
        """
        now = self._clock.now()
        if now < self._missing_until.get(store, 0.0):
            raise self._absent(store)
        if now < self._good_until.get(store, 0.0):
            return self._known[store]
        return self._read(store)

    def refresh(self, store: str) -> None:
        """Read the secret again; raises CredentialsUnusable when it cannot be used."""
        self._read(store)

    def _read(self, store: str) -> Credential:
        name, now = self._prefix + store, self._clock.now()
        try:
            credential = _parse(self._text(name))
        except _Unusable as reason:
            self._journal.note("secret unusable", secret=name, why=str(reason))
            if isinstance(reason, _Missing):
                self._remember_missing(store, now)
                raise self._absent(store) from None
            if not isinstance(reason, _Unread) and store in self._known:
                # What was written over it is not used for the rest of its time.
                self._good_until[store] = now
            raise _not_set_up() from None
        self._missing_until.pop(store, None)
        # Only a secret that can be used: a corrected one is seen immediately.
        self._known[store], self._good_until[store] = credential, now + CACHE_SECONDS
        return credential

    def _absent(self, store: str) -> CredentialsUnusable:
        # A store whose secret was there is no misspelt name.
        return _not_set_up() if store in self._good_until else _unknown()

    def _remember_missing(self, store: str, now: float) -> None:
        if len(self._missing_until) >= MOST_MISSING:
            self._missing_until.clear()
        self._missing_until[store] = now + MISSING_SECONDS

    def _text(self, name: str) -> object:
        try:
            return self._secrets.get_secret_value(SecretId=name).get("SecretString")
        except ClientError as error:
            # Never the text: it may quote what a secret holds.
            reason = error.response["Error"]["Code"]
            kind = _Missing if reason == "ResourceNotFoundException" else _Unread
            raise kind(f"cannot be read ({reason})") from None
        except BotoCoreError:
            raise _Unread("cannot be read (no answer)") from None


def _not_set_up() -> CredentialsUnusable:
    return CredentialsUnusable(
        "This store is not set up here.", retry_after=CACHE_SECONDS, step="credentials"
    )


def _unknown() -> UnknownStore:
    return UnknownStore(
        "This store is not set up here.",
        retry_after=CACHE_SECONDS,
        step="credentials",
        hint="Check the store's name in the path or message; an operator sets up a new store.",
    )


class _Unusable(Exception):
    """The secret cannot be used; the text says why, without a word of it."""


class _Unread(_Unusable):
    """It could not be read, whatever it holds."""


class _Missing(_Unread):
    """There is no such secret."""


_FLAGS = ("paused", "omit_variant")


def _parse(text: object) -> Credential:
    try:
        content = json.loads(text) if isinstance(text, str) else None
    except ValueError:
        content = None
    if not isinstance(content, dict):
        raise _Unusable(f"is not a JSON object like {FORM}")
    store_hash, token = content.get("store_hash"), content.get("access_token")
    if not isinstance(store_hash, str) or not re.fullmatch(r"[A-Za-z0-9_-]{1,64}", store_hash):
        raise _Unusable("has no usable store_hash")
    if not isinstance(token, str) or not re.fullmatch(r"[!-~]{1,512}", token):
        raise _Unusable("has no usable access_token")
    flags = [content.get(name, False) for name in _FLAGS]
    for name, flag in zip(_FLAGS, flags, strict=True):
        if not isinstance(flag, bool):
            raise _Unusable(f"has a {name} that is neither true nor false")
    return Credential(store_hash, token, *flags)
