"""Reads what CloudWatch would make of the EMF lines in an output."""

import json
from typing import Any


def numbers(output: str) -> dict[str, list[float]]:
    """All values by metric and dimensions, ``service`` left out: ``OrdersRefused code=parked``."""
    found: dict[str, list[float]] = {}
    for line in output.splitlines():
        if '"_aws"' in line:
            _read(json.loads(line), found)
    return found


def _read(document: dict[str, Any], found: dict[str, list[float]]) -> None:
    for directive in document["_aws"]["CloudWatchMetrics"]:
        for metric in directive["Metrics"]:
            for dimensions in directive["Dimensions"]:
                assert "service" in dimensions
                others = [f"{name}={document[name]}" for name in dimensions if name != "service"]
                name = " ".join([metric["Name"], *others])
                found.setdefault(name, []).extend(document[metric["Name"]])
