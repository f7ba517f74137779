"""Pure: what a month costs at so many orders a day, and which limit is met first."""

from collections.abc import Callable
from dataclasses import dataclass
from math import ceil, exp

from tools.benchmark.reckoning.prices import DAY, SECRET_MONTH, Order, cold_share
from tools.benchmark.reckoning.scans import Measured, Night, most_keys

STEPS = (10, 100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000)
DEPLOYED = 512
BATCH = 10
CALLS, WINDOW = 5, 30
SMALL, PRO = 150, 450
"""Calls that a store takes in a window: on Standard and Plus, and on Pro."""
CONCURRENCY, API_RATE, NEW_TABLE_WRITES = 1_000, 10_000, 4_000
KEPT_DAYS = 90
METRICS, METRICS_A_STORE, METRIC_MONTH = 30, 2, 0.30
HOURS = 24


@dataclass(frozen=True)
class Stack:
    """What the template says: the idle stack's dollars a month, and the parameters that bind."""

    idle_month: float
    queue_concurrency: int
    api_rate: int


@dataclass(frozen=True)
class Limit:
    """One limit: the orders a second that it lets through, and what to change then."""

    name: str
    rate: float
    change: Callable[[float], str]
    """For so many orders a second."""
    source: str


@dataclass(frozen=True)
class Growth:
    """What was measured, and the stack, at any number of orders."""

    order: Order
    batch_ms: float
    """Milliseconds of a warm batch of ten with a whole processor."""
    audit: Measured
    stack: Stack

    def variable(self, orders: int, by_api: bool = False) -> float:
        """Dollars a month that come with the orders: placing, keeping and auditing them."""
        way = self.order.by_api if by_api else self.order.by_queue
        night = Night(self.audit, orders * KEPT_DAYS, KEPT_DAYS)
        placing = 30 * orders * way(DEPLOYED, cold_share(orders))
        return placing + night.storage + 30 * night.dollars

    def fixed(self, orders: int) -> float:
        """Dollars a month of the stack, its stores' secrets and its metrics.

        A metric is billed for the hours in which it is written.
        """
        stores = stores_for(orders / DAY, SMALL)
        hours = 1 - exp(-orders / HOURS)
        metrics = METRIC_MONTH * (METRICS + METRICS_A_STORE * stores) * hours
        return self.stack.idle_month + metrics + SECRET_MONTH * stores

    def at_once(self, orders: int) -> float:
        """Executions at the same time, each with one order."""
        return orders / DAY * self.order.warm_ms(DEPLOYED) / 1000

    def batches(self) -> float:
        """Orders a second of one execution that always finds a whole batch."""
        slower = self.order.warm_ms(DEPLOYED) - self.order.wall_ms
        return BATCH / ((self.batch_ms + BATCH * slower) / 1000)

    def limits(self) -> list[Limit]:
        """Every limit, the one that is met first at the top."""
        stack, each = self.stack, self.batches()
        small, pro = (plan / WINDOW / CALLS for plan in (SMALL, PRO))
        audit = most_keys(self.audit, KEPT_DAYS) / KEPT_DAYS / DAY
        found = [
            Limit("one store's quota, Standard or Plus", small, _more_stores, _PLANS),
            Limit("one store's quota, Pro", pro, _more_stores, _PLANS),
            Limit("one run of the nightly audit", audit, _audit, "reckoned above"),
            Limit(
                f"`QueueConcurrency={stack.queue_concurrency}`, full batches",
                stack.queue_concurrency * each,
                lambda rate: f"`QueueConcurrency={ceil(rate / each)}` or more",
                _OURS,
            ),
            Limit(
                f"`ApiRateLimit={stack.api_rate}`, by API",
                stack.api_rate,
                lambda rate: f"by API `ApiRateLimit={ceil(rate)}`, `ApiBurstLimit` twice that",
                _OURS,
            ),
            Limit(
                "a new on-demand table's writes",
                NEW_TABLE_WRITES / self.order.write_units,
                lambda _: "nothing: it grows by itself; warm it for a jump",
                "DynamoDB developer guide, on-demand capacity: 4,000 write units a second",
            ),
            Limit(
                "the account's concurrent executions, by API",
                CONCURRENCY / (self.order.warm_ms(DEPLOYED) / 1000),
                lambda _: "ask AWS for more concurrent executions",
                "Lambda developer guide, quotas: 1,000, and fewer in a new account",
            ),
            Limit(
                "the account's API Gateway",
                API_RATE,
                lambda _: "ask AWS for more",
                "API Gateway developer guide, quotas: 10,000 a second, 2,500 in some Regions",
            ),
        ]
        return sorted(found, key=lambda limit: limit.rate)

    def met(self, orders: int) -> list[Limit]:
        """The limits that so many orders a day are over, the first one first."""
        return [limit for limit in self.limits() if orders / DAY > limit.rate]


def stores_for(rate: float, plan: int) -> int:
    """Return how many stores of a plan take so many orders a second."""
    return max(1, ceil(rate * CALLS * WINDOW / plan))


def _more_stores(rate: float) -> str:
    return f"{stores_for(rate, SMALL)} stores, or {stores_for(rate, PRO)} on Pro"


def _audit(_: float) -> str:
    return "no `AuditSchedule`; `audit` by store"


_PLANS = "BigCommerce, API rate limits: 150 calls in 30 seconds, 450 on Pro; 5 for an order"
_OURS = "parameter of the stack"
