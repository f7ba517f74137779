"""A ledger over a table that is as strict as DynamoDB, and what it keeps of one key."""

import re
from collections.abc import Callable
from typing import Any

from botocore.exceptions import ClientError

from order_service.callers import UNKNOWN, Caller
from order_service.keys import OrderKey
from order_service.ledger.entry import CancelWish, Entry
from order_service.ledger.lease import Lease
from order_service.ledger.ledger import Ledger
from order_service.ledger.ownership import Ownership
from tests.fakes.clock import FakeClock
from tests.fakes.drafts import DRAFT
from tests.fakes.dynamodb import FakeDynamoDB
from tests.fakes.shop import as_client

KEY = OrderKey("acme", "order-1")
ONE, OTHER = "a" * 64, "b" * 64
MINE, THEIRS, MESSAGE = Caller("mine"), Caller("theirs"), Caller(by_message=True)
NOW = 1_800_000_000.0


class Strict(FakeDynamoDB):
    """Refuses, as DynamoDB does, a value that no expression names; may lose its answers."""

    def __init__(self) -> None:
        super().__init__()
        self.loses_answers = False
        self.meanwhile: list[Callable[[], object]] = []
        """What another does before each of the next calls."""

    def update_item(self, **call: Any) -> dict[str, Any]:
        self._let_others_act()
        named = re.findall(r":\w+", call["UpdateExpression"] + " " + call["ConditionExpression"])
        assert set(named) == set(call["ExpressionAttributeValues"])
        answer = super().update_item(**call)
        if self.loses_answers:
            # The SDK repeats the write, which now finds itself.
            failed: Any = {"Error": {"Code": "ConditionalCheckFailedException"}}
            raise ClientError(failed | {"Item": answer["Attributes"]}, "UpdateItem")
        return answer

    def get_item(self, **call: Any) -> dict[str, Any]:
        self._let_others_act()
        return super().get_item(**call)

    def _let_others_act(self) -> None:
        if self.meanwhile:
            self.meanwhile.pop(0)()


class Kept:
    """A ledger, and the item that it keeps of one key."""

    def __init__(self, *, apart: bool = False) -> None:
        self.table, self.clock = Strict(), FakeClock(NOW)
        self.ledger = Ledger(
            as_client(self.table), "ledger", self.clock, 90, ownership=Ownership(apart)
        )

    @property
    def item(self) -> dict[str, Any]:
        return {
            name: next(iter(kept.values())) for name, kept in self.table.items[str(KEY)].items()
        }

    @property
    def entry(self) -> Entry:
        return Entry.from_item(self.table.items[str(KEY)])

    def claim(self, fingerprint: str = ONE, caller: Caller = UNKNOWN) -> Lease:
        return self.ledger.claim(KEY, fingerprint, self.clock.now() + 70, caller)

    def cancel(self, wish: CancelWish = CancelWish.KEY, caller: Caller = UNKNOWN) -> Any:
        return self.ledger.cancel(KEY, wish, self.clock.now() + 70, caller)

    def submitted(self, caller: Caller = UNKNOWN) -> Lease:
        lease = self.claim(caller=caller)
        lease.cart_opened("c-1", {})
        lease.submitting(DRAFT, self.clock.now())
        return lease

    def expect(self, fingerprint: str = ONE, caller: Caller = UNKNOWN) -> Entry:
        return self.ledger.expect(KEY, fingerprint, caller)

    def gone(self) -> None:
        self.table.items.clear()
