"""Adapter: sends the events of orders to the event bus."""

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from botocore.exceptions import BotoCoreError, ClientError

from order_service.ledger.announcement import Announcement

if TYPE_CHECKING:
    from mypy_boto3_events import EventBridgeClient
    from mypy_boto3_events.type_defs import PutEventsRequestEntryTypeDef

SOURCE = "cart-to-order"


class OrderEvents:
    """Sends announcements to one bus."""

    def __init__(self, client: "EventBridgeClient", bus: str) -> None:
        self._client = client
        self._bus = bus

    def send(self, announcements: Sequence[Announcement]) -> list[str | None]:
        """Return for each of at most ten None, or the code of the reason why it was not taken."""
        try:
            answer = self._client.put_events(Entries=[self._entry(one) for one in announcements])
        except ClientError as error:
            return [error.response["Error"]["Code"]] * len(announcements)
        except BotoCoreError as error:
            return [type(error).__name__] * len(announcements)
        return [entry.get("ErrorCode") for entry in answer["Entries"]]

    def _entry(self, announcement: Announcement) -> "PutEventsRequestEntryTypeDef":
        return {
            "EventBusName": self._bus,
            "Source": SOURCE,
            "DetailType": announcement.event,
            "Time": datetime.fromtimestamp(announcement.happened_at, UTC),
            "Detail": json.dumps(announcement.detail()),
        }
