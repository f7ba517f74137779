"""How every command ends: with a sentence and a code, never with a traceback.

Ctrl-C gives 130, a value that cannot be used 2, and an output that nobody reads any more (`| head`)
141 in silence, as it does for the programs of every shell.
"""

import os
import select
import signal
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from types import TracebackType
from typing import NoReturn, ParamSpec, TextIO

from cart_to_order.wrapping import fitted

WRONG, STOPPED, UNREAD = 2, 130, 141
_BY_SIGNAL = 128
"""What is added to a signal's number in the code of a program that it ended."""
_AGAIN_SECONDS = 0.05
P = ParamSpec("P")


class StoppedBySignal(SystemExit):
    """A signal asked the program to end: raised where it is, so that what it began is undone."""


class WrongValue(Exception):
    """A value that was given cannot be used; the text names it, and says what it takes."""


def run_command(main: Callable[P, int], *words: P.args, **options: P.kwargs) -> NoReturn:
    """Carry out a command and end the program with its code; every `__main__` ends here."""
    sys.unraisablehook = _send_again
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


def quiet_interrupt(
    kind: type[BaseException], error: BaseException, trace: TracebackType | None
) -> None:
    """Stand for `sys.excepthook`: Ctrl-C while modules are still being imported."""
    if issubclass(kind, KeyboardInterrupt):
        _warn("\nStopped.")
    else:
        sys.__excepthook__(kind, error, trace)


def _send_again(lost: "sys.UnraisableHookArgs") -> None:
    """Stand for `sys.unraisablehook`: a signal that met code which nothing can end comes again.

    What Python runs as it frees an object, the lock of an imported module among them, is such code.
    """
    stopped = lost.exc_value
    if isinstance(stopped, KeyboardInterrupt | StoppedBySignal):
        code = STOPPED if isinstance(stopped, KeyboardInterrupt) else int(stopped.code or STOPPED)
        again = threading.Timer(_AGAIN_SECONDS, os.kill, (os.getpid(), code - _BY_SIGNAL))
        again.daemon = True
        again.start()
    else:
        sys.__unraisablehook__(lost)


def _code_of(main: Callable[[], int]) -> int:
    try:
        return main()
    except KeyboardInterrupt:
        _warn("\nStopped.")
        _end_silently_at_the_next()
        return STOPPED
    except StoppedBySignal as asked:
        _warn("\nStopped.")
        return int(asked.code or STOPPED)
    except WrongValue as problem:
        _warn(fitted(str(problem)))
        return WRONG
    except SystemExit as asked:
        # Options that are wrong or ask for help end like this, before their text is written out.
        if isinstance(asked.code, str):
            _warn(asked.code)
            return 1
        return asked.code or 0


def _end_silently_at_the_next() -> None:
    """Let another Ctrl-C end the program without a word: Python may still wait for its threads."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def _warn(text: str) -> None:
    with suppress(BrokenPipeError):
        sys.stderr.write(f"{text}\n")
        sys.stderr.flush()


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
