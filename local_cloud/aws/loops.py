"""Where the local AWS is not like Lambda: a function that its own messages invoke is stopped.

Lambda counts the invocations in one chain of requests, through queues too. After some sixteen it
gives the function no more messages of that chain; they come back until SQS has delivered them
`maxReceiveCount` times. MiniStack counts only invocations without a queue between them, and takes
no notice of RecursiveLoop in a template. So a loop that AWS stops would go round for ever here.
"""

from collections.abc import Callable, Coroutine, MutableMapping
from contextvars import ContextVar
from typing import Any

MOST = 16
HEADER = "x-ministack-invoke-depth"
"""Where MiniStack's functions say how many invocations led to a call."""
MARK = "InvokeDepth"
"""What a message is kept with: how many invocations led to it. No receiver is handed it."""
Handle = Callable[..., Coroutine[Any, Any, Any]]
Build = Callable[[float, dict[str, Any]], dict[str, Any]]
Functions = MutableMapping[str, dict[str, Any]]

_sent_after: ContextVar[int] = ContextVar("sent_after", default=0)


def counted(handle: Handle) -> Handle:
    """Return MiniStack's way to answer SQS's calls; it remembers what led to each."""

    async def handled(method: str, path: str, headers: dict[str, str], *more: Any) -> Any:
        said = headers.get(HEADER, "")
        _sent_after.set(int(said) if said.isdecimal() else 0)
        return await handle(method, path, headers, *more)

    return handled


def marked(build: Build) -> Build:
    """Return MiniStack's way to make what SQS itself keeps of a message, with the mark in it."""

    def built(now: float, given: dict[str, Any]) -> dict[str, Any]:
        return build(now, given) | {MARK: _sent_after.get()}

    return built


def stopped(
    run: Callable[..., None], functions: Functions, depth: "ContextVar[int]"
) -> Callable[..., None]:
    """Return MiniStack's way to give a function a batch: not one that has gone round too often.

    Such a batch stays hidden, as after a failure. ``depth`` is what the function's calls will say.
    """

    def given(mapping: dict[str, Any], function: Any, event: Any, batch: Any, *more: Any) -> None:
        reached = 1 + max(message["sys"].get(MARK, 0) for message in batch)
        allowed = functions[mapping["FunctionName"]].get("recursive_loop") == "Allow"
        if reached > MOST and not allowed:
            mapping["LastProcessingResult"] = "PROBLEM: RecursiveInvocationException"
            return
        depth.set(reached)
        run(mapping, function, event, batch, *more)

    return given


def heeding(handlers: MutableMapping[str, Any], functions: Functions) -> dict[str, Any]:
    """Return MiniStack's handlers of a template's function, which heed its RecursiveLoop, too."""

    def set_up(name: str, properties: dict[str, Any]) -> None:
        functions[name]["recursive_loop"] = properties.get("RecursiveLoop", "Terminate")

    def create(logical_id: str, properties: dict[str, Any], stack: str) -> Any:
        made = handlers["create"](logical_id, properties, stack)
        set_up(made[0], properties)
        return made

    def update(known: str, old: Any, properties: dict[str, Any], *more: Any, **named: Any) -> Any:
        made = handlers["update"](known, old, properties, *more, **named)
        set_up(made[0], properties)
        return made

    return {**handlers, "create": create, "update": update}
