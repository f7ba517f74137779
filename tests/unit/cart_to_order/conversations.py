"""Holds a conversation with the answers given, on a clock that moves with the waits."""

from typing import Any, TypeVar

from cart_to_order.calls import Reply
from cart_to_order.retrying import Conversation, Turn
from tests.fakes.clock import FakeClock
from tools.api_docs.examples import quoted

T = TypeVar("T")
ANSWER: dict[str, Any] = {"order_id": 101, "status": "Incomplete"}
PLACED = Reply(201, {}, ANSWER)
QUOTE = quoted()


def problem(status: int, code: str, **headers: str) -> Reply:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Reply(status, named, {"code": code, "status": status})


def state(status: int, **view: Any) -> Reply:
    return Reply(status, {"retry-after": "5"} if status == 202 else {}, view)


def hold(conversation: Conversation[T], clock: FakeClock, *replies: Reply) -> tuple[T, list[Turn]]:
    """What it came to, and all that was sent; the last answer is given for ever."""
    turns: list[Turn] = []
    try:
        turn = next(conversation)
        while True:
            clock.sleep(turn.after)
            turns.append(turn)
            turn = conversation.send(replies[min(len(turns), len(replies)) - 1])
    except StopIteration as end:
        result: T = end.value
        return result, turns
