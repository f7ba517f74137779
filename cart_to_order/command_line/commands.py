"""The commands that callers use; operators' commands are in `operations`."""

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from cart_to_order.client import Client
from cart_to_order.command_line.arguments import (
    cancel_options,
    quote_options,
    status_options,
    submit_options,
)
from cart_to_order.command_line.file_report import report
from cart_to_order.command_line.results_file import ResultsFile
from cart_to_order.command_line.screen import Screen
from cart_to_order.command_line.submission import Submission
from cart_to_order.command_line.ways import api_of, way_of
from cart_to_order.order_files.reading import BadRow, Orders, read_one, read_orders
from cart_to_order.results import Cancelled, NotCancelled, Pending, Placed, Quote, Refused, Result


def submit(arguments: list[str], screen: Screen) -> int:
    """Place the orders of a file; 0 if all were placed, 1 if not, 2 if it could not be done."""
    options = submit_options(arguments)
    orders = read_orders(options.file, options.store, options.mapping)
    if options.check:
        return _checked(orders, screen)
    way, api_url = way_of(options)
    results = ResultsFile(options.file, f"{api_url}/stores/{options.store}")
    orders = replace(orders, rows=[results.as_sent(row) for row in orders.rows])
    report(orders, screen)
    work = Submission(
        orders.rows, results, screen, options.quiet, options.retry_refused, options.stop_after
    )
    if work.is_held_up and (orders.hides_rows or not options.valid_rows):
        way_on = "" if orders.hides_rows else ", or add --valid-rows"
        screen.warn(f"{_invalid(orders)} Nothing was sent: correct it{way_on}.")
        return 1
    try:
        work.run(way, wait=not options.no_wait)
    finally:
        work.close()
        screen.warn(f"{work.summary()} Results: {results.path}")
    code = work.exit_code(wait=not options.no_wait)
    if code:
        screen.warn("The same command again goes on with what is not placed or refused.")
    return code


def quote(arguments: list[str], screen: Screen) -> int:
    """Show what an order would cost; 0 if the store says so, 1 if not."""
    options = quote_options(arguments)
    with Client(api_of(options)) as client:
        result = client.quote(options.store, read_one(options.file), patience=options.patience)
    if isinstance(result, Quote):
        for line in json.dumps(result.answer, indent=2, default=str).split("\n"):
            screen.say(line, whole=True)
        return 0
    for line in _unplaced(result):
        screen.say(line)
    return 1


def status(arguments: list[str], screen: Screen) -> int:
    """Show what became of a key; 0 if it is placed, 1 if not."""
    options = status_options(arguments)
    with Client(api_of(options)) as client:
        result = client.order_status(options.store, options.key, patience=options.patience)
    if result is None:
        screen.say(not_known(options.key, options.store))
        return 1
    for line in shown(result):
        screen.say(line)
    return 0 if isinstance(result, Placed) else 1


def cancel(arguments: list[str], screen: Screen) -> int:
    """Cancel a key, or its order too; 0 if that is done, 1 if not."""
    options = cancel_options(arguments)
    with Client(api_of(options)) as client:
        found = client.cancel(
            options.store, options.key, order=options.order, patience=options.patience
        )
    match found:
        case Cancelled():
            said = [f"cancelled: {_cancelled(found)}"]
        case NotCancelled(order_id=order_id, problem=problem):
            why = problem.get("detail", "") if options.order else "Add --order to cancel it there."
            said = [f"not cancelled: order {order_id} is in the store already. {why}".rstrip()]
        case Pending(code=code, cause=cause):
            said = [f"not cancelled yet ({code}). {cause}".rstrip(), f"  {_CANCEL_AGAIN}"]
        case Refused():
            said = _unplaced(found)
    screen.say(f"{options.key}: {said[0]}")
    for line in said[1:]:
        screen.say(line)
    return 0 if isinstance(found, Cancelled) else 1


def _cancelled(found: Cancelled) -> str:
    if found.order_id is not None:
        said = f"order {found.order_id} has the status Cancelled in the store."
    elif found.to_do:
        said = "no order will be placed under this key."
    else:
        said = "there is no order, and none will be placed under this key."
    return f"{said} {found.to_do}".rstrip()


_CANCEL_AGAIN = "Cancel it again with the same key: do not send the order again meanwhile."


def _checked(orders: Orders, screen: Screen) -> int:
    report(orders, screen)
    screen.warn(f"{_invalid(orders)} Nothing was sent (--check).")
    return 1 if orders.faults else 0


def _invalid(orders: Orders) -> str:
    invalid = sum(isinstance(row, BadRow) for row in orders.rows)
    return f"{len(orders.rows)} orders: {invalid} invalid."


def not_known(key: str, store: str) -> str:
    """Return what is said of a key that the ledger lacks; a message is there once it is taken."""
    return (
        f"The service does not know the key {key} of the store {store}: it may still wait in the "
        "queue, or is forgotten, or nobody has sent it."
    )


def shown(result: Result) -> list[str]:
    """Return the lines that say what became of a key."""
    if isinstance(result, Placed):
        totals: Mapping[str, Any] = result.answer.get("totals") or {}
        total = f", {totals['grand_total']} {totals['currency']}" if totals else ""
        cancelled = ", cancelled in the store" if result.answer.get("order_cancelled") else ""
        return [f"{result.key}: placed, order {result.order_id}{total}{cancelled}"]
    first, *more = _unplaced(result)
    return [f"{result.key}: {first}", *more]


def _unplaced(result: Refused | Pending) -> list[str]:
    """The store's own words are left out: they may name a customer."""
    if isinstance(result, Pending):
        because = f" ({result.code})" if result.code else ""
        lines = [f"not known yet: {result.state}{because}. {_what_next(result)}"]
        return lines + ([f"  hint: {result.hint}"] if result.hint else [])
    lines = [f"refused: {result.code}. {result.problem.get('title', '')}".rstrip()]
    # The hint is the service's own, and so is the name of the step.
    for name, words in (
        ("step", "at step"),
        ("fix", "to be fixed by"),
        ("cause", "cause"),
        ("hint", "hint"),
    ):
        if result.problem.get(name):
            lines.append(f"  {words}: {result.problem[name]}")
    errors = result.problem.get("errors") or ()
    return lines + [f"  {error['field']}: {error.get('message', '')}" for error in errors]


def _what_next(result: Pending) -> str:
    if result.needs_a_person:
        return "An operator must look at it."
    if result.goes_on is None:
        return "Ask again; if nothing changes, send the order again with the same key."
    if result.goes_on:
        return "It goes on by itself: ask again."
    return "Nothing goes on by itself: send the order again with the same key."
