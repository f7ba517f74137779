"""The ways to keep to a quota that the simulation compares."""

from dataclasses import replace
from random import Random

from order_service.queueing.pace import (
    MIN_DELAY,
    REACH,
    Pace,
    Turn,
    corrected,
    in_line,
    is_news,
    starts,
    waits,
)
from tools.benchmark.quota_model import BATCH, CALLS, Execution, Message, World

LONGEST_DELAY = 900.0


class RetryOn429:
    """Asks until it is refused, and waits in Lambda for the window to end."""

    name = "retry on 429"

    def admit(self, world: World, here: Execution, batch: list[Message]) -> list[float]:
        return [0.0] * len(batch)

    def pause(self, world: World, here: Execution) -> float:
        return 0.0

    def waits_for_reset(self) -> bool:
        return True

    def learns(self, world: World, here: Execution) -> None:
        return


class PacingByHeaders(RetryOn429):
    """Waits in Lambda before each call, so that what is left lasts until the window ends."""

    name = "pacing by headers"

    def pause(self, world: World, here: Execution) -> float:
        seen = here.seen
        if seen is None or world.now >= seen.resets_at:
            return 0.0
        # As many orders as there are in a batch share what this execution sees.
        return min((seen.resets_at - world.now) * BATCH / max(seen.left, 1), 30.0)


class GivingBack(RetryOn429):
    """Asks until it is refused, and puts the message back until the window ends."""

    name = "give back on 429"

    def waits_for_reset(self) -> bool:
        return False


class PlainTickets(GivingBack):
    """Takes a start time once; what the store says changes nothing."""

    name = "start times alone"

    def admit(self, world: World, here: Execution, batch: list[Message]) -> list[float]:
        pace = _shared(world)
        fresh = [message for message in batch if message.receives == 1]
        if not fresh:
            return [0.0] * len(batch)
        calls = [CALLS] * len(fresh)
        first = max(pace.next_at, world.now)
        times = starts(pace, first, calls, world.now)
        world.shared = replace(pace, next_at=first + pace.seconds_for(sum(calls), world.now))
        later = iter(time - world.now for time in times)
        found = [next(later) if message.receives == 1 else 0.0 for message in batch]
        return [wait if wait >= MIN_DELAY else 0.0 for wait in found]


class Tickets(GivingBack):
    """What the service does: start times, corrected by what the store's answers report."""

    name = "start times, corrected"

    def __init__(self) -> None:
        self._draws = Random(1)  # noqa: S311

    def admit(self, world: World, here: Execution, batch: list[Message]) -> list[float]:
        pace, now = _shared(world), world.now
        turns = [Turn(message.missing, message.receives) for message in batch]
        found = waits(pace, turns, now)
        for again in (True, False):
            places = [
                place
                for place, turn in enumerate(turns)
                if found[place] is None and (turn.receives > 1) is again
            ]
            line = self._line(world, [turns[place].width for place in places], again)
            for place, wait in zip(places, line, strict=True):
                found[place] = self._without_ticket(batch[place]) if wait is None else wait
        return [wait or 0.0 for wait in found]

    def _line(self, world: World, widths: list[float], again: bool) -> list[float | None]:
        """Return the waits until the tickets, None where the line is too long for one."""
        pace, now = _shared(world), world.now
        first = max(pace.next_at, pace.opens_at(now))
        if not again and first >= now + REACH:
            return [None] * len(widths)
        if widths:
            world.shared = replace(pace, next_at=first + pace.seconds_for(sum(widths), now))
        return [wait.seconds for wait in in_line(pace, first, widths, now)]

    def _without_ticket(self, message: Message) -> float:
        message.receives -= 1
        message.cycles += 1
        return self._draws.uniform(60, REACH) if message.cycles == 1 else LONGEST_DELAY

    def learns(self, world: World, here: Execution) -> None:
        pace = _shared(world)
        if here.seen and is_news(pace, here.seen):
            world.shared = corrected(pace, here.seen)


def _shared(world: World) -> Pace:
    return world.shared if isinstance(world.shared, Pace) else Pace()


POLICIES = (RetryOn429, PacingByHeaders, GivingBack, PlainTickets, Tickets)
