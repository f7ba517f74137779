"""Pure: the part of an event that is posted to the callback URL, with its signature.

What is signed is a text inside the event, and not the bytes of the request: EventBridge writes
those, and its spaces and order of fields are documented nowhere.
"""

import hashlib
import hmac
import json
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from order_service.ledger.announcement import Announcement


@dataclass(frozen=True)
class Signer:
    """Signs for one stack, whose rule on the event bus posts what bears its name."""

    stack: str
    key: bytes = field(repr=False)

    def signed(self, announcement: Announcement) -> Announcement:
        """Return the announcement with its callback: the text, and the HMAC-SHA256 of the text."""
        # Stacks may share a key: what one of them signed is not another one's.
        content = _content(announcement) | {"stack": self.stack}
        text = json.dumps(content, separators=(",", ":"))
        signature = hmac.new(self.key, text.encode(), hashlib.sha256).hexdigest()
        callback = {"stack": self.stack, "signed": text, "signature": signature}
        return replace(announcement, callback=callback)


def _content(announcement: Announcement) -> dict[str, object]:
    moment = datetime.fromtimestamp(int(announcement.happened_at), UTC)
    return {
        "event": announcement.event,
        "time": moment.isoformat().replace("+00:00", "Z"),
        **announcement.detail(),
    }
