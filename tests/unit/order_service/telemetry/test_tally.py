"""Numbers of several threads are each written once, in as few lines as EMF allows."""

import json
import time
from threading import Thread

import pytest
from aws_lambda_powertools import Metrics
from aws_lambda_powertools.metrics import EphemeralMetrics, MetricUnit

from order_service.telemetry.tally import HELD_SECONDS, VALUES, Tally
from tests.fakes.emf import numbers


class Totals(Metrics):
    """Powertools' metrics, with something happening at each number handed over."""

    def __init__(self, meanwhile: Tally | None = None) -> None:
        super().__init__(provider=EphemeralMetrics())
        self.meanwhile = meanwhile

    def add_metric(self, name: str, unit: object, value: float, resolution: object = 60) -> None:
        super().add_metric(name, str(getattr(unit, "value", unit)), value)
        if self.meanwhile:
            self.meanwhile.add("Late")


def written(tally: Tally, totals: Totals, capsys: pytest.CaptureFixture[str]) -> str:
    tally.write()
    if totals.provider.metric_set:
        totals.flush_metrics()
    return capsys.readouterr().out


def test_numbers_of_one_dimension_share_a_line(capsys: pytest.CaptureFixture[str]) -> None:
    totals = Totals()
    tally = Tally(totals)
    for _ in range(3):
        tally.add("A")
        tally.add("B")
        tally.add("Refused", by=("code", "x"))
    out = written(tally, totals, capsys)
    assert len(out.splitlines()) == 2
    assert numbers(out) == {
        **{key: [1, 1, 1] for key in ("A", "B", "Refused", "Refused code=x")},
    }


def test_more_numbers_than_a_line_holds_go_on_in_the_next(
    capsys: pytest.CaptureFixture[str],
) -> None:
    totals = Totals()
    tally = Tally(totals)
    for number in range(200):
        tally.add("A", number, by=("step", "cart"))
    found = numbers(written(tally, totals, capsys))
    assert found == {key: [float(n) for n in range(200)] for key in ("A", "A step=cart")}


def test_nothing_to_write_writes_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    totals = Totals()
    assert written(Tally(totals), totals, capsys) == ""


def test_what_is_added_while_writing_is_written_the_next_time(
    capsys: pytest.CaptureFixture[str],
) -> None:
    totals = Totals()
    tally = Tally(totals)
    totals.meanwhile = tally
    tally.add("Early")
    assert numbers(written(tally, totals, capsys)) == {"Early": [1]}
    totals.meanwhile = None
    assert numbers(written(tally, totals, capsys)) == {"Late": [1]}


class Clock:
    """Says what it is set to; at first an hour ago, for CloudWatch takes no time of long ago."""

    def __init__(self) -> None:
        self.now = float(int(time.time()) - 3600)

    def __call__(self) -> float:
        return self.now


def measure(tally: Tally, value: float) -> None:
    tally.measure("Took", value, MetricUnit.Milliseconds, ("step", "cart"))


def test_measures_of_a_minute_share_a_line_and_counts_do_not_wait(
    capsys: pytest.CaptureFixture[str],
) -> None:
    totals, clock = Totals(), Clock()
    tally = Tally(totals, clock)
    found = []
    for value in range(4):
        measure(tally, value)
        tally.add("Done")
        found.append(numbers(written(tally, totals, capsys)))
        clock.now += HELD_SECONDS / 2
    assert [each["Done"] for each in found] == [[1]] * 4
    assert [each.get("Took step=cart") for each in found] == [[0], None, [1, 2], None]
    assert [each.get("Took") for each in found] == [[0], None, [1, 2], None]


def test_as_many_measures_as_a_line_holds_are_written_at_once(
    capsys: pytest.CaptureFixture[str],
) -> None:
    totals = Totals()
    tally = Tally(totals, Clock())
    tally.write_measures()
    for value in range(VALUES):
        assert written(tally, totals, capsys) == ""
        measure(tally, value)
    assert len(numbers(written(tally, totals, capsys))["Took"]) == VALUES


def test_measures_of_an_environment_that_slept_are_written_under_the_time_they_were_taken(
    capsys: pytest.CaptureFixture[str],
) -> None:
    totals, clock = Totals(), Clock()
    tally = Tally(totals, clock)
    tally.write_measures()
    measure(tally, 1)
    taken = clock.now
    clock.now += 10 * HELD_SECONDS
    (line,) = written(tally, totals, capsys).splitlines()
    assert json.loads(line)["_aws"]["Timestamp"] == taken * 1000


def test_threads_add_to_one_tally(capsys: pytest.CaptureFixture[str]) -> None:
    totals = Totals()
    tally = Tally(totals)
    threads = [Thread(target=tally.add, args=("A",)) for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert numbers(written(tally, totals, capsys)) == {"A": [1] * 5}
