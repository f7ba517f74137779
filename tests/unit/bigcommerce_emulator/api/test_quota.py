import pytest

from bigcommerce_emulator.api.quota import Quota, Share


def test_a_window_lasts_thirty_seconds_and_starts_with_the_first_request() -> None:
    quota = Quota(2)
    taken = [quota.take(now) for now in (100, 110, 129.9, 130)]

    assert taken == [True, True, False, True]
    assert (quota.left, quota.resets_in(140)) == (1, 20)


def test_a_clock_that_goes_back_begins_a_new_window() -> None:
    quota = Quota(1)

    assert (quota.take(100), quota.take(50)) == (True, True)


def test_other_apps_use_their_share_evenly_over_the_window() -> None:
    quota = Quota(100, Share(0.4, 0.4))
    lefts = []
    for now in (0, 15, 29):
        quota.take(now)
        lefts.append(quota.left)

    assert lefts == [99, 78, 58]


def test_other_apps_that_use_all_leave_nothing_but_never_less() -> None:
    quota = Quota(100, Share(1, 1))
    quota.take(0)

    assert not quota.take(29.9)
    assert quota.left == 0


def test_a_changing_share_swings_between_its_bounds() -> None:
    share = Share(0.2, 0.6, seconds=100)

    assert [share.at(now) for now in (0, 25, 50, 75, 100)] == pytest.approx(
        [0.2, 0.4, 0.6, 0.4, 0.2]
    )


def test_another_app_can_spend_at_once() -> None:
    quota = Quota(10)
    quota.spend(7, 0)
    left = quota.left
    quota.spend(7, 0)

    assert (left, quota.left) == (3, 0)
    assert not quota.take(1)
    assert quota.take(30)


@pytest.mark.parametrize(
    ("low", "high", "seconds"), [(-0.1, 0, 1), (0.5, 0.4, 1), (0, 1.1, 1), (0, 1, 0)]
)
def test_an_impossible_share_is_refused(low: float, high: float, seconds: float) -> None:
    with pytest.raises(ValueError, match="a share has"):
        Share(low, high, seconds)
