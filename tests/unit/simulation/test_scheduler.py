"""The virtual clock: one thread at a time, in the order of what is due."""

from tests.simulation.scheduler import Scheduler


def test_processes_take_turns_by_the_virtual_clock() -> None:
    scheduler, seen = Scheduler(0.0), list[str]()

    def body(name: str, seconds: float) -> None:
        for step in range(3):
            seen.append(f"{name}{step}@{scheduler.now:g}")
            scheduler.pause(seconds)

    scheduler.start(lambda: body("a", 2))
    scheduler.start(lambda: body("b", 3))
    assert scheduler.run(100)
    assert seen == ["a0@0", "b0@0", "a1@2", "b1@3", "a2@4", "b2@6"]


def test_a_killed_process_runs_no_further_and_ends() -> None:
    scheduler, seen = Scheduler(0.0), list[str]()

    def body() -> None:
        scheduler.pause(10)
        seen.append("ran on")

    process = scheduler.start(body)
    process.then = lambda: seen.append("ended")
    scheduler.at(5, process.kill)
    assert scheduler.run(100)
    assert seen == ["ended"]


def test_what_is_due_after_the_bound_does_not_happen() -> None:
    scheduler, seen = Scheduler(0.0), list[float]()
    scheduler.at(101, lambda: seen.append(scheduler.now))
    assert not scheduler.run(100)
    assert seen == []


def test_a_failure_of_a_process_reaches_the_caller_of_the_world() -> None:
    scheduler = Scheduler(0.0)
    scheduler.start(lambda: 1 / 0)
    try:
        scheduler.run(100)
    except ZeroDivisionError:
        return
    raise AssertionError("the failure was swallowed")
