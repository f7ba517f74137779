"""Pure: what an order costs on AWS, from milliseconds, memory and calls."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from math import exp

GB_SECOND = 0.0000133334
LAMBDA_REQUEST = 0.20e-6
API_REQUEST = 3.50e-6
SQS_REQUEST = 0.40e-6
WRITE_UNIT = 0.625e-6
READ_UNIT = 0.125e-6
LOG_GB = 0.50
PLATFORM_LOG = 600
"""Bytes that Lambda itself logs of each invocation, about."""
SECRET_MONTH, SECRET_READ = 0.40, 0.05 / 10_000
FULL_PROCESSOR_MB = 1769
"""Memory at which Lambda gives one whole processor."""
KEPT_SECONDS = 360.0
"""Idle seconds for which Lambda is taken to keep an environment; it promises none."""
DAY = 86_400


@dataclass(frozen=True)
class Order:
    """What was measured of one order: milliseconds on a whole processor, bytes and calls."""

    wall_ms: float
    cpu_ms: float
    init_ms: float
    first_ms: float
    log_bytes: float
    write_units: float

    def warm_ms(self, memory: int) -> float:
        """Billed milliseconds in a warm function: waiting, and the processor's share of time."""
        return self.wall_ms - self.cpu_ms + self.cpu_ms * slowness(memory)

    def cold_ms(self, memory: int) -> float:
        """Billed milliseconds on top at a cold start; init gets a whole processor, then not."""
        return self.init_ms + self.first_ms * slowness(memory)

    def compute(self, memory: int, cold_share: float) -> float:
        """Dollars of Lambda for one order."""
        billed = self.warm_ms(memory) + cold_share * self.cold_ms(memory)
        return LAMBDA_REQUEST + billed / 1000 * memory / 1024 * GB_SECOND

    def around(self) -> float:
        """Dollars of the ledger's writes and the log, through either entry point."""
        return self.write_units * WRITE_UNIT + (self.log_bytes + PLATFORM_LOG) / 1e9 * LOG_GB

    def queue_parts(self, memory: int) -> dict[str, float]:
        """Dollars of each part of a warm order by queue."""
        return self._parts(memory) | {"requests to SQS": 3 * SQS_REQUEST}

    def api_parts(self, memory: int) -> dict[str, float]:
        """Dollars of each part of a warm order by HTTP."""
        return self._parts(memory) | {"request to API Gateway": API_REQUEST}

    def _parts(self, memory: int) -> dict[str, float]:
        return {
            "Lambda": self.compute(memory, 0),
            "ledger's writes": self.write_units * WRITE_UNIT,
            "logs": (self.log_bytes + PLATFORM_LOG) / 1e9 * LOG_GB,
        }

    def by_queue(self, memory: int, cold_share: float) -> float:
        """Dollars for an order that is sent, received and deleted alone."""
        return self.compute(memory, cold_share) + self.around() + 3 * SQS_REQUEST

    def by_api(self, memory: int, cold_share: float) -> float:
        """Dollars for an order by HTTP."""
        return self.compute(memory, cold_share) + self.around() + API_REQUEST


def measured_order(facts: Mapping[str, float]) -> Order:
    """Return the order of which these facts were measured, among others."""
    return Order(**{one.name: facts[_KEPT_AS.get(one.name, one.name)] for one in fields(Order)})


_KEPT_AS = {"wall_ms": "warm_ms"}


def slowness(memory: int) -> float:
    """How much longer the processor needs with this memory than with a whole one."""
    return max(FULL_PROCESSOR_MB / memory, 1.0)


def cold_share(orders_a_day: float) -> float:
    """The share of orders that find no environment, when they come at random."""
    return exp(-orders_a_day / DAY * KEPT_SECONDS)
