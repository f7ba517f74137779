"""One logger and one set of metrics; both speak in facts that name no customer."""

from typing import Any

from aws_lambda_powertools import Logger, Metrics
from aws_lambda_powertools.metrics import MetricUnit

logger = Logger(log_uncaught_exceptions=False)
metrics = Metrics()

_COUNTED = {
    "order placed": "OrdersPlaced",
    "order replayed": "OrdersReplayed",
    "order refused": "OrdersRefused",
    "order parked": "OrdersParked",
    "create-order ambiguous": "CreateOrderAmbiguous",
    "twin archived": "TwinsArchived",
    "twin reported": "TwinsReported",
}


class LogJournal:
    """Writes each event as one log line and counts those that operators watch."""

    def note(self, event: str, **facts: Any) -> None:
        """Record one event."""
        logger.info(event, extra=facts)
        if event in _COUNTED:
            metrics.add_metric(name=_COUNTED[event], unit=MetricUnit.Count, value=1)


def about(**facts: Any) -> None:
    """Put these facts on every further line of this record, in place of the last record's."""
    logger.append_keys(**facts)


def failed(error: Exception) -> None:
    """Log an error nobody expected by its type and place: its text may quote a customer."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    place = f"{trace.tb_frame.f_code.co_name}:{trace.tb_lineno}" if trace else "unknown"
    logger.error("unexpected error", extra={"error_type": type(error).__name__, "place": place})
