"""Adapter: which stores' events are posted to the callback URL, and the key that signs them.

The key is a secret of its own, so that a new one needs no deployment; whether a store takes part
is an item beside the ledger's, so that one store can be switched off alone.
"""

import json
import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from botocore.exceptions import BotoCoreError, ClientError

from order_service.clock import Clock
from order_service.ledger.announcement import Announcement
from order_service.ledger.callbacks import Signer
from order_service.ledger.table import Table, TableUnavailable
from order_service.telemetry.observation import Journal

if TYPE_CHECKING:
    from mypy_boto3_secretsmanager import SecretsManagerClient

ITEM = "##callback#"
"""Before the store's name: no order's id, since no store's name is empty."""
REMEMBERED_SECONDS = 60.0
"""How long a store's item and the key are believed, and so how soon a change is noticed."""
_KEY = re.compile(r"[!-~]{32,512}")
_FOR_A_PERSON = (
    "AccessDeniedException", "DecryptionFailure", "InvalidRequestException",
    "ResourceNotFoundException",
)  # fmt: skip


class CallbackUnknown(Exception):
    """Whether or how a callback is to be signed cannot be found out now; the text is the reason."""


class Callbacks:
    """Adds the callback to announcements; asked by one thread at a time."""

    def __init__(
        self,
        secrets: "SecretsManagerClient",
        secret: str,
        table: Table,
        stack: str,
        clock: Clock,
        journal: Journal,
    ) -> None:
        self._secrets = secrets
        self._secret = secret
        self._table = table
        self._stack = stack
        self._clock = clock
        self._journal = journal
        self._signer: tuple[float, Signer | None] | None = None
        self._switches: dict[str, tuple[float, bool]] = {}

    def added(self, announcement: Announcement) -> Announcement:
        """Return the announcement, signed if its store takes part; raises CallbackUnknown.

        Without a usable key it goes to the event bus alone, which the journal says: other readers
        of the bus do not wait for an operator.
        """
        if not self._takes_part(announcement.key.store):
            return announcement
        signer = self._current_signer()
        if signer is None:
            self._journal.note("callback not signed")
            return announcement
        return signer.signed(announcement)

    def _takes_part(self, store: str) -> bool:
        now = self._clock.now()
        known = self._switches.get(store)
        if known is None or known[0] <= now:
            try:
                item = self._table.read(ITEM + store)
            except TableUnavailable as failure:
                raise CallbackUnknown(str(failure)) from None
            known = self._switches[store] = (now + REMEMBERED_SECONDS, _is_on(item))
        return known[1]

    def _current_signer(self) -> Signer | None:
        now = self._clock.now()
        if self._signer is None or self._signer[0] <= now:
            self._signer = (now + REMEMBERED_SECONDS, self._read())
        return self._signer[1]

    def _read(self) -> Signer | None:
        try:
            found = self._secrets.get_secret_value(SecretId=self._secret)
        except ClientError as error:
            code = error.response["Error"]["Code"]
            if code not in _FOR_A_PERSON:
                raise CallbackUnknown(code) from None
            self._journal.note("callback key unusable", secret=self._secret, why=code)
            return None
        except BotoCoreError as error:
            raise CallbackUnknown(type(error).__name__) from None
        key = _key(found.get("SecretString", ""))
        if key is None:
            why = 'is not {"signing_key": "..."} with 32 characters or more'
            self._journal.note("callback key unusable", secret=self._secret, why=why)
            return None
        return Signer(self._stack, key)


def _is_on(item: Mapping[str, Any] | None) -> bool:
    return item is None or item.get("on") != {"BOOL": False}


def _key(text: str) -> bytes | None:
    try:
        content = json.loads(text)
    except ValueError:
        return None
    key = content.get("signing_key") if isinstance(content, dict) else None
    return key.encode() if isinstance(key, str) and _KEY.fullmatch(key) else None
