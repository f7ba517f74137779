"""The emulator with 80 ms for each call, in a process of its own, with and without TLS.

    python -m tools.benchmark.stand_ins.store_server CERTIFICATE

Prints the addresses of the API, of the API over TLS, of the admin API, and its key; ends
with its input.
"""

import sys
from threading import Thread

import uvicorn

from bigcommerce_emulator.api.application import Store
from bigcommerce_emulator.http.connection import CuttableProtocol
from bigcommerce_emulator.http.faults import Fault, FaultPlan
from bigcommerce_emulator.server import Address, Running, running_server

MILLISECONDS = 80
DELAY = FaultPlan((Fault("delay", ms=(MILLISECONDS, MILLISECONDS)),))


def main(certificate: str) -> None:
    """Serve until the input ends."""
    with running_server(Store(), Address(admin_port=0), DELAY) as running:
        secure = _secure(running, certificate)
        thread = Thread(target=secure.run)
        thread.start()
        while not secure.started and thread.is_alive():
            thread.join(0.05)
        port = secure.servers[0].sockets[0].getsockname()[1]
        secure_url = f"https://localhost:{port}"
        print(running.url, secure_url, running.admin_url, running.admin_key, flush=True)
        try:
            sys.stdin.read()
        finally:
            secure.should_exit = True
            thread.join()


def _secure(running: Running, certificate: str) -> uvicorn.Server:
    config = uvicorn.Config(
        running.edge,
        port=0,
        http=CuttableProtocol,
        loop="asyncio",
        ws="none",
        lifespan="off",
        log_config=None,
        access_log=False,
        ssl_certfile=certificate,
        timeout_keep_alive=60,
        timeout_graceful_shutdown=1,
    )
    return uvicorn.Server(config)


if __name__ == "__main__":
    main(sys.argv[1])
