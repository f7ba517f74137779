"""Domains that take too few callbacks."""

import pytest

from bigcommerce_emulator.http.blocked_domains import FEWEST, BlockedDomains

APP, URL = "app", "https://app.example.com/hooks"


def noted(failures: int, successes: int, seconds: float = 1.0) -> BlockedDomains:
    domains = BlockedDomains()
    for number in range(failures + successes):
        moment = seconds * number / (failures + successes)
        domains.note(APP, URL, number >= failures, moment)
    return domains


@pytest.mark.parametrize(
    ("failures", "successes", "blocked"),
    [(11, 89, True), (10, 90, False), (99, 0, False), (100, 0, True), (0, 500, False)],
)
def test_a_domain_is_blocked_when_it_takes_less_than_nine_of_ten_of_a_hundred(
    failures: int, successes: int, blocked: bool
) -> None:
    domains = noted(failures, successes)

    assert domains.is_blocked(APP, URL, 2.0) == blocked
    assert domains.is_blocked(APP, "https://app.example.com/other", 2.0) == blocked
    assert not domains.is_blocked(APP, "https://elsewhere.example.com/", 2.0)
    assert not domains.is_blocked("another-app", URL, 2.0)


def test_it_is_blocked_for_three_minutes_and_then_counted_anew() -> None:
    domains = noted(FEWEST, 0)
    domains.note(APP, URL, False, 182.0)

    assert domains.is_blocked(APP, URL, 180.0)
    assert not domains.is_blocked(APP, URL, 182.0)


def test_what_is_older_than_two_minutes_does_not_count() -> None:
    assert not noted(50, 60, seconds=300.0).is_blocked(APP, URL, 300.0)
