"""Every field of every answer is null, empty or missing, one at a time, at every call.

Source: nulls and PHP's empty containers in integrators' logs, in fields of all kinds; the answers
are those of the emulator along an order that uses every step.
Wrong before: 283 of 1,820 cases. One null in a field that nothing depends on blocked an order
for ever, in words that named no field, and an offer without a cost was one for nothing.
"""

import json
import re
from collections.abc import Callable

import pytest

from order_service.errors import NotYet, OrderError, Parked, Refused
from tests.fakes.features import full_order
from tests.fakes.shop import SETTLED, Shop
from tests.fakes.spoiling import SHAPES, Path, Spoiling
from tests.field.shapes.readings import Ends, Readings

ORDER = full_order()
MOST_DELIVERIES = 4
"""Deliveries after which a key that has come to no end is taken for one that never does."""
EMPTY_LISTS = {
    ("customers", ("data",)),
    ("products", ("data",)),
    ("checkout", ("data", "consignments", "*", "available_shipping_options")),
}
"""Lists in which being empty is an answer: no such account, no such SKU, no option."""
_WRAPPING = ("*", "data", "cart")


def every_field() -> list[tuple[str, Path]]:
    shop = Shop()
    spoiling = Spoiling(shop.open_store.send)
    shop.open_store.send = spoiling
    shop.place(ORDER)
    return list(spoiling.seen)


FIELDS = every_field()
KINDS = list(dict.fromkeys(kind for kind, _ in FIELDS))


def end_of(shop: Shop) -> OrderError | None:
    """What the order comes to; None if it is placed."""
    end: OrderError | None = None
    for _ in range(MOST_DELIVERIES):
        try:
            shop.place(ORDER)
        except NotYet as reason:
            end = reason
            shop.clock.sleep(max(reason.retry_after, SETTLED / 2))
        except (Parked, Refused) as refusal:
            return refusal
        else:
            return None
    return end


def placed(readings: Readings, path: Path, shape: str) -> tuple[int, OrderError | None]:
    """How many orders live at the end, and the end, where a field of the answers is spoilt."""
    shop = Shop()
    spoiling = readings.watch(shop, path, shape)
    end = end_of(shop)
    assert spoiling.struck or not shape, "the field was never met"
    return sum(not order.is_deleted for order in shop.store.orders), end


def wrong(kind: str, path: Path, shape: str, live: int, end: OrderError | None) -> str | None:
    """What is wrong with the end of an order whose answers have this field in this shape."""
    if end is None:
        return None if live == 1 else f"{live} orders"
    if isinstance(end, Refused) and live:
        return "refused, and there is an order"
    if shape in ("{}", "[]") and (kind, path) in EMPTY_LISTS:
        return None if isinstance(end, Refused) else "an empty list says nothing"
    # A refusal is about the request, whose own field may be what the spoilt one is a part of.
    around = path[:-1] if isinstance(end, Refused) else ()
    names = {path[-1], *around} - {*_WRAPPING} | {path[-1]}
    said = json.dumps(end.problem())
    named = any(re.search(rf"\b{name}\b", said) for name in names)
    return None if named else f"{end.code}: {end.detail}"


@pytest.mark.parametrize("kind", KINDS)
def test_the_order_is_placed_once_or_the_field_is_named(
    kind: str, record_property: Callable[[str, object], None]
) -> None:
    paths = [path for found, path in FIELDS if found == kind]
    ends = Ends(kind, placed)
    found = {
        f"{'.'.join(path)} {shape}": wrong(kind, path, shape, live, end)
        for path in paths
        for shape, (live, end) in ends.of(path).items()
    }
    record_property("fields", len(paths))
    record_property("orders", ends.orders)
    assert len(found) == len(paths) * len(SHAPES)
    assert {case: what for case, what in found.items() if what} == {}


def test_the_walk_meets_as_many_fields_as_the_page_on_testing_says() -> None:
    """A field that the emulator learns is counted here, and in docs/testing.md."""
    counts = {kind: sum(found == kind for found, _ in FIELDS) for kind in KINDS}
    assert counts == {
        "customers": 19,
        "variants": 10,
        "products": 13,
        "cart": 51,
        "checkout": 164,
        "metafield": 13,
        "new order": 3,
        "order": 91,
    }
    assert len(FIELDS) * len(SHAPES) == 1820
