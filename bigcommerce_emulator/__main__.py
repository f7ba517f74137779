"""Starts the emulator from the command line."""

import argparse
import json
import os
import signal
import sys
from contextlib import suppress
from pathlib import Path
from textwrap import fill

from bigcommerce_emulator.api.application import Store
from bigcommerce_emulator.api.exchanges import Recorder
from bigcommerce_emulator.http.faults import FaultPlan, FaultPlanError, read_plan
from bigcommerce_emulator.http.guard import KEY_HEADER, KEY_VARIABLE, new_key
from bigcommerce_emulator.http.webhooks import Hook
from bigcommerce_emulator.server import LOOPBACK, Address, PortTakenError, Running, running_server
from bigcommerce_emulator.state.seed import EXAMPLE, SeedError, load_seed
from bigcommerce_emulator.state.settings import Settings, described

_ABOUT = """\
An emulator of the BigCommerce API: carts, checkouts and orders, held in memory.
Every order in it is imaginary, and all is forgotten when it stops.
"""
_MORE = f"""\
switches for --set, the default first:
{
    fill(
        "  ".join(described()),
        96,
        initial_indent="  ",
        subsequent_indent="  ",
        break_on_hyphens=False,
        break_long_words=False,
    )
}

The default seed is {EXAMPLE.name}, beside this program: copy it to write your own.
A fault plan is JSON, say: {{"seed": 1, "faults": [
  {{"operation": "create_order", "kind": "cut", "when": "after", "probability": 0.1}},
  {{"operation": "*", "kind": "delay", "ms": [40, 900], "shape": "log_normal"}}]}}

While it runs, a page at / shows orders, carts and requests. docs/emulator.md has the rest.
"""


def parser() -> argparse.ArgumentParser:
    """The command line of the store."""
    arguments = argparse.ArgumentParser(
        prog="python -m bigcommerce_emulator",
        description=_ABOUT,
        epilog=_MORE,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    add = arguments.add_argument
    add("--host", default=LOOPBACK, help="address to listen on (default: %(default)s)")
    add("--allow-host", action="append", default=[], metavar="HOST:PORT",
        help="Host header to take beside those of loopback, repeatable")  # fmt: skip
    add("--port", type=int, default=4010, help="port, 0 for a free one (default: %(default)s)")
    add("--admin-port", type=int, help="port of the admin API on 127.0.0.1 (default: none)")
    add("--seed", type=Path, metavar="FILE", help="products, shipping and taxes, YAML or JSON")
    add("--faults", type=Path, metavar="FILE", help="what goes wrong and how often, JSON")
    add("--record", type=Path, metavar="FILE", help="append one exchange of each shape, JSONL")
    add("--webhook", action="append", default=[], metavar="URL", help="told of events, repeatable")
    add("--set", action="append", default=[], metavar="NAME=VALUE", help="a switch, repeatable")
    return arguments


def main(argv: list[str] | None = None) -> int:
    """Runs the store until Ctrl-C; 1 if it cannot start, after saying why."""
    options = parser().parse_args(argv)
    try:
        store, plan = _store(options), _plan(options.faults)
        hooks = tuple(Hook("store/*", url) for url in options.webhook)
        with running_server(store, _address(options), plan, hooks) as running:
            print(_greeting(running, store.settings), flush=True)
            _wait()
    except PortTakenError as error:
        print(_port_taken(error.port), file=sys.stderr)
        return 1
    except (SeedError, FaultPlanError, OSError, ValueError) as error:
        print(f"The emulator cannot start: {error}", file=sys.stderr)
        return 1
    print("The emulator has stopped; its orders are gone.")
    return 0


def _store(options: argparse.Namespace) -> Store:
    settings = Settings().with_pairs(options.set)
    seed = None if options.seed is None else load_seed(options.seed)
    recorder = None if options.record is None else Recorder(options.record)
    return Store(settings, seed, recorder=recorder)


def _address(options: argparse.Namespace) -> Address:
    key = os.environ.get(KEY_VARIABLE) or new_key()
    hosts = tuple(options.allow_host)
    return Address(options.port, options.host, options.admin_port, key, hosts)


def _plan(path: Path | None) -> FaultPlan:
    if path is None:
        return FaultPlan()
    return read_plan(json.loads(path.read_text(encoding="utf-8")))


def _greeting(running: Running, settings: Settings) -> str:
    lines = [
        f"The emulator listens on {running.url}",
        f"  API         {running.url}/stores/{settings.store_hash}",
        f"  store hash  {settings.store_hash}",
    ]
    lines.append(f"  page        {running.url}/")
    if running.admin_url is not None:
        lines.append(f"  admin       {running.admin_url}")
        # The program that gave a key knows it, and keeps this text in a log.
        if not os.environ.get(KEY_VARIABLE):
            lines.append(f"  its key     {KEY_HEADER}: {running.admin_key}")
    lines.append("Any order made here is imaginary. Ctrl-C stops it.")
    return "\n".join(lines)


def _port_taken(port: int) -> str:
    return f"Port {port} is taken: stop what listens there, or choose another port."


def _wait() -> None:
    # A terminated store ends as quietly as an interrupted one; a shell that starts the store
    # in the background has it ignore interrupts, so that is undone as well.
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.default_int_handler)
    with suppress(KeyboardInterrupt):
        while True:
            signal.pause()


if __name__ == "__main__":
    sys.exit(main())
