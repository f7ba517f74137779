"""What can be said to `list` and `retry`."""

import argparse
from datetime import UTC, datetime, timedelta

import pytest

from cart_to_order.command_line.attention_options import list_options, moment, retry_options

ACME = ["--store", "acme"]


@pytest.mark.parametrize(
    ("said", "ago"), [("30m", timedelta(minutes=30)), ("1d", timedelta(days=1))]
)
def test_a_time_can_be_said_as_how_long_ago(said: str, ago: timedelta) -> None:
    assert abs(datetime.now(UTC) - ago - moment(said)) < timedelta(minutes=1)


def test_a_time_without_a_zone_is_utc() -> None:
    assert moment("2026-11-28T08:00:00") == moment("2026-11-28T08:00:00Z")
    with pytest.raises(argparse.ArgumentTypeError, match="yesterday is no time"):
        moment("yesterday")


def test_words_are_separated_by_commas() -> None:
    assert list_options([*ACME, "--state", "rejected, parked"]).state == ("rejected", "parked")


@pytest.mark.parametrize(
    "said",
    [
        [],
        ["--key", "a", "--all"],
        ["--all", "--order", "corrected.json"],
        ["--key", "a", "--cause", "out_of_stock"],
    ],
)
def test_a_retry_is_of_one_key_or_of_all(said: list[str]) -> None:
    with pytest.raises(SystemExit):
        retry_options([*ACME, *said])
