from local_cloud.soak.killer import Turns


def test_nothing_is_killed_while_nothing_gets_done_however_often_it_is_asked() -> None:
    turns = Turns((5, 9), seed=1)
    assert not any(turns.due(4) for _ in range(1000))


def test_a_kill_comes_after_each_stretch_of_work_and_once() -> None:
    turns = Turns((10, 10), seed=1)
    assert [done for done in range(35) if turns.due(done)] == [10, 20, 30]
    assert not turns.due(30)


def test_work_done_in_one_leap_is_one_kill() -> None:
    turns = Turns((10, 10), seed=1)
    assert turns.due(1000)
    assert not turns.due(1009)
    assert turns.due(1010)
