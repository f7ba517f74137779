"""Pure: what the page of one order is drawn from."""

from __future__ import annotations

from dataclasses import dataclass

from cart_to_order.pages.rows import Row
from cart_to_order.pages.timeline.timeline import Timeline


@dataclass(frozen=True)
class Story:
    """One key: its timeline, what is noted for attention, and what could not be read."""

    timeline: Timeline
    noted: Row | None = None
    remarks: tuple[str, ...] = ()
