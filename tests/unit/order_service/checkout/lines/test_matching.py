"""The order's lines are found among the cart's by all that these show."""

from typing import Any

import pytest

from order_service.checkout.lines.facts import DATES
from order_service.checkout.lines.matching import CartMatch
from order_service.store.cart_view import CartLine
from order_service.store.signals import CartUnusable
from tests.fakes.orders import AUSTIN, NEW_YORK
from tests.fakes.views import catalog_order, checkout, line, order
from tests.unit.order_service.checkout.test_work_per_line import FEW, MANY, MORE, instructions

ANY = {"product_id": 120, "quantity": 1}
Asked = dict[str, Any]


def asked(sku: str, *choices: tuple[int, object], **changes: Any) -> Asked:
    """One of the product, with these choices."""
    options = [{"option_id": number, "option_value": value} for number, value in choices]
    return ANY | {"sku": sku, "option_selections": options} | changes


def shown(line_id: str, *choices: tuple[int, Any, int | None], **changes: Any) -> CartLine:
    """A line that shows each choice's text, and its number where it is of a list."""
    rows = [{"nameId": number, "value": text, "valueId": value} for number, text, value in choices]
    return line(line_id, **{"options": rows} | changes)


def matched(rows: list[CartLine], *lines: Asked, currency: str = "USD", **more: Any) -> CartMatch:
    lines_of = {"physical_items": [row.model_dump() for row in rows]}
    found = checkout(cart={"line_items": lines_of, "currency": {"code": currency}})
    return CartMatch(catalog_order(*lines, **more), found.cart.line_items, found.currency)


def test_a_line_that_only_few_can_be_goes_first() -> None:
    gold = shown("gold", (41, "Ann", None), (42, "Gold", None))
    plain = shown("plain", (41, "Ann", None))
    lines = matched([gold, plain], asked("a", (41, "Ann")), asked("b", (41, "Ann"), (42, "Gold")))
    assert lines.portions == [{"plain": 1}, {"gold": 1}]
    lines.require_apart()


@pytest.mark.parametrize("digits", [18, 19, 5000])
def test_a_text_of_very_many_digits_is_the_number_of_no_value(digits: int) -> None:
    text = "7" * digits
    rows = [shown("a", (41, "1", None)), shown("b", (41, text, None))]
    assert matched(rows, asked("a", (41, text))).portions == [{"b": 1}]


def test_a_line_that_can_be_changed_is_taken_before_one_that_cannot() -> None:
    lines = matched([line("fixed", is_mutable=False), line("free")], ANY)
    assert lines.portions == [{"free": 1}]
    assert [row.id for row in lines.extra()] == []
    more = matched([line("fixed", is_mutable=False), line("free")], ANY | {"quantity": 2})
    assert more.portions == [{"free": 1, "fixed": 1}]


def test_what_is_left_of_a_line_is_more_than_was_ordered() -> None:
    lines = matched([line("m", quantity=3), line("s", product_id=121)], ANY | {"quantity": 2})
    assert [row.id for row in lines.extra()] == ["m", "s"]
    assert [lines.is_ordered(name) for name in ("m", "s", "none")] == [True, False, False]
    assert (lines.left, lines.short) == ({"m": 1, "s": 1}, [0])


def test_what_a_promotion_added_is_neither_ordered_nor_more_than_was_ordered() -> None:
    lines = matched([line("gift", added_by_promotion=True)], ANY)
    assert (lines.portions, lines.short, list(lines.extra())) == ([{}], [1], [])
    assert not lines.is_ordered("gift")


def wrapped(sku: str, message: str) -> Asked:
    details = [{"id": 2, "message": message}]
    return ANY | {"sku": sku, "gift_wrapping": {"wrap_together": True, "wrap_details": details}}


WRAPPED_ROWS = [
    line("bob", gift_wrapping={"name": "Red", "message": "For Bob"}),
    line("ann", gift_wrapping={"name": "Red", "message": "for  ANN"}),
]


def test_wrapped_lines_are_known_by_their_message() -> None:
    for_both = [wrapped("a", "For Ann"), wrapped("b", "For Bob")]
    lines = matched(WRAPPED_ROWS, *for_both)
    assert lines.portions == [{"ann": 1}, {"bob": 1}]
    with_bare = matched([line("bare"), *WRAPPED_ROWS], *for_both, ANY)
    assert with_bare.portions == [{"ann": 1}, {"bob": 1}, {"bare": 1}]


WRAPPED = {"wrap_together": True, "wrap_details": [{"id": 1, "message": "For Ann"}]}
PAPER = {"name": "Paper", "message": "For Ann", "amount": 2}


