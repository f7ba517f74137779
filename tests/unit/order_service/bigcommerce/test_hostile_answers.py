"""Whatever a store answers gets a verdict: no reader raises, and nothing made of an answer does.

Whole orders and quotes run against a store of which one operation answers something else: an
answer with one value replaced, or anything at all.
"""

import json
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from bigcommerce_emulator.api.routes import operation
from order_service.bigcommerce.https import Send, read
from order_service.bigcommerce.verdicts import Answer
from order_service.errors import NotYet, Parked, Refused
from tests.fakes.features import B2B, BUYER, full_order, mugs
from tests.fakes.hostile.answers import ANYTHING, EXTREMES, places, spoilt, written
from tests.fakes.shop import Shop

MOST = int(os.environ.get("HOSTILE_ANSWERS", "100"))
LARGEST_ITEM = 400_000
"""Bytes that an item of DynamoDB may have."""
FALL_BACKS = ("read_checkout", "list_orders")
STATUSES = (None, 200, 400, 401, 403, 404, 409, 422, 429, 500)


@dataclass(frozen=True)
class Spoiling:
    """Passes requests on, and spoils the answers of some operations."""

    send: Send
    names: frozenset[str]
    place: int | None
    by: Any
    status: int | None = None

    def __call__(
        self, method: str, path: str, headers: Mapping[str, str], body: Any, read_seconds: float
    ) -> Answer:
        answer = self.send(method, path, headers, body, read_seconds)
        if operation(method, path.partition("?")[0]) not in self.names:
            return answer
        where = places(answer.body)
        chosen = where[(self.place or 0) % len(where)]
        content = written(spoilt(answer.body, chosen, self.by))
        return read(self.status or answer.status, answer.headers, content)


@cache
def operations(*, quote: bool) -> list[str]:
    """Every operation that a full order, or its quote, needs or falls back on."""
    shop = Shop()
    if quote:
        shop.quote(full_order())
    else:
        shop.place(full_order())
    named = [operation(sent.method, sent.path.partition("?")[0]) for sent in shop.calls.sent]
    return list(dict.fromkeys([*named, *FALL_BACKS]))


def ended(shop: Shop, act: Callable[[], object]) -> str:
    """Act, and name how that ended; whatever is no answer to a caller is raised."""
    try:
        act()
    except (NotYet, Parked, Refused) as error:
        json.dumps(error.problem()).encode()
        return error.code
    finally:
        for item in shop.dynamodb.items.values():
            kept = json.dumps(item, ensure_ascii=False, default=bytes.hex)
            assert len(kept.encode()) < LARGEST_ITEM
    return "done"


def hostile(names: st.SearchStrategy[str]) -> st.SearchStrategy[dict[str, Any]]:
    """Which answers are spoilt, and how."""
    return st.fixed_dictionaries(
        {
            "names": st.frozensets(names, min_size=1, max_size=3),
            "place": st.none() | st.integers(min_value=0, max_value=500),
            "by": st.sampled_from(EXTREMES) | ANYTHING,
            "status": st.sampled_from(STATUSES),
        }
    )


@settings(deadline=None, max_examples=MOST)
@given(hostile(st.sampled_from(operations(quote=False))))
def test_an_order_ends_with_an_answer_whatever_the_store_says(
    spoiling: dict[str, Any],
) -> None:
    shop = Shop()
    shop.open_store.send = Spoiling(shop.calls, **spoiling)
    assert ended(shop, lambda: shop.place(full_order()))


@settings(deadline=None, max_examples=MOST)
@given(hostile(st.sampled_from(operations(quote=True))))
def test_a_quote_ends_with_an_answer_whatever_the_store_says(
    spoiling: dict[str, Any],
) -> None:
    shop = Shop()
    shop.open_store.send = Spoiling(shop.calls, **spoiling)
    assert ended(shop, lambda: shop.quote(full_order()))


OF_B2B_EDITION = (
    "list_order_extra_fields",
    "read_b2b_order",
    "create_b2b_order",
    "update_b2b_order",
)


@settings(deadline=None, max_examples=MOST // 4)
@given(hostile(st.sampled_from(OF_B2B_EDITION)), st.sampled_from([0.0, 2.0]))
def test_a_company_s_order_is_made_whatever_b2b_edition_says(
    spoiling: dict[str, Any], delay: float
) -> None:
    shop = Shop(b2b_record_delay_seconds=delay)
    shop.open_store.send = Spoiling(shop.calls, **spoiling)
    body = mugs(customer_id=BUYER, b2b=B2B)
    end = ended(shop, lambda: shop.place(body))
    assert len(shop.store.orders) == (0 if end == "invalid_request" else 1)
