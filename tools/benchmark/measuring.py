"""What a measurement says: medians, their spread, and ratios of runs that took turns."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import median, quantiles

HEADER = "| target | at most | measured | middle half of the runs | met |\n|---|---|---|---|---|"
LEAST_RUNS = 11


@dataclass(frozen=True)
class Figure:
    """A median and the middle half of the runs it stands for."""

    middle: float
    low: float
    high: float

    def shown(self, digits: int = 2) -> str:
        """The median as text."""
        return f"{self.middle:.{digits}f}"

    def spread(self, digits: int = 2) -> str:
        """The middle half as text."""
        return f"{self.low:.{digits}f} to {self.high:.{digits}f}"


def figure(samples: Sequence[float]) -> Figure:
    """The median of the samples and their quartiles."""
    if len(samples) < 2:
        return Figure(samples[0], samples[0], samples[0])
    low, _, high = quantiles(samples, n=4, method="inclusive")
    return Figure(median(samples), low, high)


def ratio(ours: Sequence[float], floor: Sequence[float]) -> Figure:
    """Each run beside the floor's run of the same round, so that a busy moment hits both."""
    return figure([one / other for one, other in zip(ours, floor, strict=True)])


def target(what: str, at_most: float, measured: Figure) -> str:
    """One row below ``HEADER``."""
    over = f"{measured.middle / at_most - 1:.0%}" if at_most else measured.shown()
    met = "yes" if measured.middle <= at_most else f"no, by {over}"
    return f"| {what} | {at_most:g} | **{measured.shown()}** | {measured.spread()} | {met} |"


def targets(rows: Iterable[str]) -> str:
    """The rows as a table that the summary finds again."""
    return "\n".join([HEADER, *rows])


def rows_of(section: str) -> list[str]:
    """The rows of the tables of targets in a section."""
    found: list[str] = []
    inside = False
    for line in section.splitlines():
        if line == HEADER.splitlines()[0]:
            inside = True
        elif not line.startswith("|"):
            inside = False
        elif inside and not line.startswith("|---"):
            found.append(line)
    return found


def cells(table: str) -> list[dict[str, str]]:
    """The rows of a Markdown table, each by the table's head."""
    head, _, *rows = (
        [cell.strip() for cell in line.split("|")[1:-1]] for line in table.splitlines()
    )
    return [dict(zip(head, row, strict=True)) for row in rows]
