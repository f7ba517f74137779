"""The local Lambda gives a function no more of a chain of messages than Lambda would."""

import asyncio
from contextvars import ContextVar, copy_context
from typing import Any

import pytest

from local_cloud.aws.loops import HEADER, MARK, MOST, counted, heeding, marked, stopped


class Stack:
    """A queue and the function that its messages invoke, as MiniStack would run them."""

    def __init__(self, loop: str) -> None:
        self.depth: ContextVar[int] = ContextVar("depth", default=0)
        self.functions = {"fn": {"recursive_loop": loop}}
        self.mapping = {"FunctionName": "fn", "LastProcessingResult": "OK"}
        self.runs: list[int] = []
        self._build = marked(lambda now, given: {"SentTimestamp": str(now), **given})
        self._run = stopped(self._ran, self.functions, self.depth)

    def sent(self, header: str) -> dict[str, Any]:
        """Return what is kept of a message whose sender's call had this header."""

        async def send(_method: str, _path: str, _headers: dict[str, str]) -> dict[str, Any]:
            return {"sys": self._build(1.0, {})}

        call = counted(send)("POST", "/", {HEADER: header} if header else {})
        message: dict[str, Any] = copy_context().run(asyncio.run, call)
        return message

    def deliver(self, *batch: dict[str, Any]) -> None:
        copy_context().run(self._run, self.mapping, {}, {"Records": []}, list(batch), "url", "name")

    def _ran(self, *_: Any) -> None:
        self.runs.append(self.depth.get())


@pytest.mark.parametrize(("loop", "rounds"), [("Terminate", MOST), ("Allow", 50)])
def test_a_message_goes_round_sixteen_times_unless_its_function_may(loop: str, rounds: int) -> None:
    stack, header = Stack(loop), ""
    for _ in range(50):
        stack.deliver(stack.sent(header))
        header = str(stack.runs[-1])
    assert stack.runs == list(range(1, rounds + 1))
    assert stack.mapping["LastProcessingResult"].startswith("PROBLEM") is (loop == "Terminate")


def test_the_message_that_went_round_most_stops_its_batch() -> None:
    stack = Stack("Terminate")
    stack.deliver(stack.sent(""), stack.sent(str(MOST)))
    assert stack.runs == []
    stack.deliver(stack.sent("3"), stack.sent("nonsense"))
    assert stack.runs == [4]


def test_a_message_from_outside_begins_a_chain() -> None:
    assert Stack("Terminate").sent("")["sys"] == {"SentTimestamp": "1.0", MARK: 0}


def test_the_template_says_which_function_may_loop_also_when_it_changes() -> None:
    functions: dict[str, dict[str, Any]] = {"fn": {}}
    known = {"create": lambda *_: ("fn", {}), "update": lambda *_, **__: ("fn", {}), "delete": 1}
    handlers = heeding(known, functions)
    handlers["create"]("Fn", {"RecursiveLoop": "Allow"}, "stack")
    assert functions == {"fn": {"recursive_loop": "Allow"}}
    handlers["update"]("fn", {"RecursiveLoop": "Allow"}, {}, "stack", logical_id="Fn")
    assert functions == {"fn": {"recursive_loop": "Terminate"}}
    assert handlers["delete"] == 1
