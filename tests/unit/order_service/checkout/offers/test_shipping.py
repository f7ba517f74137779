"""The caller's rule takes one shipping option, the same one every time."""

import random
from decimal import Decimal
from math import inf
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from order_service.checkout.shipping import choose, offered, transit_hours, why
from order_service.errors import NoShippingOption
from order_service.request.destinations import ShippingRule
from order_service.store.checkout_parts import ShippingOption, UnusableOption
from tests.fakes.views import option

SLOW = option(id="slow", type="flat", description="Flat Rate", cost=5, transit_time="5-8 days")
FAST = option(id="fast", type="air", description="Air Mail", cost=15, transit_time="1 day")
MARKED = option(id="mark", type="air", description="Sky", cost=9, is_recommended=True)
OFFERS = [SLOW, FAST, MARKED]


def taken(offers: list[ShippingOption], currency: str = "USD", **rule: Any) -> str:
    return choose(offers, ShippingRule.model_validate(rule), currency).id


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ({}, "slow"),
        ({"choose": "cheapest"}, "slow"),
        ({"choose": "fastest"}, "fast"),
        ({"choose": "recommended"}, "mark"),
        ({"type": "air"}, "mark"),
        ({"type": "air", "choose": "fastest"}, "fast"),
        ({"description": "Air Mail"}, "fast"),
        ({"description": "  air  MAIL "}, "fast"),
        ({"description": "Air&nbsp;Mail"}, "fast"),
        ({"description": "Air\u00ae Mail\u2122"}, "fast"),
        ({"type": "air", "description": "sky"}, "mark"),
        ({"choose": "fastest", "max_cost": 10}, "slow"),
        ({"choose": "recommended", "max_cost": 8}, "slow"),
    ],
)
def test_the_rule_takes_one(rule: dict[str, Any], expected: str) -> None:
    assert taken(OFFERS, **rule) == expected


MARK = option(id="mark", description="UPS\u00ae Ground", cost=6, transit_time="3 days")
PLAIN = option(id="plain", description="UPS Ground", cost=60, transit_time="1 day")
SKY = option(id="sky", description="Sky", cost=90, transit_time="5 days")


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ({"description": "UPS\u00ae Ground", "choose": "fastest"}, "mark"),
        ({"description": "ups&reg; ground", "choose": "fastest"}, "mark"),
        ({"description": "UPS Ground"}, "plain"),
        ({"description": "UPS\u2122 Ground"}, "mark"),
        ({"exclude": {"descriptions": ["UPS Ground"]}}, "mark"),
        ({"exclude": {"descriptions": ["UPS\u00ae Ground"]}}, "plain"),
        ({"exclude": {"descriptions": ["UPS\u2122 Ground"]}}, "sky"),
    ],
)
def test_of_two_names_that_differ_by_a_mark_the_one_that_is_spelt_so_is_meant(
    rule: dict[str, Any], expected: str
) -> None:
    assert taken([MARK, PLAIN, SKY], **rule) == expected


def test_of_several_marked_options_the_cheapest_is_recommended_whatever_their_order() -> None:
    dear = MARKED.model_copy(update={"id": "dear", "cost": MARKED.cost + 1})
    assert taken([dear, MARKED], choose="recommended") == "mark"
    assert taken([MARKED, dear], choose="recommended") == "mark"


@pytest.mark.parametrize("spelling", ["is_recommended", "isRecommended"])
def test_the_mark_is_read_in_either_spelling(spelling: str) -> None:
    row = {"id": "x", "type": "freeshipping", "description": "Free", "cost": 0, spelling: True}
    assert ShippingOption.model_validate(row).is_recommended
    assert UnusableOption.model_validate(row).is_recommended


def test_without_a_mark_the_first_listed_is_recommended() -> None:
    assert taken([FAST, SLOW], choose="recommended") == "fast"


def test_without_transit_times_the_cheapest_is_the_fastest() -> None:
    assert taken([option(id="b", cost=6), option(id="a", cost=7)], choose="fastest") == "b"


def test_a_known_transit_time_is_faster_than_an_unknown_one() -> None:
    assert taken([option(id="a", cost=1), SLOW], choose="fastest") == "slow"


@pytest.mark.parametrize(
    ("cost", "limit", "currency", "fits"),
    [
        ("5", 5, "USD", True),
        ("5.0049", 5, "USD", True),
        ("5.005", 5, "USD", False),
        ("5.01", 5, "USD", False),
        ("100.4", 100, "JPY", True),
        ("100.5", 100, "JPY", False),
        ("0", 0, "USD", True),
    ],
)
def test_the_limit_holds_for_the_rounded_cost(
    cost: str, limit: int, currency: str, fits: bool
) -> None:
    offers = [option(cost=Decimal(cost))]
    if fits:
        assert taken(offers, currency, max_cost=limit) == "o-flat"
    else:
        with pytest.raises(NoShippingOption):
            taken(offers, currency, max_cost=limit)


