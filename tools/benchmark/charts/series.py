"""Pure: what each chart shows, from the figures that were kept."""

import hashlib
import json
from collections.abc import Callable, Mapping
from typing import Any

from tools.benchmark.reckoning.daily import DEPLOYED, STEPS, Growth, Stack
from tools.benchmark.reckoning.prices import measured_order
from tools.benchmark.reckoning.scans import Measured

Figures = Mapping[str, Any]
Chart = dict[str, Any]
PREFIX = "bench-"
MILLION = 1_000_000
MEMORY = (256, 512, 1024, 1769)
SHARE, EXECUTIONS = "0 to 30 %", "5"
"""The part of the simulation that the chart shows: what other apps take changes all the time."""


def charts(figures: Figures) -> dict[str, Chart]:
    """Return each chart of which there are figures, by its name."""
    found = {}
    for name, (_, needed, make) in _CHARTS.items():
        if all(one in figures for one in needed):
            found[name] = _rounded(make(figures))
    return found


def pictures(part: str, figures: Figures) -> str:
    """Return the pictures of one part of the page, in Markdown."""
    names = [name for name, (where, _, _) in _CHARTS.items() if where == part]
    shown = charts(figures)
    return "".join(
        f"![{shown[name]['title']}](pictures/{PREFIX}{name}.svg)\n\n"
        for name in names
        if name in shown
    )


def fingerprint(chart: Chart) -> str:
    """Return what stands in a picture for the figures that it was drawn from."""
    return hashlib.sha256(json.dumps(chart, sort_keys=True).encode()).hexdigest()[:16]


def _cost(figures: Figures) -> Chart:
    order = measured_order(figures["order"])
    ways = [("by queue", memory, order.queue_parts(memory)) for memory in MEMORY]
    ways.append(("by API", DEPLOYED, order.api_parts(DEPLOYED)))
    names = dict.fromkeys(name for _, _, parts in ways for name in parts)
    return {
        "kind": "stacked",
        "title": "What a million orders cost, warm, by part",
        "unit": "dollars",
        "labels": [f"{way}, {memory} MB" for way, memory, _ in ways],
        "parts": {name: [MILLION * parts.get(name, 0.0) for _, _, parts in ways] for name in names},
    }


def _growth(figures: Figures) -> Chart:
    found = Growth(
        measured_order(figures["order"]),
        figures["batch"]["ours"]["10"],
        Measured(**figures["ledger_size"]),
        Stack(**figures["stack"]),
    )
    return {
        "kind": "lines",
        "title": "What a month costs, from 10 to 10,000,000 orders a day",
        "x": list(STEPS),
        "across": "orders a day",
        "unit": "dollars a month",
        "lines": {
            "in all, by queue": [found.variable(step) + found.fixed(step) for step in STEPS],
            "fixed": [found.fixed(step) for step in STEPS],
            "with the orders, by queue": [found.variable(step) for step in STEPS],
        },
    }


def _batches(figures: Figures) -> Chart:
    ours, one_by_one = figures["batch"]["ours"], figures["batch"]["one by one"]
    plain = "batch of 10, one by one (Powertools)"
    bars = {f"batch of {count}": ms / int(count) for count, ms in ours.items()}
    rows = {
        "one order alone": bars.pop("batch of 1"),
        plain: one_by_one["10"] / 10,
        **bars,
    }
    return {
        "kind": "bars",
        "title": "Milliseconds billed for an order, in batches of 1 to 100 (ours in blue)",
        "unit": "ms",
        "labels": list(rows),
        "ours": [label for label in rows if label != plain],
        "values": list(rows.values()),
    }


def _quota(figures: Figures) -> Chart:
    rows = [
        row
        for row in figures["quota_simulation"]
        if (row["other apps"], row["executions"]) == (SHARE, EXECUTIONS)
    ]
    panels = {
        "calls answered 429, %": ("calls answered 429", "%"),
        "an order by API waits, s (95 %)": ("API order, median / 95 %", "s"),
        "billed for an order, s": ("billed ms an order", ""),
    }
    return {
        "kind": "panels",
        "title": "At the store's quota, other apps taking 0 to 30 %: five policies (ours in blue)",
        "labels": [row["policy"] for row in rows],
        "ours": ["start times, corrected"],
        "panels": {
            shown: [_number(row[column], unit) / (1 if unit else 1000) for row in rows]
            for shown, (column, unit) in panels.items()
        },
    }


def _number(cell: str, unit: str) -> float:
    """Return the last number of a cell."""
    return float(cell.rpartition("/")[2].strip().removesuffix(unit))


def _backlog(figures: Figures) -> Chart:
    waits = figures["backlog"]
    rows = {
        "no backlog": waits["without"],
        "a million orders of one store wait": waits["with"],
        "the same, if they were only hidden": waits["hidden_only"],
    }
    return {
        "kind": "bars",
        "title": "How long the orders of other stores wait, in seconds (ours in blue)",
        "unit": "s",
        "labels": list(rows),
        "ours": list(rows)[:2],
        "values": list(rows.values()),
    }


_CHARTS: Mapping[str, tuple[str, tuple[str, ...], Callable[[Figures], Chart]]] = {
    "cost": ("cost", ("order",), _cost),
    "growth": ("growth", ("order", "batch", "ledger_size", "stack"), _growth),
    "batches": ("batch", ("batch",), _batches),
    "quota": ("quota_simulation", ("quota_simulation",), _quota),
    "backlog": ("backlog", ("backlog",), _backlog),
}
"""Each chart: the part of the page that has it, the figures that it needs, and what it shows."""


def _rounded(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _rounded(one) for name, one in value.items()}
    if isinstance(value, list):
        return [_rounded(one) for one in value]
    return float(f"{value:.4g}") if isinstance(value, float) else value
