"""`make up` and `make down`: the whole local cloud in the background, and its end.

python -m local_cloud.up [up|down]
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

from cart_to_order.ending import StoppedBySignal, WrongValue, run_command
from local_cloud.aws.entry_points import event
from local_cloud.aws.local_clients import ACCESS_KEY, SECRET_KEY
from local_cloud.aws.processes import ended_by_signals
from local_cloud.aws.stack import Deployment
from local_cloud.keeper import SHELL, keeper_id
from tools.places import LOCAL, LOGS, OUTPUTS, ROOT, shown
from tools.progress import Mirror, say, step
from tools.values import checked

KEEPER_LOG = LOGS / "keeper.log"
PORTS = ("STORE_PORT", "AWS_PORT")
# Each function's process of a busy cloud has left 2,000 files of the layer to remove.
DOWN_SECONDS = 120.0


def main(what: str) -> int:
    """Bring the local cloud up, or down; 0 when it is."""
    chosen = {"up": up, "down": down}.get(what)
    if chosen is None:
        raise WrongValue(f"This takes up or down; {what!r} is neither.")
    return chosen()


def up() -> int:
    """Start the keeper unless it is there, follow it until all is up, say how to use it."""
    ports = [os.environ.get(name, "") for name in PORTS]
    for name, port in zip(PORTS, ports, strict=True):
        checked(name, port or "1")
    if keeper_id() is not None:
        say("The local cloud is up already, with the code it was started with (make down ends it).")
    elif code := _started(ports):
        return code
    _say_how(Deployment.from_json(OUTPUTS.read_text()))
    return 0


def down() -> int:
    """End the keeper and with it all that it started."""
    keeper = keeper_id()
    if keeper is None:
        say("Nothing is up.")
        return 0
    with step("Stopping the emulator and the local AWS"):
        os.kill(keeper, signal.SIGTERM)
        deadline = time.monotonic() + DOWN_SECONDS
        while keeper_id() is not None and time.monotonic() < deadline:
            time.sleep(0.1)
    if keeper_id() is not None:
        say(f"Process {keeper} does not end. End it yourself: kill -9 {keeper}")
        return 1
    say(f"Everything is stopped. Logs: {shown(LOGS)}/")
    return 0


def _started(ports: list[str]) -> int:
    """Start the keeper and show its steps; 0 when all is up."""
    LOGS.mkdir(parents=True, exist_ok=True)
    OUTPUTS.unlink(missing_ok=True)
    try:
        # A keeper lives in a session of its own: a signal in between must not leave it there.
        with ended_by_signals(), _keeper(ports) as keeper:
            return 0 if _followed(keeper) else 1
    except StoppedBySignal as asked:
        say("\nStopped. Nothing is left running.")
        return int(asked.code or 1)


@contextmanager
def _keeper(ports: list[str]) -> Iterator[subprocess.Popen[bytes]]:
    """Start the keeper, and end it unless the block is left in peace."""
    with KEEPER_LOG.open("w") as log:
        keeper = subprocess.Popen(
            [sys.executable, "-m", "local_cloud.keeper", *ports],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            cwd=ROOT,
            start_new_session=True,
        )
    try:
        yield keeper
    except BaseException:
        keeper.terminate()
        keeper.wait()
        raise


def _followed(keeper: subprocess.Popen[bytes]) -> bool:
    mirror = Mirror(sys.stdout)
    with KEEPER_LOG.open() as log:
        while True:
            ended = keeper.poll() is not None
            ready = OUTPUTS.is_file()
            mirror.show(log.read())
            if ready or ended:
                return ready and not ended
            time.sleep(0.1)


def _say_how(deployment: Deployment) -> None:
    order, message = LOCAL / "order.json", LOCAL / "message.json"
    order.write_text(json.dumps(json.loads(event("api_create_tutorial")["body"]), indent=2))
    message.write_text(event("sqs_create")["Records"][0]["body"])
    say(
        f"""
Everything is up, on this machine only.

  API     {deployment.api_url}
  queue   {deployment.queue_url}
  store   {deployment.store_url} (in a browser: what it holds; /play has forms)
  admin   {deployment.admin_url} (faults, stock, payment; its key: ADMIN_KEY)
  docs    {deployment.docs_url} (in a browser)
  orders  {deployment.orders_url} (each order's timeline, in a browser)
  all of it, for programs: {shown(OUTPUTS)}; for a shell: . {shown(SHELL)}

An order by HTTP (curl 7.75 or newer signs it):

  curl --aws-sigv4 aws:amz:{deployment.region}:execute-api --user {ACCESS_KEY}:{SECRET_KEY} \\
    -H 'Content-Type: application/json' -H 'Idempotency-Key: my-first-order' \\
    --data-binary @{shown(order)} \\
    {deployment.api_url}/stores/sandbox/orders

An order as a message:

  AWS_ACCESS_KEY_ID={ACCESS_KEY} AWS_SECRET_ACCESS_KEY={SECRET_KEY} aws sqs send-message \\
    --region {deployment.region} --endpoint-url {deployment.endpoint_url} \\
    --queue-url {deployment.queue_url} \\
    --message-body file://{shown(message)}

make down ends it.""",
        whole=True,
    )


if __name__ == "__main__":
    run_command(main, sys.argv[1] if sys.argv[1:] else "up")
