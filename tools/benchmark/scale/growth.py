"""What a month costs from 10 to 10,000,000 orders a day, what binds first, and what helps.

make bench PARTS=growth
"""

from typing import Any

from tests.template.environments import parameters
from tests.template.stack import resolved, source
from tools.benchmark.places import keep, kept
from tools.benchmark.reckoning.daily import DEPLOYED, STEPS, Growth, Limit, Stack
from tools.benchmark.reckoning.idle import fixed
from tools.benchmark.reckoning.prices import DAY, measured_order
from tools.benchmark.reckoning.scans import Measured

NEEDED = ("order", "batch", "ledger_size")
"""What other parts measured."""


def measure() -> str:
    """Return the section; what it reckons with was measured by other parts."""
    if missing := [name for name in NEEDED if name not in kept()]:
        return (
            f"Nothing measured to reckon with: run the parts before it ({missing[0]} is missing)."
        )
    keep("stack", stack())
    return section(growth(kept()))


def stack() -> dict[str, float]:
    """Return what the template says of the environment prod."""
    given, said = parameters("prod"), source()["Parameters"]
    resources: dict[str, Any] = resolved(**given)["Resources"]
    return {
        "idle_month": round(sum(fixed(resources).values()), 2),
        "queue_concurrency": int(
            given.get("QueueConcurrency", said["QueueConcurrency"]["Default"])
        ),
        "api_rate": int(given.get("ApiRateLimit", said["ApiRateLimit"]["Default"])),
    }


def growth(figures: dict[str, Any]) -> Growth:
    """Return what the kept figures say of any number of orders."""
    return Growth(
        measured_order(figures["order"]),
        figures["batch"]["ours"]["10"],
        Measured(**figures["ledger_size"]),
        Stack(**figures["stack"]),
    )


def section(found: Growth) -> str:
    """Return the report, in Markdown."""
    rows = [_HEAD, *(_row(found, orders) for orders in STEPS)]
    limits = [_LIMITS, *(_limit(limit) for limit in found.limits())]
    return "\n\n".join([_INTRODUCTION, "\n".join(rows), "\n".join(limits), _NOTES])


def _row(found: Growth, orders: int) -> str:
    rate, met = orders / DAY, found.met(orders)
    variable, by_api, fix = (
        found.variable(orders),
        found.variable(orders, True),
        found.fixed(orders),
    )
    changes = dict.fromkeys(limit.change(rate) for limit in met)
    first = met[0].name if met else f"nothing: {rate / found.limits()[0].rate:.2%} of a small plan"
    return (
        f"| {orders:,} | {rate:.4g} | {found.at_once(orders):.2g} | ${variable:,.2f} "
        f"| ${by_api:,.2f} | ${fix:,.2f} | ${(variable + fix) / orders / 30 * 1000:.3g} | {first} "
        f"| {'; '.join(changes) or 'nothing'} |"
    )


def _limit(limit: Limit) -> str:
    shown = f"{limit.rate:,.0f}" if limit.rate >= 100 else f"{limit.rate:.3g}"
    return f"| {limit.name} | {shown} | {limit.rate * DAY:,.0f} | {limit.source} |"


_INTRODUCTION = f"""\
These figures are for {DEPLOYED} MB, as deployed in `prod`. Orders come at random all day, and
Lambda is assumed to keep an idle environment for six minutes. If your peak hour has five times as
many orders as the mean hour, look at the limits in the row for five times your orders. *Variable*
costs grow with the orders: placing them, keeping their keys for 90 days with point-in-time
recovery, and reading these keys every night. *Fixed* costs are the idle stack, a secret for each
store on a small plan, and the metrics, which are billed for each hour with orders."""

_HEAD = (
    "| orders a day | a second | executions at once | variable a month, by queue | by API "
    "| fixed a month | 1,000 orders in all, by queue | what binds first | what to change then |\n|"
    + "---|"
    * 9
)

_LIMITS = (
    "| limits, in the order in which they are met | orders a second | orders a day | source |\n|"
    + "---|" * 4
)

_NOTES = """\
Waiting orders have limits of their own, however many orders come in a day: a million waiting orders
of one store keep four executions busy; see [the backlog](#many-orders-a-million-of-one-store-wait)
and [limits](limits.md). SQS allows 120,000 messages in flight (SQS developer guide, quotas of
queues), and a store's backlog takes 500 of them. AWS's limits in the table are those that its
developer guides give for a new account; Service Quotas in the console has yours. A limit can be
used in full only if orders come evenly."""
