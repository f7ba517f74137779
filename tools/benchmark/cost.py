"""What an order costs, and what stops growth first."""

from tools.benchmark.places import remembered
from tools.benchmark.prices import DAY, SECRET_MONTH, Order, cold_share

MEMORY = (256, 512, 1024, 1769)
DEPLOYED = 512
CALLS = 5
WINDOW = 30
STEPS = (10, 100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000)
PLANS = {"Standard and Plus": 150, "Pro": 450}
CONCURRENCY, API_RATE = 1_000, 10_000
OUR_API_RATE = 20


def measure() -> str:
    """Return the section; what it reckons with was measured by the parts warm and cold."""
    facts = remembered()
    missing = {"write_units", "init_ms"} - set(facts)
    if missing:
        return "Nothing measured to reckon with: run the parts warm and cold first."
    order = Order(
        wall_ms=facts["warm_ms"],
        cpu_ms=facts["cpu_ms"],
        init_ms=facts["init_ms"],
        first_ms=facts["first_ms"],
        log_bytes=facts["log_bytes"],
        write_units=facts["write_units"],
    )
    said = _INTRODUCTION.format(
        wall=order.wall_ms,
        cpu=order.cpu_ms,
        init=order.init_ms,
        first=order.first_ms,
        log=order.log_bytes,
        units=order.write_units,
        item=facts["item_bytes"],
        peak=facts["peak_mb"],
    )
    return "\n\n".join([said, _by_memory(order), _GROWTH, _by_scale(order), _NOTES])


def _by_memory(order: Order) -> str:
    lines = [
        "| memory, MB | billed warm, ms | cold start on top, ms | 1,000 by queue, warm | 1 % cold "
        "| all cold | 1,000 by API, warm | 1 % cold | all cold |\n|" + "---|" * 9
    ]
    for memory in MEMORY:
        prices = [
            f"${1000 * way(memory, share):.4f}"
            for way in (order.by_queue, order.by_api)
            for share in (0, 0.01, 1)
        ]
        lines.append(
            f"| {memory} | {order.warm_ms(memory):.0f} | {order.cold_ms(memory):.0f} | "
            + " | ".join(prices)
            + " |"
        )
    return "\n".join(lines)


def _by_scale(order: Order) -> str:
    lines = [
        "| orders a day | a second | cold | executions at once | a month by queue | by API "
        "| stores needed, 150 / 450 per 30 s | what binds first |\n|" + "---|" * 8
    ]
    for orders in STEPS:
        share, rate = cold_share(orders), orders / DAY
        busy = rate * order.warm_ms(DEPLOYED) / 1000
        stores = [max(1, -(-int(rate * CALLS * WINDOW + 0.999) // plan)) for plan in PLANS.values()]
        month = [
            30 * orders * way(DEPLOYED, share) + SECRET_MONTH * stores[0]
            for way in (order.by_queue, order.by_api)
        ]
        lines.append(
            f"| {orders:,} | {rate:.4g} | {share:.1%} | {busy:.3g} | ${month[0]:,.2f} "
            f"| ${month[1]:,.2f} | {stores[0]} / {stores[1]} | {_binding(rate, busy, stores)} |"
        )
    return "\n".join(lines)


def _binding(rate: float, busy: float, stores: list[int]) -> str:
    if busy > CONCURRENCY or rate > API_RATE:
        return "the account's Lambda concurrency or API rate"
    if stores[1] > 1:
        return "one store's quota, on every plan" + (
            f"; then `ApiRateLimit` ({OUR_API_RATE} a second)" if rate > OUR_API_RATE else ""
        )
    if stores[0] > 1:
        return "one store's quota, on the small plans"
    used = rate * CALLS * WINDOW / PLANS["Standard and Plus"]
    return f"nothing: {used:.2%} of a small plan's quota"


_INTRODUCTION = """\
List prices as known on 2026-11, us-east-1; check yours: Lambda on arm64 $0.0000133334 a GB-second
and $0.20 a million requests, API Gateway (REST) $3.50, SQS $0.40 and DynamoDB writes $0.625 a
million, logs $0.50 a GB, a secret $0.40 a month and $0.05 for 10,000 reads. No free tier, no
traffic out, no alarms.

Reckoned from this run: {wall:.0f} ms by the clock for a warm order, {cpu:.1f} ms of them on a whole
processor; {init:.0f} ms of init, and {first:.0f} ms more before the first order's first call;
{log:.0f} bytes of log beside Lambda's own, and a ledger item of {item:.0f} bytes, {units:.0f}
write units in all, for each order; {peak:.0f} MB at most.
With less than 1,769 MB a function gets less than a whole processor, and its work takes longer in
proportion; during init it gets a whole one. The queued order is alone in its batch; ten orders in a
batch share one execution and most requests to SQS, and cost less each. The processor was this
machine's, not Lambda's arm64."""

_GROWTH = f"""\
At {DEPLOYED} MB, as deployed, orders coming at random all day; an idle environment is taken to be
kept for six minutes."""

_NOTES = """\
The store's quota is the limit long before AWS is: 150 calls per 30 seconds are 30 orders, 86,400 a
day and store; 450 are 259,200. An account's 1,000 concurrent executions are some 2,000 orders a
second, API Gateway's 10,000 requests a second more than that; DynamoDB's on-demand tables begin at
4,000 writes a second, 1,000 orders. Before any of these come the stack's own parameters, which are
there to be raised: `ApiRateLimit` (20 a second) and `QueueConcurrency` (5)."""