@pytest.mark.parametrize("reverse", [False, True])
def test_that_a_line_is_not_wrapped_takes_no_goods_that_only_another_can_be(reverse: bool) -> None:
    """A store may show a date as it likes: then the line is known by having one at all."""
    dated, plain = asked("dated", (41, "2026-12-24")), asked("plain")
    gift = ANY | {"product_id": 121, "gift_wrapping": WRAPPED}
    rows = [shown("d", (41, "December 24, 2026", None)), shown("p")]
    rows += [line("g", product_id=121, gift_wrapping=PAPER)]
    ordered = [plain, dated, gift] if reverse else [dated, plain, gift]
    portions = matched(rows, *ordered).portions
    assert portions == [{"p": 1}, {"d": 1}, {"g": 1}] if reverse else [{"d": 1}, {"p": 1}, {"g": 1}]


def test_pieces_of_a_wrapped_line_that_show_no_wrapping_are_not_a_plain_line_s() -> None:
    rows = [
        line("w", list_price=10, gift_wrapping=PAPER),
        line("rest", list_price=10),
        line("plain", list_price=15),
    ]
    gift = ANY | {"quantity": 2, "list_price": 10, "gift_wrapping": WRAPPED}
    assert matched(rows, gift, ANY).portions == [{"w": 1, "rest": 1}, {"plain": 1}]


def test_of_as_few_lines_the_one_that_is_not_wrapped_goes_first() -> None:
    rows = [line("p"), line("w", gift_wrapping=PAPER | {"message": "In other words"})]
    gift, plain = asked("gift", gift_wrapping=WRAPPED), asked("plain")
    assert matched(rows, gift, plain).portions == [{"w": 1}, {"p": 1}]


@pytest.mark.parametrize("message", [None, "For", "In other words"])
@pytest.mark.parametrize("reverse", [False, True])
def test_a_wrapped_line_whose_message_is_shown_otherwise_is_still_the_wrapped_one(
    message: str | None, reverse: bool
) -> None:
    priced = ANY | {"list_price": 15, "gift_wrapping": WRAPPED}
    rows = [
        line("plain", list_price=15),
        line("wrapped", list_price=15, gift_wrapping=PAPER | {"message": message}),
        line("cheap", list_price=10),
    ]
    asked_for: list[Asked] = [ANY, priced, ANY | {"list_price": 10}]
    portions = matched(rows[::-1] if reverse else rows, *asked_for).portions
    assert portions == [{"plain": 1}, {"wrapped": 1}, {"cheap": 1}]


def test_where_nothing_is_wrapped_the_store_s_wrapping_makes_no_line_doubtful() -> None:
    lines = [ANY | {"sku": sku} for sku in ("a", "b")]
    matched(WRAPPED_ROWS, *lines, **to_two(*lines)).require_apart()


def test_a_number_that_was_typed_is_compared_as_the_text_that_it_is() -> None:
    rows = [
        shown("eight", (5, "Red", 101), (6, "8", None)),
        shown("seven", (5, "Red", 101), (6, "7", None)),
    ]
    wanted = [asked("a", (5, 101), (6, "7")), asked("b", (5, 101), (6, "8"))]
    lines = matched(rows, *wanted)
    assert lines.portions == [{"seven": 1}, {"eight": 1}]
    in_words = [shown("m", (5, "Red", 101), (6, "seven", None))]
    assert matched(in_words, wanted[0]).portions == [{"m": 1}]


def test_a_choice_of_a_list_must_be_the_one_that_was_asked_for() -> None:
    other = shown("m", (5, "Blue", 102))
    lines = matched([other], asked("a", (5, 101)))
    assert lines.short == [1]
    assert list(lines.apart(0, other)) == ["option_selections"]


def test_a_choice_that_not_every_line_shows_by_its_number_only_helps() -> None:
    rows = [shown("text", (5, "Red", None)), shown("number", (5, "Red", 101))]
    assert matched(rows, asked("a", (5, 101))).short == [0]
    silent = [shown("number", (5, "Red", 102)), line("silent", options=None)]
    assert matched(silent, asked("a", (5, 101))).short == [0]


SECONDS = 1743570000


@pytest.mark.parametrize(
    ("value", "rows", "short"),
    [
        (101, [], 1),
        (DATES - 1, [], 1),
        (DATES, [], 1),
        (0, [], 0),
        (0, [(9, "Red", 3)], 0),
        (0, [(5, "Yes", 115)], 1),
        (SECONDS, [(5, "April 2, 2025", None)], 0),
        (SECONDS, [(5, str(SECONDS), 5)], 0),
    ],
)
def test_a_number_that_is_in_no_list_need_not_be_shown_by_its_number(
    value: int, rows: list[tuple[int, str, int | None]], short: int
) -> None:
    assert matched([shown("m", *rows)], asked("a", (5, value))).short == [short]


