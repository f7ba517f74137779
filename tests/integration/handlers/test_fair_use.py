"""Fair use: a caller that sends more than its share is answered 429, and nobody else is."""

import pytest

from tests.fakes.emf import numbers
from tests.integration.entry_points import EntryPoints

pytestmark = pytest.mark.enable_socket

IMPORTER, SHOP = "AROAEXAMPLEIMPORTER01", "AROAEXAMPLESHOPROLE01"
MOST = 3


@pytest.fixture
def limited(entry_points: EntryPoints) -> EntryPoints:
    entry_points.deploy(CALLER_REQUESTS_PER_MINUTE=str(MOST))
    return entry_points


def asked(entry_points: EntryPoints, caller: str, times: int) -> list[int]:
    entry_points.caller = f"{caller}:session"
    return [entry_points.get(f"order-{number}")[0] for number in range(times)]


def test_one_caller_s_requests_use_up_nobody_else_s_share(limited: EntryPoints) -> None:
    statuses = asked(limited, IMPORTER, 12)
    # At the turn of a minute a caller has the share of both.
    assert statuses.count(404) in (MOST, 2 * MOST)
    assert set(statuses) == {404, 429}
    assert asked(limited, SHOP, MOST) == [404] * MOST


def test_the_answer_says_who_must_wait_and_how_long(limited: EntryPoints) -> None:
    asked(limited, IMPORTER, 3 * MOST)
    status, problem, headers = limited.post()
    assert (status, problem["code"]) == (429, "too_many_requests")
    assert (problem["retryable"], problem["fix"]) == (True, "caller")
    assert 1 <= int(headers["Retry-After"]) <= 60
    assert IMPORTER not in str(problem)
    assert (limited.calls, limited.store.orders) == (0, [])


@pytest.mark.parametrize("most", ["0", ""])
def test_without_a_limit_nobody_is_refused(entry_points: EntryPoints, most: str) -> None:
    if most:
        entry_points.deploy(CALLER_REQUESTS_PER_MINUTE=most)
    assert asked(entry_points, IMPORTER, 12) == [404] * 12


def test_requests_are_counted_by_caller(
    limited: EntryPoints, capsys: pytest.CaptureFixture[str]
) -> None:
    asked(limited, IMPORTER, 12)
    out = capsys.readouterr().out
    found = numbers(out)
    assert sum(found["Requests"]) == 12
    assert sum(found["RequestsOverLimit"]) >= 12 - 2 * MOST
    assert f'"caller":"iam:{IMPORTER}"' in out.replace(" ", "")
    assert "session" not in out