@pytest.mark.parametrize(
    ("rule", "flat_is_left_out"),
    [
        ({"type": "sea"}, "is of another type"),
        ({"description": "Sea"}, "has another description"),
        ({"max_cost": "4.99"}, "costs more than max_cost"),
    ],
)
def test_a_refusal_lists_what_the_store_offered(
    rule: dict[str, Any], flat_is_left_out: str
) -> None:
    with pytest.raises(NoShippingOption) as caught:
        taken([SLOW, MARKED], **rule)
    assert caught.value.detail == "None of the store's options fits the rule."
    flat, sky = caught.value.problem()["offered"]
    assert flat == {
        "type": "flat",
        "description": "Flat Rate",
        "cost": "5.00",
        "transit_time": "5-8 days",
        "left_out": flat_is_left_out,
    }
    assert (sky["description"], sky["cost"], sky["transit_time"]) == ("Sky", "9.00", "")


def test_a_refusal_says_when_nothing_was_offered() -> None:
    with pytest.raises(NoShippingOption) as caught:
        taken([])
    assert caught.value.detail == "The store offers nothing to this address."
    assert caught.value.problem()["offered"] == []


@pytest.mark.parametrize(
    ("words", "hours"),
    [
        ("3-5 business days", 120),
        ("1 business day", 24),
        ("2", 48),
        ("36 hours", 36),
        ("90 minutes", 1.5),
        ("1.5 days", 36),
        ("2 weeks", 336),
        ("1 month", 720),
        ("Overnight", 24),
        ("NEXT DAY", 24),
        ("same day", 0),
        ("", inf),
        ("soon", inf),
    ],
)
def test_a_transit_time_is_read_at_its_longest(words: str, hours: float) -> None:
    assert transit_hours(words) == hours


@pytest.mark.parametrize("field", ["type", "description", "id"])
@pytest.mark.parametrize("rule", ["cheapest", "fastest"])
def test_a_tie_is_broken_by_name(rule: str, field: str) -> None:
    tied = [option(**{field: "b"}), option(**{field: "a"})]
    for offers in (tied, tied[::-1]):
        found = choose(offers, ShippingRule.model_validate({"choose": rule}), "USD")
        assert getattr(found, field) == "a"


options = st.builds(
    option,
    id=st.sampled_from("abcd"),
    type=st.sampled_from(["flat", "air"]),
    cost=st.integers(0, 3),
    transit_time=st.sampled_from(["", "1 day", "2 days"]),
)


@given(
    st.lists(options, min_size=1, max_size=6, unique_by=lambda found: found.id),
    st.sampled_from(["cheapest", "fastest"]),
    st.randoms(use_true_random=False),
)
def test_the_choice_does_not_depend_on_the_order(
    offers: list[ShippingOption], rule: str, chance: random.Random
) -> None:
    mixed = chance.sample(offers, len(offers))
    assert taken(offers, choose=rule) == taken(mixed, choose=rule)
    assert min(offer.cost for offer in offers) <= choose(offers, ShippingRule(), "USD").cost


AIR = option(id="air", type="air", description="Air", cost=5, transit_time="1 day")
BARE = [option(id="a", type="a", cost=7), option(id="b", type="b", cost=6)]


@pytest.mark.parametrize(
    ("offers", "rule", "words"),
    [
        ([SLOW], {}, "the only one offered"),
        (OFFERS, {"type": "flat"}, "the only one of 3 that fits"),
        (OFFERS, {}, "cheapest of 3 that fit"),
        (OFFERS, {"type": "air"}, "cheapest of 2 that fit"),
        (
            [*OFFERS, AIR],
            {},
            "cheapest of 4 that fit; the first by type and description of 2 at this cost",
        ),
        (OFFERS, {"choose": "fastest"}, "fastest of 3 that fit"),
        (
            [*OFFERS, AIR],
            {"choose": "fastest"},
            "fastest of 4 that fit; the cheapest of 2 that are as fast",
        ),
        (
            BARE,
            {"choose": "fastest"},
            "cheapest of 2 that fit; none of them says how long it takes",
        ),
        (OFFERS, {"choose": "recommended"}, "recommended by the store, of 3 that fit"),
        (
            [MARKED, MARKED],
            {"choose": "recommended"},
            "cheapest of 2 that the store recommends",
        ),
        (
            BARE,
            {"choose": "recommended"},
            "first that the store lists of 2 that fit; it recommends none of them",
        ),
    ],
)
def test_why_is_told_in_plain_words(
    offers: list[ShippingOption], rule: dict[str, Any], words: str
) -> None:
    assert why(offers, ShippingRule.model_validate(rule), "USD") == words


