"""`list` and `retry`: which orders failed and why, and sending them again."""

import csv
import io
import json
import time
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, fields
from datetime import UTC, datetime
from typing import Any

from cart_to_order.attention import Filter, NeedsAttention
from cart_to_order.client import Client
from cart_to_order.command_line.attention_options import list_options, retry_options
from cart_to_order.command_line.commands import not_known, shown
from cart_to_order.command_line.screen import Screen
from cart_to_order.command_line.ways import api_of
from cart_to_order.order_files.reading import read_one
from cart_to_order.results import Pending, Placed, Refused, Result

SENT_AGAIN = ("rejected", "retried")
"""What `retry --all` sends: what was refused, and what an earlier run sent and may have lost."""
_FORMULA = ("=", "+", "-", "@")
_ROUND = 2.0


def list_orders(arguments: list[str], screen: Screen) -> int:
    """Show the orders that need attention, and why; 0 if the list could be had."""
    options = list_options(arguments)
    wanted = Filter(options.state, options.code, options.cause, options.since)
    with Client(api_of(options)) as client:
        rows = client.needing_attention(options.store, wanted, patience=options.patience)
    say_rows(rows, screen, "json" if options.json else "csv" if options.csv else "")
    return 0


def say_rows(rows: Sequence[NeedsAttention], screen: Screen, form: str = "") -> None:
    """Write the list for people; in a form, each line whole, for the program that reads it."""
    for line in _FORMS[form](rows):
        screen.say(line, whole=bool(form))
    if not form:
        screen.warn(_summary(rows))


def retry_orders(arguments: list[str], screen: Screen) -> int:
    """Send refused orders again; 0 if all are placed, or sent when nobody waits."""
    options = retry_options(arguments)
    with Client(api_of(options)) as client:
        if options.key:
            keys = [options.key]
        else:
            wanted = Filter(SENT_AGAIN, options.code, options.cause, options.since)
            rows = client.needing_attention(options.store, wanted, patience=options.patience)
            keys = [row.key for row in rows]
        order = read_one(options.order) if options.order else None
        results = _retried(client, options, keys, order, screen)
    for key, result in results.items():
        for line in _said(key, result, options.store):
            screen.say(line)
    sent = [result for result in results.values() if _is_sent(result)]
    if sent or not keys:
        screen.warn(f"{len(sent)} orders sent again: {_counted(sent)}.")
    return exit_code(results.values(), waits=not options.no_wait)


def exit_code(results: Iterable[Result], *, waits: bool) -> int:
    """Return 0 if all are placed, or were taken when nobody waits; else 1."""
    taken = (
        isinstance(result, Placed)
        or (not waits and isinstance(result, Pending) and _is_sent(result))
        for result in results
    )
    return 0 if all(taken) else 1


def _retried(
    client: Client, options: Any, keys: Sequence[str], order: Any, screen: Screen
) -> dict[str, Result]:
    """Return what each key came to; all are sent before the first is waited for."""
    store, patience, results = options.store, options.patience, dict[str, Result]()
    for done, key in enumerate(keys, 1):
        results[key] = client.retry(store, key, order, wait=False, patience=patience)
        screen.progress("Sending", done, len(keys))
    ends = time.monotonic() + patience
    waiting = [] if options.no_wait else [key for key in keys if _goes_on(results[key])]
    while waiting and time.monotonic() < ends:
        time.sleep(_ROUND)
        for key in waiting:
            results[key] = client.order_status(store, key, patience=patience) or results[key]
        waiting = [key for key in waiting if _goes_on(results[key])]
        screen.progress("Placing", len(keys) - len(waiting), len(keys))
    screen.end()
    return results


def _goes_on(result: Result) -> bool:
    pending = isinstance(result, Pending) and not result.needs_a_person
    return pending and not _is_unknown(result)


def _is_sent(result: Result) -> bool:
    """Return whether the service took the order again, or has answered about it."""
    return not (isinstance(result, Pending) and result.state == "unknown")


def _is_unknown(result: Result) -> bool:
    return isinstance(result, Pending) and result.code == "unknown_order"


def _said(key: str, result: Result, store: str) -> list[str]:
    if _is_unknown(result):
        return [not_known(key, store)]
    return shown(result)


def _counted(results: Sequence[Result]) -> str:
    words = {Placed: "placed", Refused: "refused", Pending: "not known yet"}
    found = Counter(words[type(result)] for result in results)
    return ", ".join(f"{number} {word}" for word, number in found.items()) or "none"


def _table(rows: Sequence[NeedsAttention]) -> list[str]:
    lines = []
    for row in rows:
        since = row.since.strftime("%Y-%m-%d %H:%M:%SZ")
        why = f"{row.code} ({row.cause})" if row.cause else row.code
        order = f", order {row.order_id}" if row.order_id else ""
        lines.append(f"{row.key}  {row.state}  {since}  {why}, fix: {row.fix}{order}")
        lines += [f"  hint: {row.hint}"] if row.hint else []
    return lines


def _json(rows: Sequence[NeedsAttention]) -> list[str]:
    return [json.dumps(_values(row), ensure_ascii=False) for row in rows]


def _csv(rows: Sequence[NeedsAttention]) -> list[str]:
    text = io.StringIO()
    table = csv.writer(text, lineterminator="\n")
    table.writerow(field.name for field in fields(NeedsAttention))
    for row in rows:
        table.writerow(map(_cell, _values(row).values()))
    return text.getvalue().splitlines()


_FORMS: Mapping[str, Callable[[Sequence[NeedsAttention]], list[str]]] = {
    "": _table,
    "json": _json,
    "csv": _csv,
}


def _values(row: NeedsAttention) -> dict[str, Any]:
    return asdict(row) | {"since": row.since.astimezone(UTC).isoformat(timespec="seconds")}


def _cell(value: Any) -> str:
    """Return a cell that no spreadsheet takes for a formula: the store's words are foreign."""
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(_FORMULA) else text


def _summary(rows: Sequence[NeedsAttention]) -> str:
    found = Counter(row.state for row in rows)
    parts = ", ".join(f"{number} {state}" for state, number in found.items())
    at = datetime.now(UTC).strftime("%H:%M:%SZ")
    return f"{len(rows)} orders need attention at {at}{': ' + parts if parts else ''}."
