from local_cloud.soak.patience import Patience


def test_a_slow_soak_that_moves_is_waited_for_without_end() -> None:
    patience = Patience(300)
    assert not any(patience.over(step, now=step * 299.0) for step in range(100))


def test_a_soak_that_stands_still_is_given_up_after_the_seconds() -> None:
    patience = Patience(300)
    assert not patience.over((1, 2), now=1000)
    assert not patience.over((1, 2), now=1300)
    assert patience.over((1, 2), now=1301)
