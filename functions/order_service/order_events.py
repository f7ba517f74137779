"""Adapter: tells the event bus what became of an order."""

import json
from typing import TYPE_CHECKING

from botocore.exceptions import BotoCoreError, ClientError

from order_service.errors import QueueUnavailable
from order_service.intake import OrderKey

if TYPE_CHECKING:
    from mypy_boto3_events import EventBridgeClient

SOURCE = "cart-to-order"


class OrderEvents:
    """Sends ``OrderParked`` at least once; the key is the event's identity."""

    def __init__(self, client: "EventBridgeClient", bus: str) -> None:
        self._client = client
        self._bus = bus

    def parked(self, key: OrderKey) -> None:
        """Announce that this order waits for a person."""
        detail = {
            "version": "1",
            "store": key.store,
            "idempotency_key": key.key,
            "correlation_id": key.correlation_id,
        }
        try:
            answer = self._client.put_events(
                Entries=[
                    {
                        "EventBusName": self._bus,
                        "Source": SOURCE,
                        "DetailType": "OrderParked",
                        "Detail": json.dumps(detail),
                    }
                ]
            )
        except (ClientError, BotoCoreError) as error:
            raise QueueUnavailable(
                f"The event bus answered {type(error).__name__}.", retry_after=5
            ) from None
        if answer["FailedEntryCount"]:
            raise QueueUnavailable("The event bus took no event.", retry_after=5)
