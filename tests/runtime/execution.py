"""One execution environment: a process of Lambda's runtime client that runs one handler."""

import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from threading import Thread
from typing import Any

from tests.runtime.built import Built
from tests.runtime.runtime_api import Happened, RuntimeApi
from tests.runtime.written import Written, XRayDaemon
from tests.template.stack import ACCOUNT

LONG = 900.0
"""Seconds for an invocation whose deadline must not matter, however busy the machine is."""


class Execution:
    """A process that waits for invocations, and what became of each."""

    def __init__(
        self, built: Built, handler: str, settings: Mapping[str, str], written: Written
    ) -> None:
        self._written = written
        self._daemon = XRayDaemon()
        arn = f"arn:aws:lambda:us-east-1:{ACCOUNT}:function:{handler.split('.')[-2]}:live"
        self._api = RuntimeApi(arn)
        self._process = self._start(built, handler, settings)
        Thread(target=self._watch, daemon=True).start()

    def invoke(self, event: Any, seconds: float = LONG) -> Any:
        """Return what the handler answers to this event."""
        self.begin(event, seconds)
        happened = self.next()
        assert happened.kind == "answered", happened
        return happened.body

    def wait_until_ready(self) -> None:
        """Wait until init is over and the first event is asked for."""
        self._api.ready.wait()
        assert self._process.poll() is None, "it ended during init"

    def begin(self, event: Any, seconds: float = LONG) -> None:
        """Hand an event over and wait for nothing."""
        self._api.invoke(event, seconds)

    def next(self) -> Happened:
        """Wait for the next thing that the process reports."""
        happened = self._api.happened.get()
        self._written.reported += self._api.reported
        self._api.reported.clear()
        self._written.spans += self._daemon.received()
        return happened

    def restore(self) -> None:
        """Go on after the snapshot, as an environment that was made from it."""
        self._api.restored.set()

    def kill(self) -> None:
        """End it in the middle of whatever it does, as Lambda does when the time is up."""
        self._process.kill()
        assert self.next().kind == "ended"

    def close(self) -> None:
        """End it and give everything back."""
        self._process.kill()
        self._process.wait()
        self._api.close()
        self._daemon.close()

    def _start(
        self, built: Built, handler: str, settings: Mapping[str, str]
    ) -> subprocess.Popen[bytes]:
        places = {
            "AWS_EXECUTION_ENV": f"AWS_Lambda_{built.interpreter.runtime}",
            "AWS_LAMBDA_RUNTIME_API": self._api.address,
            "AWS_XRAY_DAEMON_ADDRESS": self._daemon.address,
            "LAMBDA_TASK_ROOT": str(built.task),
            "PYTHONPATH": built.search_path,
            "_HANDLER": handler,
        }
        written = self._written
        with (
            written.output.open("ab") as output,
            written.errors.open("ab") as errors,
            written.channel.open("ab") as channel,
        ):
            return subprocess.Popen(
                # No site packages: the layer and Lambda's own must be enough.
                [built.interpreter.path, "-S", "-m", "awslambdaric", handler],
                cwd=built.task,
                env={**settings, **places, "_LAMBDA_TELEMETRY_LOG_FD": str(channel.fileno())},
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=errors,
                pass_fds=(channel.fileno(),),
            )

    def _watch(self) -> None:
        code = self._process.wait()
        self._api.ready.set()
        self._api.happened.put(Happened("ended", code))


@contextmanager
def executing(
    built: Built, handler: str, settings: Mapping[str, str], written: Written
) -> Iterator[Execution]:
    """An execution environment for as long as the block runs."""
    execution = Execution(built, handler, settings, written)
    try:
        yield execution
    finally:
        execution.close()
