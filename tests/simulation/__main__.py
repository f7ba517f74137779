"""Runs worlds, or one of them again.

python -m tests.simulation --worlds 20000 --seed 1 --processes 2
python -m tests.simulation --seed 1 --world 123
"""

import argparse
import gc
import logging
import multiprocessing
import os
import signal
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from multiprocessing.queues import SimpleQueue
from multiprocessing.synchronize import Event

from cart_to_order.ending import run_command
from cart_to_order.status_line import StatusLine
from tests.simulation.quiet import quiet
from tests.simulation.report import Outcome, outcome_of, story, summary
from tools.values import value_of

SEED, WORLDS = 1, 20_000
SHOWN_WORLDS = 5
CHUNK = 25
LOG_SECONDS = 60.0
_ENDED: list[Event] = []
"""In a worker: whether the first process was interrupted."""


def main(arguments: list[str]) -> int:
    """Run what was asked for; 0 if all held."""
    asked = _read(arguments)
    if asked.world is not None:
        with quiet([]):
            found = outcome_of(asked.seed, asked.world)
            print(story(asked.seed, asked.world, shrunk=found.failed and not asked.whole))
        return int(found.failed)
    began = time.monotonic()
    outcomes = list(_shown(_outcomes(asked), asked.worlds))
    failed = [one for one in outcomes if one.failed]
    with quiet([]):
        for one in failed[:SHOWN_WORLDS]:
            print(story(one.seed, one.number), end="\n\n")
    print(summary(outcomes, time.monotonic() - began))
    return int(bool(failed))


def _shown(outcomes: Iterator[Outcome], worlds: int) -> Iterator[Outcome]:
    """Say now and then how many worlds have ended, and in how many something did not hold."""
    line, failed = StatusLine(sys.stdout, LOG_SECONDS), 0
    for number, one in enumerate(outcomes, 1):
        failed += one.failed
        if number % CHUNK == 0:
            line.show(f"  {number:,} of {worlds:,} worlds, {failed} failed")
        yield one
    line.end()


def _ready_for_many() -> None:
    """Leave out of Python's search for unused cycles what is imported, and search less often.

    It takes a tenth of the time otherwise; a world is small. The log is off throughout: each
    change of that empties what every logger has worked out.
    """
    logging.disable(logging.WARNING)
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)


def _outcomes(asked: argparse.Namespace) -> Iterator[Outcome]:
    numbers = range(asked.first, asked.first + asked.worlds)
    run = partial(_quietly, asked.seed)
    if asked.processes == 1:
        _stay_on_core(0)
        _ready_for_many()
        yield from map(run, numbers)
        return
    ended = multiprocessing.Event()
    cores: SimpleQueue[int] = multiprocessing.SimpleQueue()
    for core in range(asked.processes):
        cores.put(core)
    begin, given = _begin_worker, (ended, cores)
    with ProcessPoolExecutor(asked.processes, initializer=begin, initargs=given) as pool:
        try:
            yield from pool.map(run, numbers, chunksize=CHUNK)
        except KeyboardInterrupt:
            ended.set()
            raise


def _begin_worker(ended: Event, cores: "SimpleQueue[int]") -> None:
    # Ctrl-C is for the first process, which then ends the others.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _ENDED.append(ended)
    _stay_on_core(cores.get())
    _ready_for_many()


def _stay_on_core(number: int) -> None:
    """Stay on one of the cores that there are: of a process's threads only one runs at a time.

    On several cores each turn would begin on a cold one, which takes a tenth more time.
    """
    if sys.platform == "linux":
        allowed = sorted(os.sched_getaffinity(0))
        os.sched_setaffinity(0, {allowed[number % len(allowed)]})


def _quietly(seed: int, number: int) -> Outcome:
    if any(ended.is_set() for ended in _ENDED):
        # Else a worker would first run all the worlds that it was given.
        raise KeyboardInterrupt
    with quiet([]):
        return outcome_of(seed, number)


def _read(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.simulation", description=__doc__)
    parser.add_argument("--seed", type=partial(_number, "SEED"), default=SEED)
    parser.add_argument("--worlds", type=partial(_number, "WORLDS"), default=WORLDS)
    parser.add_argument("--first", type=int, default=0, help="number of the first world")
    parser.add_argument("--processes", type=int, default=1)
    parser.add_argument(
        "--world", type=partial(_number, "WORLD"), help="only this one, with its history"
    )
    parser.add_argument("--whole", action="store_true", help="with all trouble, also if not needed")
    read = parser.parse_args(arguments)
    read.seed = SEED if read.seed is None else read.seed
    read.worlds = WORLDS if read.worlds is None else read.worlds
    return read


def _number(name: str, text: str) -> int | None:
    """Return the number; None for an empty text, which is how make says nothing."""
    return value_of(name, text) if text else None


if __name__ == "__main__":
    run_command(main, sys.argv[1:])
