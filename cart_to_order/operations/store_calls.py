"""Calls a store as the service would, for operators: the rest of the client needs no store."""

from dataclasses import replace
from typing import Any

from cart_to_order.operations.place import Place
from cart_to_order.terminal import say
from order_service.bigcommerce.calls import StoreCalls
from order_service.bigcommerce.credentials import Credential, SecretCredentials
from order_service.bigcommerce.https import connect
from order_service.clock import Deadline, SystemClock

HALF_AN_HOUR = 1800.0


def store_calls(place: Place, store: str) -> StoreCalls:
    """Return a way to call one store of a place with the credentials of its secret."""
    clock = SystemClock()
    secrets = place.client("secretsmanager")
    credentials = _EvenPaused(secrets, place.secret_prefix, _ToTheScreen())
    deadline = Deadline(clock, clock.now() + HALF_AN_HOUR)
    return StoreCalls(connect(place.store_url), credentials, store, "audit", deadline)


class _ToTheScreen:
    """Shows an operator what only the log says where callers hear of it."""

    def note(self, event: str, **facts: Any) -> None:
        say(f"{event}: {', '.join(f'{name} {value}' for name, value in facts.items())}")


class _EvenPaused(SecretCredentials):
    """A store that is paused for orders can still be looked at."""

    def get(self, store: str) -> Credential:
        return replace(super().get(store), paused=False)
