"""Pure: a cart's lines of the same goods, to be found by what they show."""

from collections import defaultdict, deque
from collections.abc import Hashable, Sequence
from functools import cached_property

from order_service.checkout.lines.facts import (
    EXACT_PRICE,
    OPTION,
    TYPED,
    WRAPPED,
    WRAPS,
    goods_shown,
    is_listed,
    is_short_number,
    is_typed,
    may_be_listed,
    shown,
    shown_option,
)
from order_service.request.asked_facts import Ordered, facts, options, price_with_extra_decimals
from order_service.request.lines import CustomItem
from order_service.request.spelling import bare, loose
from order_service.store.cart_view import CartLine

Name = str | tuple[str, int, bool]
Shown = tuple[Name, Hashable]


class Stock:
    """The cart's lines of the same goods, to be found by what they show."""

    def __init__(self, currency: str) -> None:
        self.lines: list[CartLine] = []
        self._currency = currency
        self._found: dict[tuple[Name, ...], dict[tuple[Hashable, ...], deque[CartLine]]] = {}
        self._comparable: dict[Hashable, bool] = {}
        self._names: dict[str, set[Hashable]] | None = None

    def facts_of(self, asked: Ordered) -> tuple[list[Shown], list[Shown]]:
        """Return what the line's cart line must show, and what helps to distinguish lines."""
        hard: list[Shown] = []
        soft: list[Shown] = []
        for name, value in facts(asked, self._currency):
            seen = self._as_shown(value) if name == "name" else value
            (hard if self._shows(name) else soft).append((name, seen))
        for option_id, value in options(asked):
            by_number = is_short_number(value) and self._lists(option_id, int(value))
            (hard if by_number else soft).append(((OPTION, option_id, by_number), value))
        if self._lists_all and not isinstance(asked, CustomItem):
            hard += (
                ((TYPED, row.option_id, False), True)
                for row in asked.option_selections
                if is_typed(row.option_value)
            )
        price = price_with_extra_decimals(asked, self._currency)
        # A store that shows none of its decimals distinguishes no lines by them.
        if price and any(line.list_price == price for line in self.lines):
            soft.append((EXACT_PRICE, price))
        return hard, soft

    @cached_property
    def _lists_all(self) -> bool:
        """Return whether each line says what was chosen, so that an option can be missing."""
        return all(line.options is not None for line in self.lines)

    def _as_shown(self, name: Hashable) -> Hashable:
        """Return a name as these lines show it, where none has it as it was asked.

        Items that are shipped or discounted otherwise have an SKU, which is compared beside it.
        """
        if self._names is None:
            self._names = defaultdict(set)
            for line in self.lines:
                seen = shown(line, "name", self._currency)
                self._names[bare(seen)].add(seen)
        alike = self._names[bare(name)]
        return name if name in alike or len(alike) != 1 or not bare(name) else next(iter(alike))

    def find(self, wanted: Sequence[Shown]) -> deque[CartLine]:
        """Return the lines that show all of this, those that can be changed first."""
        names = tuple(name for name, _ in wanted)
        if names not in self._found:
            self._found[names] = self._indexed(names)
        return self._found[names][tuple(value for _, value in wanted)]

    def _indexed(self, names: tuple[Name, ...]) -> dict[tuple[Hashable, ...], deque[CartLine]]:
        index: dict[tuple[Hashable, ...], deque[CartLine]] = defaultdict(deque)
        for line in sorted(self.lines, key=lambda line: not line.is_mutable):
            index[tuple(shown_as(line, name, self._currency) for name in names)].append(line)
        return index

    def _shows(self, name: str) -> bool:
        if name not in self._comparable:
            seen = (shown(line, name, self._currency) for line in self.lines)
            self._comparable[name] = any(value is not None for value in seen)
        return self._comparable[name]

    def _lists(self, option_id: int, value: int) -> bool:
        name = option_id, value > 0, may_be_listed(value)
        if name not in self._comparable:
            self._comparable[name] = all(
                line.options is not None and is_listed(line, option_id, value)
                for line in self.lines
            )
        return self._comparable[name]


def stocks_of(lines: Sequence[CartLine], currency: str) -> dict[Hashable, Stock]:
    """Return the lines by their goods; a line is in the stock of each way to say what it is of."""
    stocks: dict[Hashable, Stock] = defaultdict(lambda: Stock(currency))
    for line in lines:
        for found in goods_shown(line):
            stocks[found].lines.append(line)
    return dict(stocks)


def shown_as(line: CartLine, name: Name, currency: str) -> Hashable:
    """Return what the line shows of one thing by which lines are found; None for nothing."""
    if name == WRAPPED:
        return None if line.gift_wrapping is None else loose(line.gift_wrapping.message)
    if name == WRAPS:
        return line.gift_wrapping is not None
    if name == EXACT_PRICE:
        return line.list_price
    if isinstance(name, str):
        return shown(line, name, currency)
    if name[0] == TYPED:
        return shown_option(line, name[1], by_number=False) is not None
    return shown_option(line, name[1], by_number=name[2])