def test_a_box_that_is_not_ticked_says_nothing_of_a_date_of_the_same_option() -> None:
    rows = [shown("box", (5, "Yes", 115)), shown("date", (5, str(SECONDS), 5))]
    assert matched(rows, asked("a", (5, 0)), asked("b", (5, SECONDS))).short == [1, 0]


def test_dates_that_are_shown_tell_lines_apart() -> None:
    rows = [shown("later", (5, str(SECONDS + 1), 5)), shown("first", (5, str(SECONDS), 5))]
    wanted = [asked("a", (5, SECONDS)), asked("b", (5, SECONDS + 1))]
    assert matched(rows, *wanted).portions == [{"first": 1}, {"later": 1}]


def test_each_field_in_which_a_line_of_the_goods_is_another_is_named() -> None:
    other = shown("m", (5, "Blue", 102), (7, "S", 3), name="Cup", list_price=4, variant_id=9)
    wanted = asked("a", (5, 101), (7, 1), name="Mug", list_price="3", variant_id=8)
    lines = matched([other], wanted)
    fields = ["variant_id", "name", "list_price", "option_selections", "option_selections"]
    assert list(lines.apart(0, other)) == fields


def test_prices_are_compared_in_the_decimals_of_the_currency() -> None:
    row = line("m", list_price=300.4)
    wanted = ANY | {"list_price": "300"}
    assert matched([row], wanted, currency="JPY").short == [0]
    assert list(matched([row], wanted, currency="JPY").apart(0, row)) == []
    assert matched([row], wanted).short == [1]
    assert list(matched([row], wanted).apart(0, row)) == ["list_price"]


def test_an_asked_price_is_rounded_as_the_shown_one_is() -> None:
    wanted = ANY | {"list_price": "300.4"}
    assert matched([line("m", list_price=300)], wanted, currency="JPY").short == [0]
    assert matched([line("m", list_price=300)], wanted).short == [1]


def test_a_fact_that_no_line_shows_is_not_compared() -> None:
    bare = line("m", name=None, list_price=None, variant_id=None)
    lines = matched([bare], ANY | {"name": "Mug", "list_price": "3", "variant_id": 8})
    assert lines.short == [0]


@pytest.mark.parametrize(
    ("change", "same"),
    [
        ({}, True),
        ({"quantity": 5}, True),
        ({"name": " MUG"}, True),
        ({"list_price": 3.004}, True),
        ({"product_id": 121}, False),
        ({"variant_id": 9}, False),
        ({"sku": "SM-14"}, False),
        ({"name": "Cup"}, False),
        ({"list_price": 3.005}, False),
        ({"options": [{"nameId": 5, "valueId": 102}]}, False),
    ],
)
def test_lines_are_the_same_contents_when_they_show_the_same(
    change: dict[str, Any], same: bool
) -> None:
    start = {"name": "Mug", "list_price": 3, "options": [{"nameId": 5, "valueId": 101}]}
    thing = line("c", product_id=None, name="Thing", options=None)
    found = checkout(physical=(line("a", **start), line("b", **start | change)), custom=(thing,))
    lines = CartMatch(catalog_order(ANY), found.cart.line_items, "USD")
    assert (lines.content("a") == lines.content("b")) is same
    assert lines.content("a") == lines.content("a")
    assert lines.content("a") != lines.content("c")


def test_prices_of_contents_have_the_decimals_of_the_currency() -> None:
    rows = [line("a", list_price=300), line("b", list_price=300.4)]
    yen, dollars = (matched(rows, ANY, currency=code) for code in ("JPY", "USD"))
    assert yen.content("a") == yen.content("b")
    assert dollars.content("a") != dollars.content("b")


def test_choices_are_no_part_of_contents_where_one_product_does_not_list_them() -> None:
    rows = [shown("a", (5, "Red", 101)), shown("b", (5, "Blue", 102)), line("c", product_id=9)]
    lines = matched(rows, ANY)
    assert lines.content("a") == lines.content("b")


def to_two(*lines: Asked) -> dict[str, Any]:
    first, *others = [{"sku": one["sku"]} for one in lines]
    places = [(AUSTIN, [first])] + ([(NEW_YORK, others)] if others else [])
    return {"consignments": [{"address": where, "line_items": names} for where, names in places]}


TEXTS = [asked(text, (41, text)) for text in ("Ann", "Bob", "Eve")]
UNKNOWN = "cannot be known from other lines of these goods in the store's cart"


