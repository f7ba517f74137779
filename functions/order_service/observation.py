"""Pure: what one call to the store was like, for those who watch: quota, metrics, traces."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class StoreCall:
    """One request and what came of it, in facts that name no customer.

    ``began`` is in seconds since the epoch; ``status`` is None when no answer came, and then
    ``error`` is the transport error's type. Header names are lower-case.
    """

    store: str
    step: str
    method: str
    began: float
    seconds: float
    status: int | None = None
    error: str | None = None
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)


Observe = Callable[[StoreCall], None]
"""Is told of every call right after it; must not raise and should not take long."""


def unobserved(_: StoreCall) -> None:
    """Watch nothing."""
