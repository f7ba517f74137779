"""Begins and ends a pause: one item of the ledger's table that both entry points read.

No deployment is needed, and no alarm that rings can hinder it.
"""

import time
from collections.abc import Sequence

from botocore.exceptions import BotoCoreError, ClientError

from cart_to_order.operations.options import parser_of, place_of
from cart_to_order.operations.place import Place
from cart_to_order.problems import NoSuchPlace
from cart_to_order.terminal import say
from order_service.ledger.pause import ITEM, REMEMBERED_SECONDS

RUNG_BY_A_PAUSE = (
    "QueueAgeAlarm", "OrderAgeAlarm", "ApiErrorsAlarm", "FastBurnAlarm", "SlowBurnAlarm",
)  # fmt: skip
"""Alarms that send nothing during a pause: waiting orders and 503s are its purpose.

Those that ring three days before a message is forgotten are not among them.
"""


def main(name: str, doc: str | None, arguments: list[str], on: bool) -> int:
    """Begin or end a pause; 0 if that is done, 2 if not."""
    options = parser_of(name, doc).parse_args(arguments)
    try:
        carried_out(place_of(options), on=on)
    except (NoSuchPlace, ClientError, BotoCoreError) as error:
        say(f"The pause was not {'begun' if on else 'ended'}. {error}")
        return 2
    return 0


def carried_out(place: Place, *, on: bool) -> None:
    """Begin or end a pause; its alarms are quiet only while it is on, whatever fails between."""
    if not on:
        _alarms(place, on)
    set_pause(place, on)
    if on:
        _alarms(place, on)


def set_pause(place: Place, on: bool) -> None:
    """Write the item that both entry points read."""
    item = {"id": {"S": ITEM}, "paused": {"BOOL": on}, "since": {"N": str(round(time.time()))}}
    place.client("dynamodb").put_item(TableName=place.ledger_table, Item=item)
    seconds = round(REMEMBERED_SECONDS)
    say(f"{'Paused' if on else 'Resumed'}: both entry points notice within {seconds} seconds.")
    if on:
        say("What has begun ends as always. The API answers 503, messages wait up to 13 days.")
        say("Next: make resume ends it.")
    else:
        say("Messages that were put back return within 15 minutes, or a hundredth of their age.")


def _alarms(place: Place, on: bool) -> None:
    """Let the alarms that a pause rings send nothing, or send again; a failure is only said."""
    try:
        names = _names(place, RUNG_BY_A_PAUSE)
        cloudwatch = place.client("cloudwatch")
        change = cloudwatch.disable_alarm_actions if on else cloudwatch.enable_alarm_actions
        change(AlarmNames=names)
        say(f"{len(names)} alarms {'send nothing during the pause' if on else 'send again'}.")
    except (ClientError, BotoCoreError) as error:
        say(f"The alarms could not be changed: {error}")


def _names(place: Place, alarms: Sequence[str]) -> list[str]:
    there = place.resources()
    return [there[alarm] for alarm in alarms if alarm in there]
