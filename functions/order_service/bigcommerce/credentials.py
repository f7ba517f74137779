"""Adapter: one secret per store in Secrets Manager, cached, read again when it is rejected."""

import json
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from botocore.exceptions import BotoCoreError, ClientError

from order_service.clock import Clock, SystemClock
from order_service.errors import CredentialsUnusable, SecretsUnavailable, UnknownStore
from order_service.telemetry.observation import Journal

if TYPE_CHECKING:
    from mypy_boto3_secretsmanager import SecretsManagerClient

CACHE_SECONDS = 300
"""How long a secret is remembered, and so how soon a corrected one can be noticed."""
KNOWN_SECONDS = 3600
"""How long it is used where it cannot be read again: Secrets Manager throttles or is down."""
READ_AGAIN_SECONDS = 30
"""How soon such a reading is tried again, and so for how long nobody waits for it."""
MISSING_SECONDS = 120
"""How long a missing secret is not looked up again, and so how soon a new one can be noticed."""
MOST_MISSING = 1000
"""How many missing secrets are remembered: any name of a store can be asked for."""
_SOON = 5
"""Seconds until the first further try where a secret cannot be read."""
_BUSY = ("Throttl", "RequestLimitExceeded", "TooManyRequests", "InternalService")
"""What the codes of Secrets Manager begin with that say nothing about a secret."""
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
        self._missing_until: dict[str, float] = {}
        self._known: dict[str, _Known] = {}

    def get(self, store: str) -> Credential:
        """Return the credential, at most 5 minutes old, or an hour where none can be read.

        Raises CredentialsUnusable, and SecretsUnavailable while nothing can be said of the secret.
        Where there is no secret, and was none, that is an UnknownStore.
        """
        now, known = self._clock.now(), self._known.get(store)
        if now < self._missing_until.get(store, 0.0):
            raise self._absent(store)
        if known is not None and now < known.good_until:
            return known.credential
        try:
            return self._read(store)
        except SecretsUnavailable:
            # Another thread may have read it meanwhile, or found that it is gone.
            known = self._known.get(store)
            if known is None or now >= known.last_until:
                raise
            known.good_until = min(now + READ_AGAIN_SECONDS, known.last_until)
            return known.credential

    def refresh(self, store: str) -> None:
        """Read the secret again; raises as ``get`` does, whatever is known of it."""
        self._read(store)

    def _read(self, store: str) -> Credential:
        name, now = self._prefix + store, self._clock.now()
        try:
            credential = _parse(self._text(name))
        except _Busy as reason:
            self._journal.note("secret not read", secret=name, why=str(reason))
            said = "The store's secret cannot be read now."
            raise SecretsUnavailable(said, retry_after=_SOON, step="credentials") from None
        except _Unusable as reason:
            self._journal.note("secret unusable", secret=name, why=str(reason))
            if store in self._known and not isinstance(reason, _Unread):
                # What is gone, or was written over, is not used for the rest of its time.
                self._known[store].end(now)
            if isinstance(reason, _Missing):
                self._remember_missing(store, now)
                raise self._absent(store) from None
            raise _not_set_up() from None
        self._missing_until.pop(store, None)
        # Only a secret that can be used: a corrected one is seen immediately.
        self._known[store] = _Known(credential, now + CACHE_SECONDS, now + KNOWN_SECONDS)
        return credential

    def _absent(self, store: str) -> CredentialsUnusable:
        # A store whose secret was there is no misspelt name.
        return _not_set_up() if store in self._known else _unknown()

    def _remember_missing(self, store: str, now: float) -> None:
        if len(self._missing_until) >= MOST_MISSING:
            self._missing_until.clear()
        self._missing_until[store] = now + MISSING_SECONDS

    def _text(self, name: str) -> object:
        try:
            return self._secrets.get_secret_value(SecretId=name).get("SecretString")
        except ClientError as error:
            # Never the text: it may quote what a secret holds.
            raise _kind_of(error)(f"cannot be read ({error.response['Error']['Code']})") from None
        except BotoCoreError:
            raise _Busy("cannot be read (no answer)") from None


@dataclass
class _Known:
    """A credential that was read, and until when it is used."""

    credential: Credential = field(repr=False)
    good_until: float
    last_until: float
    """The end of its time where the secret cannot be read again."""

    def end(self, now: float) -> None:
        self.good_until = self.last_until = now


def _kind_of(error: ClientError) -> "type[_Unusable]":
    reason = error.response["Error"]["Code"]
    if reason == "ResourceNotFoundException":
        return _Missing
    status = error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0)
    return _Busy if status >= 500 or reason.startswith(_BUSY) else _Unread


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
    """It may not be read, whatever it holds."""


class _Busy(_Unusable):
    """It could not be read now, whatever it holds."""


class _Missing(_Unusable):
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
