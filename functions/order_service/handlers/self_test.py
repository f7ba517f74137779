"""What a new version is asked before it gets traffic: can it read what it needs?

No store is called. Only a direct invocation can ask: API Gateway, SQS and the ledger's stream write
their events themselves, and no part of a request becomes a field of the event as a whole.
"""

from collections.abc import Callable, Mapping
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from order_service.errors import OrderError
from order_service.handlers.settings import SettingsError, read_settings

ASKED = "cart_to_order_self_test"
SECRET = "self-test"
"""No store needs this secret: only those who may read it hear that it is not there."""
NO_SUCH_SECRET = "ResourceNotFoundException"
PASSED = "passed"

Check = Callable[[], Any]


def is_asked_for(event: Any) -> bool:
    """Return whether an invocation is a self-test."""
    return isinstance(event, dict) and event.get(ASKED) is True


def self_test(**checks: Check) -> dict[str, str]:
    """Return of each part whether it works, or the kind of error that it has."""
    return {name: _tried(check) for name, check in ({"settings": read_settings} | checks).items()}


def readable_secrets(client: Any, prefix: str) -> Check:
    """Return the check that secrets with this prefix may be read."""

    def check() -> None:
        try:
            client.get_secret_value(SecretId=prefix + SECRET)
        except ClientError as error:
            if error.response["Error"]["Code"] != NO_SUCH_SECRET:
                raise

    return check


def has_passed(answer: Mapping[str, Any]) -> bool:
    """Return whether a version's answer says that everything works."""
    return bool(answer) and all(found == PASSED for found in answer.values())


def _tried(check: Check) -> str:
    try:
        check()
    except (SettingsError, OrderError, ClientError, BotoCoreError) as error:
        # The kind alone: a text may quote what was read.
        return type(error).__name__
    return PASSED
