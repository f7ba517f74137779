"""Each value of each switch alone: an order is placed, unless the table says why it is not."""

from collections.abc import Iterator

import pytest

from tests.simulation.orders import differences
from tests.simulation.plan import OTHER_SWITCHES, worded_switches
from tests.simulation.ways import OTHERWISE, REFUSES, Way, is_otherwise, refusing
from tests.simulation.world import World
from tests.unit.simulation.spoiled import calm_world, judged

KINDS = (
    "a custom item",
    "mugs and beans",
    "mugs that ship free",
    "two floors of a house",
    "everything",
)
"""Orders that have, taken together, all that a way of a store may be about."""


def worlds(kind: str) -> Iterator[tuple[str, World]]:
    """Yield a calm world for each value of each switch, turned alone."""
    for name, choices in (*worded_switches(), *OTHER_SWITCHES.items()):
        for value in choices:
            yield f"{name}={value}", calm_world(kind, **{name: value})


@pytest.mark.parametrize("kind", KINDS)
def test_a_calm_store_of_any_way_places_an_order_as_asked_or_the_table_says_why_not(
    kind: str,
) -> None:
    said = {}
    for way, world in worlds(kind):
        refuses = any(refusing(world.plan.settings, world.order))
        said[way] = (world.phase, "rejected" if refuses else "placed", judged(world))
    assert {way: one for way, one in said.items() if one != (one[1], one[1], [])} == {}


@pytest.mark.parametrize("way", [way for way in REFUSES if len(way.values) > 1])
def test_ways_that_refuse_only_together_refuse_an_order_that_they_are_about(way: Way) -> None:
    for kind in ("mugs", "everything"):
        world = calm_world(kind, **way.values)
        assert (world.phase == "rejected") is way.is_about(world.order)


@pytest.mark.parametrize("part", OTHERWISE)
@pytest.mark.parametrize("kind", ["mugs", "everything"])
def test_what_makes_an_order_otherwise_unseen_is_so_only_in_the_stores_of_the_table(
    part: str, kind: str
) -> None:
    for way in OTHERWISE[part]:
        turned, usual = calm_world(kind, **way.values), calm_world(kind)
        (order,), about = turned.store.orders, way.is_about(turned.order)
        assert is_otherwise(part, turned.plan.settings, turned.order) is about
        assert not is_otherwise(part, usual.plan.settings, turned.order)
        assert bool(differences(order, turned.order, usual.plan.settings)) is about
