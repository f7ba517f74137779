"""What an answer tells of the quota, and what is known when it tells nothing."""

from collections.abc import Mapping

import pytest

from order_service.bigcommerce.quota import (
    SMALLEST_QUOTA,
    UNREPORTED,
    WINDOW_SECONDS,
    Quota,
    quota_after,
)
from order_service.telemetry.observation import StoreCall

HEADERS = {
    "x-rate-limit-time-window-ms": "30000",
    "x-rate-limit-time-reset-ms": "12500",
    "x-rate-limit-requests-quota": "450",
    "x-rate-limit-requests-left": "35",
}
EARLIER = Quota(450, 30.0, 40, 1_020.0, 1_000.0)


def call(status: int | None = 200, headers: Mapping[str, str] = HEADERS) -> StoreCall:
    return StoreCall("acme", "cart", "POST", 1_000.0, 0.5, status, headers=dict(headers))


def test_the_four_headers_tell_it() -> None:
    assert quota_after(call()) == Quota(450, 30.0, 35, 1_013.0, 1_000.5)


def test_a_throttled_call_leaves_nothing_whatever_else_it_says() -> None:
    answer = quota_after(call(429, HEADERS | {"x-retry-after": "20"}))
    assert answer == Quota(450, 30.0, 0, 1_020.5, 1_000.5)


def test_a_throttled_call_without_headers_leaves_the_known_quota_empty() -> None:
    found = quota_after(call(429, {}), EARLIER)
    assert found is not None
    assert (found.limit, found.window, found.left) == (450, 30.0, 0)
    assert found.resets_at > 1_000.5


def test_a_throttled_call_without_headers_tells_of_a_small_quota_if_none_is_known() -> None:
    found = quota_after(call(429, {}))
    assert found is not None
    assert (found.limit, found.window, found.left) == (SMALLEST_QUOTA, WINDOW_SECONDS, 0)


def test_a_store_that_answers_and_tells_no_quota_has_none() -> None:
    found = quota_after(call(200, {}))
    assert found is not None
    assert found.limit == UNREPORTED


@pytest.mark.parametrize("status", [None, 401, 500])
def test_a_failure_without_headers_tells_nothing(status: int | None) -> None:
    assert quota_after(call(status, {})) is None
    assert quota_after(call(status, {}), EARLIER) == EARLIER


def test_one_answer_without_headers_does_not_undo_what_is_known() -> None:
    assert quota_after(call(200, {}), EARLIER) == EARLIER


@pytest.mark.parametrize("text", ["", "-1", "1.5", "many"])
def test_headers_that_are_no_numbers_tell_nothing(text: str) -> None:
    headers = HEADERS | {"x-rate-limit-requests-quota": text}
    assert quota_after(call(200, headers), EARLIER) == EARLIER


def test_a_window_never_ends_after_its_own_length() -> None:
    found = quota_after(call(200, HEADERS | {"x-rate-limit-time-reset-ms": "9" * 12}))
    assert found is not None
    assert found.resets_at == 1_000.5 + 30


def test_no_window_is_longer_than_a_quarter_of_an_hour() -> None:
    huge = {"x-rate-limit-time-window-ms": "9" * 12, "x-rate-limit-time-reset-ms": "9" * 12}
    found = quota_after(call(200, HEADERS | huge))
    assert found is not None
    assert found.window == 900
    assert found.resets_at == 1_000.5 + 900
