"""Adapter: the numbers that operators watch, gathered in memory and written once as EMF lines."""

from threading import Lock

from aws_lambda_powertools import Metrics
from aws_lambda_powertools.metrics import EphemeralMetrics, MetricUnit

_Numbers = dict[tuple[str, MetricUnit], list[float]]


class Tally:
    """Counts and measures; any thread may add, and each number is written exactly once."""

    def __init__(self, totals: Metrics) -> None:
        self._totals = totals
        self._lock = Lock()
        self._found: dict[tuple[str, str] | None, _Numbers] = {}

    def add(
        self,
        name: str,
        value: float = 1,
        unit: MetricUnit = MetricUnit.Count,
        by: tuple[str, str] | None = None,
    ) -> None:
        """Note one number; with ``by``, a dimension and its value, it counts there and in total."""
        with self._lock:
            self._found.setdefault(by, {}).setdefault((name, unit), []).append(value)

    def write(self) -> None:
        """Hand the totals to Powertools, which writes them with the handler's, and write the rest.

        Called when all threads of an invocation are done: what is added later waits for the next.
        """
        with self._lock:
            found, self._found = self._found, {}
        for by, numbers in found.items():
            metrics = self._totals if by is None else _of_dimension(self._totals.service, *by)
            for (name, unit), values in numbers.items():
                for value in values:
                    metrics.add_metric(name=name, unit=unit, value=value)
            if isinstance(metrics, EphemeralMetrics) and metrics.metric_set:
                metrics.flush_metrics()


def _of_dimension(service: str, name: str, value: str) -> EphemeralMetrics:
    metrics = EphemeralMetrics(service=service)
    metrics.add_dimensions(service=service, **{name: value})
    return metrics
