"""The ways to keep to a quota that the simulation compares."""

from dataclasses import replace

from order_service.queueing.pace import Pace, Turn, corrected, is_news, soon, starts, waits
from tools.benchmark.quota_model import BATCH, CALLS, Execution, Message, World


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
        return [soon(next(later)) if message.receives == 1 else 0.0 for message in batch]


class Tickets(GivingBack):
    """What the service does: start times, corrected by what the store's answers report."""

    name = "start times, corrected"

    def admit(self, world: World, here: Execution, batch: list[Message]) -> list[float]:
        pace, now = _shared(world), world.now
        turns = [Turn(message.missing, message.receives) for message in batch]
        found = waits(pace, turns, now)
        widths = [turn.width for turn, wait in zip(turns, found, strict=True) if wait is None]
        first = max(pace.next_at, pace.opens_at(now))
        tickets = starts(pace, first, widths, now)
        if widths:
            world.shared = replace(pace, next_at=first + pace.seconds_for(sum(widths), now))
        return [soon(tickets.pop(0) - now) if wait is None else wait for wait in found]

    def learns(self, world: World, here: Execution) -> None:
        pace = _shared(world)
        if here.seen and is_news(pace, here.seen):
            world.shared = corrected(pace, here.seen)


def _shared(world: World) -> Pace:
    return world.shared if isinstance(world.shared, Pace) else Pace()


POLICIES = (RetryOn429, PacingByHeaders, GivingBack, PlainTickets, Tickets)
