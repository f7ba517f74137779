"""Runs the emulator in the foreground until it is interrupted."""

import argparse
import json
import os
import signal
import sys
from pathlib import Path
from threading import Event

from bigcommerce_emulator.api.application import Store
from bigcommerce_emulator.api.exchanges import Recorder
from bigcommerce_emulator.command_line.options import DEFAULT_PORT, parser
from bigcommerce_emulator.command_line.topics import help_on
from bigcommerce_emulator.fitting import fitted
from bigcommerce_emulator.http.faults import FaultPlan, FaultPlanError, read_plan
from bigcommerce_emulator.http.guard import KEY_HEADER, KEY_VARIABLE, new_key
from bigcommerce_emulator.http.webhooks import Hook
from bigcommerce_emulator.profiles.profiles import Profile, ProfileError, profile, read_profile
from bigcommerce_emulator.server import Address, PortTakenError, Running, running_server
from bigcommerce_emulator.state.seed import SeedError, load_seed
from bigcommerce_emulator.state.settings import Settings


def main(argv: list[str] | None = None) -> int:
    """Runs the store until Ctrl-C; 1 if it cannot start, after saying why."""
    arguments = parser()
    options = arguments.read(argv)
    try:
        if options.help is not None:
            print(help_on(options.help) if options.help else arguments.format_help())
            return 0
        _serve(options)
    except PortTakenError as error:
        print(fitted(_port_taken(error.port, options)), file=sys.stderr)
        return 1
    except BrokenPipeError:
        # Nobody reads what is printed: no reason why it cannot start.
        raise
    except (SeedError, FaultPlanError, ProfileError, OSError, ValueError) as error:
        reason = f"The emulator cannot start: {error}" if options.help is None else str(error)
        print(fitted(reason), file=sys.stderr)
        return 1
    print("The emulator has stopped; its orders are gone.")
    return 0


def _serve(options: argparse.Namespace) -> None:
    chosen = profile(options.profile) if options.profile else Profile()
    store, plan = _store(options, chosen), _plan(options.faults, chosen)
    hooks = tuple(Hook("store/*", url) for url in options.webhook)
    with running_server(store, _address(options), plan, hooks) as running:
        # Before the line that says that it listens, and that Ctrl-C stops it.
        ended = _end_asked_for()
        print(_greeting(running, store.settings, chosen), flush=True)
        ended.wait()


def _store(options: argparse.Namespace, chosen: Profile) -> Store:
    settings = chosen.settings(Settings())
    if options.set_from is not None:
        settings = read_profile(options.set_from).settings(settings)
    settings = settings.with_pairs(options.set)
    seed = chosen.seed() if options.seed is None else load_seed(options.seed)
    recorder = None if options.record is None else Recorder(options.record)
    return Store(settings, seed, recorder=recorder)


def _address(options: argparse.Namespace) -> Address:
    key = os.environ.get(KEY_VARIABLE) or new_key()
    hosts = tuple(options.allow_host)
    links = {name: url for name, _, url in (text.partition("=") for text in options.link)}
    return Address(options.port, options.host, options.admin_port, key, hosts, links)


def _plan(path: Path | None, chosen: Profile) -> FaultPlan:
    if path is None:
        return chosen.plan()
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
    except ValueError as error:
        raise FaultPlanError(f"{path} is not JSON: {error}") from error
    return read_plan(document)


def _greeting(running: Running, settings: Settings, chosen: Profile) -> str:
    lines = [
        f"The emulator listens on {running.url}",
        f"  API         {running.url}/stores/{settings.store_hash}",
        f"  store hash  {settings.store_hash}",
    ]
    lines.append(f"  page        {running.url}/")
    if chosen.about:
        lines.append(f"  profile     {chosen.about}")
    if running.admin_url is not None:
        lines.append(f"  admin       {running.admin_url}")
        # The program that gave a key knows it, and keeps this text in a log.
        if not os.environ.get(KEY_VARIABLE):
            lines.append(f"  its key     {KEY_HEADER}: {running.admin_key}")
    lines.append("Any order made here is imaginary. Ctrl-C stops it.")
    return "\n".join(lines)


def _port_taken(port: int, options: argparse.Namespace) -> str:
    option = "--admin-port" if port == options.admin_port else "--port"
    other = DEFAULT_PORT if port != DEFAULT_PORT else DEFAULT_PORT + 10
    return (
        f"Port {port} ({option}) is taken: stop what listens there, or choose another port,"
        f" say {option} {other}; {option} 0 takes a free one."
    )


def _end_asked_for() -> Event:
    """Return what Ctrl-C or a signal to terminate will set, from now on."""
    # A terminated store ends as quietly as an interrupted one; a shell that starts the store
    # in the background has it ignore interrupts, so that is undone as well.
    ended = Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        # A second signal, as `timeout` and impatient people send it, changes nothing.
        signal.signal(number, lambda _number, _frame: ended.set())
    return ended
