"""Compares the ledger with the store and reports what does not agree; changes nothing.

cart-to-order audit --store STORE [--stack cart-to-order | --local]
"""

import argparse
import math
from collections import Counter
from typing import Any

from cart_to_order.operations.options import parser_of, place_of
from cart_to_order.operations.place import Place
from cart_to_order.operations.store_calls import store_calls
from cart_to_order.problems import NoSuchPlace
from cart_to_order.terminal import say
from order_service.auditing.findings import Finding, findings, oldest_cart
from order_service.auditing.reading import PATIENT, UnknownEntry, ledger_entries
from order_service.auditing.store_orders import orders_of
from order_service.bigcommerce.calls import StoreCalls
from order_service.clock import Deadline, SystemClock
from order_service.errors import OrderError

PATIENCE = 3600.0
"""Seconds that an order may be on its way before the audit calls it unfinished."""


def main(arguments: list[str]) -> int:
    """Run the audit; 0 if ledger and store agree, 1 if not, 2 if it could not be found out."""
    options = _options(arguments)
    try:
        place = place_of(options)
        found = audit(place, store_calls(place, options.store), options.patience)
    except (NoSuchPlace, OrderError) as error:
        say(f"The audit could not be made. {error}")
        return 2
    for finding in found:
        say(f"{finding.kind}: {finding.about}. What to do: {finding.advice}.")
    say(_summary(found))
    return 1 if found else 0


def audit(place: Place, calls: StoreCalls, patience: float = PATIENCE) -> list[Finding]:
    """Return what does not agree between the place's ledger and the store."""
    say(f"Reading the ledger of {calls.store} ...")
    dynamodb: Any = place.session.client(
        "dynamodb", endpoint_url=place.endpoint_url, config=PATIENT
    )
    unhurried = Deadline(SystemClock(), math.inf)
    part = ledger_entries(dynamodb, place.ledger_table, calls.store, unhurried)
    entries = part.entries
    say(f"{part.read:,} items were read for it, which is billed as {part.units:,.0f} read units.")
    placed = sum(entry.order_id > 0 for entry in entries)
    say(f"{len(entries)} keys, {placed} with an order. Reading the store ...")
    since = oldest_cart(entries)
    orders = orders_of(calls, entries, since, _progress)
    say(f"{len(orders)} orders in the store.")
    found = findings(entries, part.comparable(orders), part.began, patience, since)
    return [*found, *map(_not_audited, part.unknown)]


def _not_audited(unknown: UnknownEntry) -> Finding:
    about = f"key {unknown.key.key} is in a state that this version does not know"
    return Finding("not audited", about, "audit the store with the version that wrote it")


def _progress(count: int) -> None:
    say(f"  {count} orders found so far")


def _summary(found: list[Finding]) -> str:
    if not found:
        return "0 findings: every key has its one order, and every order its key."
    counts = Counter(finding.kind for finding in found)
    return "; ".join(f"{count} x {kind}" for kind, count in sorted(counts.items()))


def _options(arguments: list[str]) -> argparse.Namespace:
    parser = parser_of("audit", __doc__)
    parser.add_argument("--store", required=True, help="the store's name in keys and secret")
    parser.add_argument(
        "--patience", type=float, default=PATIENCE, help="seconds an order may be on its way"
    )
    return parser.parse_args(arguments)
