"""Pure: things that take long to make, made when they are first used and by one thread only."""

from collections.abc import Callable
from threading import RLock
from typing import Any, TypeVar, cast

Thing = TypeVar("Thing")
_ONE_AT_A_TIME = RLock()
"""For all of them: the session that AWS's clients are made from must not be shared by threads."""


class Lazy:
    """Stands for a thing until somebody calls it or asks it for an attribute."""

    def __init__(self, make: Callable[[], Any]) -> None:
        self._make: Callable[[], Any] | None = make
        self._thing: Any = None

    def __call__(self, *args: Any, **named: Any) -> Any:
        """Call the thing."""
        return self.initialise()(*args, **named)

    def __getattr__(self, name: str) -> Any:
        """Return the thing's attribute."""
        return getattr(self.initialise(), name)

    @property
    def is_made(self) -> bool:
        """Return whether the thing is there."""
        return self._make is None

    def initialise(self) -> Any:
        """Return the thing itself, made at the latest now; what making it raises is raised."""
        if self._make is not None:
            with _ONE_AT_A_TIME:
                if self._make is not None:
                    self._thing = self._make()
                    self._make = None
        return self._thing


def lazy(make: Callable[[], Thing]) -> Thing:
    """Return what stands for the thing and can be used as if it were there."""
    return cast("Thing", Lazy(make))


def initialise(*things: Any) -> None:
    """Make these things now, unless they are made already."""
    for thing in things:
        if isinstance(thing, Lazy):
            thing.initialise()