PICKUP = option(id="p", type="pickup_in_store", description="Fetch it", cost=0)
OWN = {"custom_shipping": {"price": "7.50", "description": "Our van"}}


@pytest.mark.parametrize(
    ("rule", "reasons"),
    [
        ({}, [None, None, "is pickup, which the rule does not name"]),
        (OWN, ["custom_shipping takes its place"] * 3),
        ({"type": "flat"}, [None, "is of another type", "is pickup, which the rule does not name"]),
        ({"type": "pickup_in_store"}, ["is of another type", "is of another type", None]),
        ({"description": " fetch IT"}, ["has another description"] * 2 + [None]),
        ({"description": "Fetch", "type": "flat"},
         ["has another description", "is of another type",
          "is pickup, which the rule does not name"]),
        ({"exclude": {"types": ["air"]}},
         [None, "is excluded by the rule", "is pickup, which the rule does not name"]),
        ({"exclude": {"descriptions": ["air  mail", "FLAT rate"]}},
         ["is excluded by the rule"] * 2 + ["is pickup, which the rule does not name"]),
        ({"exclude": {"types": ["Air"], "descriptions": ["Flat"]}},
         [None, None, "is pickup, which the rule does not name"]),
        ({"max_cost": 5}, [None, "costs more than max_cost",
                           "is pickup, which the rule does not name"]),
    ],
)  # fmt: skip
def test_each_option_that_the_rule_leaves_out_says_why(
    rule: dict[str, Any], reasons: list[str | None]
) -> None:
    found = offered([SLOW, FAST, PICKUP], ShippingRule.model_validate(rule), "USD")
    assert [row.left_out for row in found] == reasons
    assert [row.description for row in found] == ["Flat Rate", "Air Mail", "Fetch it"]


def test_offers_have_the_decimals_of_the_currency_and_the_price_after_promotions() -> None:
    reduced = option(cost=900, cost_after_discount=500.4, transit_time="2 days")
    rule = ShippingRule.model_validate({"max_cost": 500})
    (found,) = offered([reduced], rule, "JPY")
    assert found.model_dump(mode="json") == {
        "type": "flat",
        "description": "Flat Rate",
        "cost": "500",
        "transit_time": "2 days",
    }
    assert choose([reduced], rule, "JPY") is reduced
    assert why([reduced, SLOW], rule, "JPY") == "cheapest of 2 that fit"
    assert why([reduced, SLOW], rule, "USD") == "the only one of 2 that fits"


@pytest.mark.parametrize("kind", ["pickup", "Pick-Up", "IN_STORE_PICK_UP", "pick up"])
def test_pickup_is_known_by_its_type_however_it_is_written(kind: str) -> None:
    found = offered([option(type=kind)], ShippingRule(), "USD")
    assert found[0].left_out == "is pickup, which the rule does not name"
    assert taken([option(type=kind)], type=kind) == "o-flat"
    assert taken([option(type=kind)], description="flat rate") == "o-flat"


def test_where_only_pickup_is_offered_the_refusal_says_so_and_what_may_be_done() -> None:
    with pytest.raises(NoShippingOption) as caught:
        taken([PICKUP], currency="JPY")
    refusal = caught.value
    assert refusal.detail == (
        "The store offers only pickup to this address, and the rule does not name it."
    )
    assert refusal.step == "shipping_option"
    assert refusal.facts["cause"] == "no_shipping_offered"
    assert refusal.facts["offered"] == [
        {
            "type": "pickup_in_store",
            "description": "Fetch it",
            "cost": "0",
            "transit_time": "",
            "left_out": "is pickup, which the rule does not name",
        }
    ]


def test_where_something_else_is_offered_too_the_rule_is_why() -> None:
    with pytest.raises(NoShippingOption) as caught:
        taken([PICKUP, SLOW], type="sea")
    assert caught.value.detail == "None of the store's options fits the rule."
    assert set(caught.value.facts) == {"offered"}
    with pytest.raises(NoShippingOption) as caught:
        taken([])
    assert caught.value.facts["cause"] == "no_shipping_offered"


def test_a_pickup_that_the_rule_names_with_another_type_is_not_said_to_be_unnamed() -> None:
    kiosk = option(type="pickup", description="Kiosk\u00ae")
    with pytest.raises(NoShippingOption) as caught:
        taken([kiosk], description="Kiosk", type="flat")
    assert caught.value.detail == "None of the store's options fits the rule."
