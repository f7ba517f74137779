"""What an order costs, by the memory of its function."""

from tools.benchmark.places import remembered
from tools.benchmark.reckoning.prices import Order, measured_order

MEMORY = (256, 512, 1024, 1769)


def measure() -> str:
    """Return the section; what it reckons with was measured by the parts warm and cold."""
    facts = remembered()
    missing = {"write_units", "init_ms"} - set(facts)
    if missing:
        return "Nothing measured to reckon with: run the parts warm and cold first."
    order = measured_order(facts)
    said = _INTRODUCTION.format(
        wall=order.wall_ms,
        cpu=order.cpu_ms,
        init=order.init_ms,
        first=order.first_ms,
        log=order.log_bytes,
        alone=facts.get("log_bytes_alone", order.log_bytes),
        units=order.write_units,
        item=facts["item_bytes"],
        peak=facts["peak_mb"],
    )
    return f"{said}\n\n{_by_memory(order)}"


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


_INTRODUCTION = """\
List prices as known on 2026-11, us-east-1; check yours: Lambda on arm64 $0.0000133334 a GB-second
and $0.20 a million requests, API Gateway (REST) $3.50, SQS $0.40 and DynamoDB writes $0.625 a
million, logs $0.50 a GB, a secret $0.40 a month and $0.05 for 10,000 reads. No free tier, no
traffic out, no alarms.

Reckoned from this run: {wall:.0f} ms by the clock for a warm order, {cpu:.1f} ms of them on a whole
processor; {init:.0f} ms of init, and {first:.0f} ms more for the first order than for a warm one;
{log:.0f} bytes of log beside Lambda's own ({alone:.0f} for an order that is the only one of its
environment's minute), and a ledger item of {item:.0f} bytes, {units:.0f} write units in all, for
each order; {peak:.0f} MB at most.
With less than 1,769 MB a function gets less than a whole processor, and its work takes longer in
proportion; during init it gets a whole one. The queued order is alone in its batch; ten orders in a
batch share one execution and most requests to SQS, and cost less each. The processor was this
machine's, not Lambda's arm64."""
