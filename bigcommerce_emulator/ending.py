"""How each command of the emulator ends: never with a traceback for Ctrl-C or a closed pipe.

An output that nobody reads any more (`| head`) gives 141 in silence, as in every shell.
"""

import os
import select
import signal
import sys
from collections.abc import Callable
from contextlib import suppress
from typing import NoReturn, ParamSpec, TextIO

STOPPED, UNREAD = 130, 141
P = ParamSpec("P")


def run_command(main: Callable[P, int], *words: P.args, **options: P.kwargs) -> NoReturn:
    """Carry out a command and end the program with its code; every `__main__` ends here."""
    try:
        code = _code_of(lambda: main(*words, **options))
        sys.stdout.flush()
    except BrokenPipeError:
        # A connection that was lost is another matter, and must be seen.
        if not any(_unread(stream) for stream in (sys.stdout, sys.stderr)):
            raise
        code = UNREAD
    _let_go_of_the_unread()
    sys.exit(code)


def _code_of(main: Callable[[], int]) -> int:
    try:
        return main()
    except KeyboardInterrupt:
        with suppress(BrokenPipeError):
            print("\nStopped.", file=sys.stderr, flush=True)
        # Python may still wait for its threads: another Ctrl-C ends it without a word.
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        return STOPPED
    except SystemExit as asked:
        # Options that are wrong or ask for help end like this, before their text is written out.
        return asked.code if isinstance(asked.code, int) else int(asked.code is not None)


def _unread(stream: TextIO) -> bool:
    """Return whether a pipe has nobody at its other end."""
    poll = select.poll()
    try:
        poll.register(stream.fileno(), 0)
    except (OSError, ValueError):
        return False
    return any(event & (select.POLLERR | select.POLLHUP) for _, event in poll.poll(0))


def _let_go_of_the_unread() -> None:
    """Python writes what is left when it ends, and would complain of the pipe then."""
    for stream in (sys.stdout, sys.stderr):
        if _unread(stream):
            nowhere = os.open(os.devnull, os.O_WRONLY)
            os.dup2(nowhere, stream.fileno())
            os.close(nowhere)
