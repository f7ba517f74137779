"""What the pages need to know of a stack, and how AWS errors are named."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from threading import Lock
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

Clients = Callable[[str], Any]
UNREADABLE = (ClientError, BotoCoreError)


@dataclass(frozen=True)
class Reach:
    """How much is read for one page: a ledger of a hundred million keys must not hold it up."""

    scans: int = 10
    """Requests to the ledger for one look through it."""
    enough: int = 100
    """Rows after which a look through it ends."""
    log_calls: int = 5
    """Requests to each log group."""
    deep_log_calls: int = 40
    counts_calls: bool = False
    """Whether the list shows how many calls each order took: it reads all log lines for that."""
    usual_view: str = "attention"


LOCAL_REACH = Reach(
    scans=40, enough=20_000, log_calls=100, deep_log_calls=400, counts_calls=True,
    usual_view="ledger",
)  # fmt: skip


@dataclass(frozen=True)
class Stack:
    """The parts of a deployed stack that the pages read."""

    clients: Clients
    name: str
    """As people know it: "stack cart-to-order"."""
    options: str
    """The options by which commands find it: ``--stack cart-to-order``."""
    ledger_table: str
    attention_table: str = ""
    log_groups: tuple[str, ...] = ()
    log_level: str = "INFO"
    secret_prefix: str = "bigcommerce/"
    stores: tuple[str, ...] = ()
    traced: bool = True
    reach: Reach = Reach()


def made_once(make: Clients) -> Clients:
    """Return clients that are each made once, which takes long, and by one thread at a time."""
    made: dict[str, Any] = {}
    making = Lock()

    def client(service: str) -> Any:
        with making:
            if service not in made:
                made[service] = make(service)
            return made[service]

    return client


def named(error: Exception) -> str:
    """Return an AWS error's code, or else its type: its text may have what was asked for."""
    if isinstance(error, ClientError):
        return str(error.response.get("Error", {}).get("Code", "ClientError"))
    return type(error).__name__
