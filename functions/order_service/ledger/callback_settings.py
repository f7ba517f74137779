"""Adapter: which stores' events are posted to the callback URL, and the key that signs them.

The key is a secret of its own, so that a new one needs no deployment; whether a store takes part
is an item beside the ledger's, so that one store can be switched off alone.
"""

import json
import re
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from botocore.exceptions import BotoCoreError, ClientError

from order_service.clock import Clock
from order_service.ledger.announcement import Announcement, Signer
from order_service.ledger.table import Table, TableUnavailable
from order_service.telemetry.observation import Journal

if TYPE_CHECKING:
    from mypy_boto3_secretsmanager import SecretsManagerClient

ITEM = "##callback#"
"""Before the store's name: no order's id, since no store's name is empty."""
REMEMBERED_SECONDS = 60.0
"""How long a store's item and the key are believed, and so how soon a change is noticed."""
PATIENCE_SECONDS = 7200.0
"""The age at which an event goes to the bus without its callback, if that is still unknown. Its
other readers must not lose it, and after twelve hours Lambda would give it up."""
FAILURES_IN_A_ROW = 7
"""Failed reads in a row, about half a minute, before an old event goes without its callback."""
_KEY = re.compile(r"[!-~]{32,512}")
_FOR_A_PERSON = (
    "AccessDeniedException", "DecryptionFailure", "InvalidRequestException",
    "ResourceNotFoundException",
)  # fmt: skip


class CallbackUnknown(Exception):
    """Whether or how a callback is to be signed cannot be found out now; the text is the reason."""


Found = TypeVar("Found")


class _Memory(Generic[Found]):
    """What one service of AWS last answered about each name.

    It is believed for a minute, and used on for as long as the service does not answer: an outage
    then stops nothing that was known before it.
    """

    def __init__(self, read: Callable[[str], Found | None], clock: Clock, journal: Journal) -> None:
        self._read = read
        self._clock = clock
        self._journal = journal
        self._found: dict[str, tuple[float, Found | None]] = {}
        self._failures = 0
        self._silent_until = 0.0

    def find(self, name: str, wait_until: float) -> Found | None:
        """Return what is known of a name, None if nothing is to be used; raises CallbackUnknown.

        An unknown name raises it until ``wait_until``. After that a failed read is not repeated for
        a minute: a service that hangs takes seconds each time.
        """
        now = self._clock.now()
        believed_until, found = self._found.get(name, (0.0, None))
        waits = found is None and now < wait_until
        if now < believed_until or (now < self._silent_until and not waits):
            return found
        try:
            found = self._read(name)
        except CallbackUnknown as reason:
            self._journal.note("callback setting not read", setting=name, why=str(reason))
            self._failures += 1
            if waits or (found is None and self._failures < FAILURES_IN_A_ROW):
                raise
            self._silent_until = now + REMEMBERED_SECONDS
            return found
        self._failures = 0
        self._found[name] = (now + REMEMBERED_SECONDS, found)
        return found


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
        self._journal = journal
        self._signers = _Memory(self._read_signer, clock, journal)
        self._switches = _Memory(self._read_switch, clock, journal)

    def added(self, announcement: Announcement) -> Announcement:
        """Return the announcement, signed if its store takes part; raises CallbackUnknown.

        It goes to the event bus alone, which the journal says, if only a person can put right what
        is missing, or if it has waited for two hours: other readers of the bus do not wait for it.
        """
        wait_until = announcement.happened_at + PATIENCE_SECONDS
        takes_part = self._switches.find(announcement.key.store, wait_until)
        if takes_part is False:
            return announcement
        signer = self._signers.find(self._secret, wait_until) if takes_part else None
        if signer is None:
            self._journal.note("callback not signed")
            return announcement
        return signer.signed(announcement)

    def _read_switch(self, store: str) -> bool | None:
        try:
            item = self._table.read(ITEM + store)
        except TableUnavailable as failure:
            if failure.code not in _FOR_A_PERSON:
                raise CallbackUnknown(failure.code or str(failure)) from None
            self._journal.note("callback switch unreadable", store=store, why=failure.code)
            return None
        return _is_on(item)

    def _read_signer(self, secret: str) -> Signer | None:
        try:
            found = self._secrets.get_secret_value(SecretId=secret)
        except ClientError as error:
            code = error.response["Error"]["Code"]
            if code not in _FOR_A_PERSON:
                raise CallbackUnknown(code) from None
            self._journal.note("callback key unusable", secret=secret, why=code)
            return None
        except BotoCoreError as error:
            raise CallbackUnknown(type(error).__name__) from None
        key = _key(found.get("SecretString", ""))
        if key is None:
            why = 'is not {"signing_key": "..."} with 32 characters or more'
            self._journal.note("callback key unusable", secret=secret, why=why)
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
