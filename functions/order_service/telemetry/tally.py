"""Adapter: the numbers that operators watch, gathered in memory and written as few EMF lines."""

import math
import time
from collections.abc import Callable
from threading import Lock

from aws_lambda_powertools import Metrics
from aws_lambda_powertools.metrics import EphemeralMetrics, MetricUnit

HELD_SECONDS = 60.0
"""How long measures wait for others to share a line with: no graph has shorter periods."""
VALUES = 100
"""As many values of one metric fit into a line."""

_By = tuple[str, str] | None
_Numbers = dict[tuple[str, MetricUnit], list[float]]
_Found = dict[_By, _Numbers]


class Tally:
    """Counts and measures; any thread may add, and each number is written exactly once.

    A count is written with its invocation. A measure (how long, how much is left) means something
    only among others, and a line for each would be most of what an order logs: those of a minute
    share one. What an environment holds when it ends is lost.
    """

    def __init__(self, totals: Metrics, clock: Callable[[], float] = time.time) -> None:
        self._totals = totals
        self._clock = clock
        self._lock = Lock()
        self._counts: _Found = {}
        self._measures: _Found = {}
        self._written = -math.inf
        self._measured = 0.0

    def add(
        self,
        name: str,
        value: float = 1,
        unit: MetricUnit = MetricUnit.Count,
        by: _By = None,
    ) -> None:
        """Note one number; with ``by``, a dimension and its value, it counts there and in total."""
        with self._lock:
            _append(self._counts, by, (name, unit), value)

    def measure(self, name: str, value: float, unit: MetricUnit, by: _By = None) -> None:
        """Note a measure; what an alarm reads is added instead, since this may wait."""
        with self._lock:
            _append(self._measures, by, (name, unit), value)
            self._measured = self._clock()

    def write(self) -> None:
        """Hand the totals to Powertools, which writes them with the handler's, and write the rest.

        Called when all threads of an invocation are done: what is added later waits for the next.
        """
        with self._lock:
            counts, self._counts = self._counts, {}
        for by, numbers in counts.items():
            _write(numbers, self._totals if by is None else _of_dimension(self._totals.service, by))
        if self._due():
            self.write_measures()

    def write_measures(self) -> None:
        """Write what is held, under the time of the last measure: an environment may have slept."""
        with self._lock:
            measures, self._measures = self._measures, {}
            self._written = self._clock()
        for by, numbers in measures.items():
            metrics = _of_dimension(self._totals.service, by)
            metrics.set_timestamp(int(self._measured * 1000))
            _write(numbers, metrics)

    def _due(self) -> bool:
        with self._lock:
            held = [len(values) for each in self._measures.values() for values in each.values()]
            waited = self._clock() - self._written
        return max(held, default=0) >= VALUES or (bool(held) and waited >= HELD_SECONDS)


def _append(found: _Found, by: _By, name: tuple[str, MetricUnit], value: float) -> None:
    found.setdefault(by, {}).setdefault(name, []).append(value)


def _write(numbers: _Numbers, metrics: Metrics | EphemeralMetrics) -> None:
    for (name, unit), values in numbers.items():
        for value in values:
            metrics.add_metric(name=name, unit=unit, value=value)
    if isinstance(metrics, EphemeralMetrics) and metrics.metric_set:
        metrics.flush_metrics()


def _of_dimension(service: str, by: _By) -> EphemeralMetrics:
    metrics = EphemeralMetrics(service=service)
    if by is not None:
        metrics.add_dimensions(service=service, **dict([by]))
    return metrics
