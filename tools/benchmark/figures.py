"""Medians with their spread, and tables of them."""

from collections.abc import Sequence
from statistics import median

RUNS = 11


def spread(values: Sequence[float], unit: str = "ms", scale: float = 1000.0) -> str:
    """Return the median and, in brackets, the least and the most."""
    low, high = min(values) * scale, max(values) * scale
    return f"{median(values) * scale:.0f} {unit} ({low:.0f} to {high:.0f})"


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Return a Markdown table."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