@pytest.mark.parametrize(
    ("texts", "unsure"),
    [
        (["Ann", "Bob", "Eve"], []),
        (["Ann", "Bob", "else"], [2]),
        (["Eve", "", "?"], [0, 1]),
        (["", "", ""], [0, 1, 2]),
    ],
)
def test_lines_that_the_cart_does_not_show_apart_are_named(
    texts: list[str], unsure: list[int]
) -> None:
    rows = [shown(f"l{index}", (41, text, None)) for index, text in enumerate(texts)]
    lines = matched(rows, *TEXTS, **to_two(*TEXTS))
    if not unsure:
        lines.require_apart()
        return
    with pytest.raises(CartUnusable) as caught:
        lines.require_apart()
    assert caught.value.differs == [
        {"field": f"line_items[{index}].option_selections", "message": UNKNOWN} for index in unsure
    ]


def test_texts_that_are_not_shown_are_unsure_though_one_line_says_more() -> None:
    rows = [shown(line_id, list_price=5, options=None) for line_id in ("a", "b")]
    lines = [TEXTS[0] | {"list_price": "5"}, TEXTS[1]]
    with pytest.raises(CartUnusable) as caught:
        matched(rows, *lines, **to_two(*lines)).require_apart()
    assert len(caught.value.differs) == 2


def test_a_line_of_texts_that_nobody_sees_may_take_the_same_line_s_place() -> None:
    rows = [shown(line_id, list_price=5, options=None) for line_id in ("a", "b")]
    lines = [TEXTS[0] | {"list_price": "5"}, TEXTS[0] | {"sku": "again"}]
    matched(rows, *lines, **to_two(*lines)).require_apart()


def test_lines_that_are_treated_alike_need_not_be_shown_apart() -> None:
    rows = [shown(f"l{index}") for index in range(3)]
    matched(rows, *TEXTS).require_apart()
    matched(rows, *TEXTS, discounts=[{"amount": 1}]).require_apart()


def test_a_line_that_is_alone_of_its_goods_or_price_needs_no_text_to_be_known() -> None:
    alone = TEXTS[0]
    discount = {"amount": 1, "line_item": {"sku": "Ann"}}
    matched([shown("m")], alone, discounts=[discount]).require_apart()
    cheap = TEXTS[1] | {"list_price": "3"}
    rows = [shown("dear", list_price=5), shown("cheap", list_price=3)]
    dear = alone | {"list_price": "5"}
    matched(rows, dear, cheap, discounts=[discount]).require_apart()


def test_custom_items_come_after_the_catalog_s_lines() -> None:
    found = checkout(
        physical=(line("m"),), custom=(line("c", product_id=None, name="Custom thing", sku=None),)
    )
    wanted = order(line_items=[ANY])
    lines = CartMatch(wanted, found.cart.line_items, "USD")
    assert lines.portions == [{"m": 1}, {"c": 1}]
    assert [lines.where(index) for index in (0, 1)] == ["line_items[0]", "custom_items[0]"]


def dated(count: int) -> CartMatch:
    """So many lines of one product, each of its own date, to one place; another line to another."""
    lines = [asked(f"d{day}", (5, {"day": day})) for day in range(count)]
    mug = {"product_id": 121, "quantity": 1, "sku": "mug"}
    names = [{"sku": one["sku"]} for one in lines]
    places = [
        {"address": AUSTIN, "line_items": names},
        {"address": NEW_YORK, "line_items": [{"sku": "mug"}]},
    ]
    rows = [shown(f"l{day}", (5, f"day {day}", None)) for day in range(count)]
    return matched([*rows, line("m", product_id=121)], *lines, mug, consignments=places)


def test_lines_that_are_treated_alike_are_not_compared_with_each_other_s_fields() -> None:
    few, many = (instructions(dated(lines).require_apart) for lines in (FEW, MANY))
    # Each two are passed over by where they go; comparing more of them took minutes.
    assert many < few * (MANY / FEW) ** 2 * MORE
    assert many < 200 * MANY**2


def test_lines_that_ask_for_the_same_are_not_looked_at_two_by_two() -> None:
    def ticked(count: int) -> CartMatch:
        lines = [asked(f"t{number}", (5, True)) for number in range(count)]
        names = [{"sku": one["sku"]} for one in lines]
        places = [(AUSTIN, names[::2]), (NEW_YORK, names[1::2])]
        to_both = [{"address": where, "line_items": held} for where, held in places]
        rows = [shown("all", (5, "Yes", None), quantity=count)]
        return matched(rows, *lines, consignments=to_both)

    assert instructions(ticked(MANY).require_apart) < 60 * MANY**2
