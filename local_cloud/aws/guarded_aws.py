"""Serves MiniStack, the local AWS, behind the guard.

Runs the ASGI application that MiniStack itself hands to Hypercorn. The guard stands in the same
process, so that no second port leads around it.
"""

from __future__ import annotations

import asyncio
import gc
import os
import resource
from importlib import import_module
from typing import Any

from hypercorn.asyncio import serve
from hypercorn.config import Config

from bigcommerce_emulator.http.guard import HOSTS_VARIABLE, KEY_VARIABLE, Guard, GuardedApp
from local_cloud.aws.in_flight import MOST, VARIABLE, bounded, permitted_by
from local_cloud.aws.loops import counted, heeding, marked, stopped
from local_cloud.aws.processes import LOOPBACK

INTERNAL = ("/_ministack/", "/_localstack/")
GARBAGE = (50_000, 20, 20)
"""Looked for after so many objects: nearly all that are made here are kept."""
FUNCTION = "AWS::Lambda::Function"
KEEP_ALIVE_SECONDS = 75
"""As long as MiniStack's own start keeps a connection."""


def main() -> None:
    """Serve on GATEWAY_PORT of loopback until a signal ends it."""
    port = int(os.environ["GATEWAY_PORT"])
    # Removed, since the functions inherit this process's environment.
    hosts = tuple(os.environ.pop(HOSTS_VARIABLE, "").split())
    most_in_flight = int(os.environ.pop(VARIABLE, MOST))
    guard = Guard(port, os.environ.pop(KEY_VARIABLE), INTERNAL, hosts)
    gc.set_threshold(*GARBAGE)
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    config = Config()
    config.bind = [f"{LOOPBACK}:{port}"]
    config.keep_alive_timeout = KEEP_ALIVE_SECONDS
    # Imported here: the module reads the environment, and patches Hypercorn, when it is imported.
    app = import_module("ministack.app").app
    _make_unkind(most_in_flight)
    # The signal ends it at once: nothing is kept, and an orderly end takes seconds.
    asyncio.run(serve(GuardedApp(app, guard), config, shutdown_trigger=asyncio.Event().wait))


def _make_unkind(most_in_flight: int) -> None:
    """Replace what MiniStack does better than AWS."""
    sqs: Any = import_module("ministack.services.sqs")
    sqs._collect_msgs = bounded(sqs._collect_msgs, most_in_flight)
    sqs.handle_request = counted(sqs.handle_request)
    sqs._build_send_sys_attrs = marked(sqs._build_send_sys_attrs)
    actions: Any = import_module("ministack.core.iam_actions")
    actions._action_from_target = permitted_by(actions._action_from_target)
    functions: Any = import_module("ministack.services.lambda_svc")
    functions._run_sqs_batch = stopped(
        functions._run_sqs_batch, functions._functions, functions._invoke_depth
    )
    resources: Any = import_module("ministack.services.cloudformation.provisioners")
    handlers = resources._RESOURCE_HANDLERS
    handlers[FUNCTION] = heeding(handlers[FUNCTION], functions._functions)


if __name__ == "__main__":
    main()
