import pytest
from hypothesis import given
from hypothesis import strategies as st

from cart_to_order.pages.timeline.axis import Axis, Place

TIMES = st.floats(0, 10_000)
SPANS = st.lists(st.tuples(TIMES, TIMES).map(lambda pair: (min(pair), max(pair))), max_size=12)


def test_what_fits_is_drawn_to_scale() -> None:
    axis = Axis([(100, 100.2), (100.3, 100.8)])
    shares = [axis.place(at).share for at in (100, 100.2, 100.4, 100.8)]

    assert axis.cuts == []
    assert shares[0] == 0
    assert shares[2] == pytest.approx(2 * shares[1])
    assert shares[3] == pytest.approx(4 * shares[1])
    assert 0.9 < shares[3] < 1


def test_a_long_wait_is_cut_and_takes_no_share() -> None:
    axis = Axis([(0, 0.5), (300.5, 301)])

    assert axis.cuts == [(0.5, 300.5)]
    assert axis.place(0.5).share == pytest.approx(axis.place(300.5).share)
    assert (axis.place(0.5).cuts, axis.place(150.5).cuts, axis.place(300.5).cuts) == (0, 0.5, 1)
    assert axis.last() == Place(1, 1)


def test_a_call_is_cut_only_if_it_takes_very_long() -> None:
    slow, hanging = Axis([(0, 2.5)]), Axis([(0, 1), (1, 16), (16, 17)])

    assert slow.cuts == []
    assert hanging.cuts == [(1, 16)]
    assert hanging.cuts_short(1, 16)
    assert not hanging.cuts_short(0, 1)


def test_a_moment_in_a_wait_is_in_sight() -> None:
    assert Axis([(0, 1), (9, 10)], [5]).cuts == [(1, 5), (5, 9)]


def test_ticks_are_round_few_and_in_no_cut() -> None:
    axis = Axis([(0, 0.9), (60.9, 61.4)])

    assert axis.ticks() == pytest.approx([0, 0.5, 61])


def test_a_key_without_any_work_still_has_a_page() -> None:
    axis = Axis([], [5.0])

    assert axis.place(5.0) == Place(0, 0)
    assert axis.ticks() == [0]


@given(SPANS, st.lists(TIMES, min_size=1, max_size=5))
def test_later_is_further_right_and_never_beyond_the_page(
    spans: list[tuple[float, float]], moments: list[float]
) -> None:
    axis = Axis(spans, moments)
    edges = sorted({*moments, *(edge for span in spans for edge in span)})
    places = [axis.place(at) for at in edges]

    for before, after in zip(places, [*places[1:], axis.last()], strict=True):
        assert before.share <= after.share + 1e-9
        assert before.cuts <= after.cuts + 1e-9
    assert len(axis.ticks()) <= 9 + len(axis.cuts)
