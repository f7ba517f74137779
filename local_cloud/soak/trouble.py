"""What goes wrong during a soak, and how often: at least one call in ten, at every point."""

from __future__ import annotations

from typing import Any

CALLS = (
    "create_cart",
    "billing_address",
    "consignments",
    "shipping_option",
    "create_order",
    "read_checkout",
    "list_orders",
    "read_order",
    "archive_order",
    "delete_cart",
)
SECONDS_OF_TROUBLE = 20.0
"""A cart's calls fail for so long, beyond the settle time: some day deliveries stop failing."""
LEDGER_SHARE = 0.12

_EFFECTIVE: tuple[dict[str, Any], ...] = (
    {"kind": "cut", "when": "after", "probability": 0.03},
    {"kind": "status", "when": "after", "status": 500, "probability": 0.02},
    {"kind": "status", "when": "after", "status": 504, "probability": 0.01},
    {"kind": "status", "status": 429, "reset_ms": 700, "probability": 0.01},
    {"kind": "status", "status": 429, "headers": False, "probability": 0.005},
    {"kind": "truncated", "probability": 0.01},
    {"kind": "not_json", "probability": 0.01},
)
_IN_VAIN: tuple[dict[str, Any], ...] = (
    {"kind": "cut", "when": "before", "probability": 0.02},
    {"kind": "status", "when": "before", "status": 503, "probability": 0.01},
)
# Two of these for one order would rightly park it, and that should be rare.
_IN_VAIN_ONCE: tuple[dict[str, Any], ...] = (
    {"kind": "cut", "when": "before", "probability": 0.03, "times": 1, "per": "cart"},
)
STORE_SHARE = sum(fault["probability"] for fault in _EFFECTIVE + _IN_VAIN)


def plan(seed: int) -> dict[str, Any]:
    """The store's fault plan, as its ``--faults`` file holds it."""
    return {
        "seed": seed,
        "only_first_seconds": SECONDS_OF_TROUBLE,
        "faults": [fault | {"operation": call} for call in CALLS for fault in _faults(call)],
    }


def _faults(call: str) -> tuple[dict[str, Any], ...]:
    return _EFFECTIVE + (_IN_VAIN_ONCE if call == "create_order" else _IN_VAIN)
