"""Pure: which lines of the store's cart are which lines of the order."""

from collections import defaultdict, deque
from collections.abc import Hashable, Iterable, Iterator, Sequence
from decimal import Decimal
from functools import cached_property

from order_service.checkout.line_facts import (
    EXACT_PRICE,
    OPTION,
    TYPED,
    WRAPPED,
    goods_shown,
    is_listed,
    is_short_number,
    is_typed,
    may_be_listed,
    shown,
    shown_option,
)
from order_service.request.alike_lines import treated_apart
from order_service.request.asked_facts import (
    Ordered,
    facts,
    goods,
    options,
    price_with_extra_decimals,
    wrapping,
)
from order_service.request.line_names import line_path, ordered_lines
from order_service.request.lines import CustomItem
from order_service.request.order import OrderRequest
from order_service.request.spelling import bare, loose
from order_service.store.cart_view import CartLine, CartLines
from order_service.store.signals import CartUnusable

Name = str | tuple[str, int, bool]
Shown = tuple[Name, Hashable]


class CartMatch:
    """The lines of one cart beside those of the order; made once for each answer of the store.

    Lines are known by what they show: a store may merge, split and rearrange them. Lines that a
    promotion added, or that another line brought along, are never those that were asked for;
    lines that cannot be changed are only if no other is. ``portions`` says for each line of the
    order, custom items last, how much of which cart lines it is.
    """

    def __init__(self, order: OrderRequest, cart: CartLines, currency: str) -> None:
        self.order = order
        self.ordered = ordered_lines(order)
        every = cart.every
        self.lines = {line.id: line for line in every}
        self.shippable = cart.shippable
        self.custom = frozenset(line.id for line in cart.custom_items)
        self.added = cart.added_ids
        self.left = {line.id: line.quantity for line in every if line.id not in self.added}
        self.short = [asked.quantity for asked in self.ordered]
        self.portions: list[dict[str, int]] = [{} for _ in self.ordered]
        self.from_the_start = Decimal(0)
        """What the store itself takes off, and labels as if a caller did."""
        self._uncertain: set[int] = set()
        self._hard: list[list[Shown]] = [[] for _ in self.ordered]
        self._currency = currency
        self._stocks = _stocks([self.lines[line_id] for line_id in self.left], currency)
        self._with_options = all(
            line.options is not None for line in self.lines.values() if line.product_id
        )
        self._contents: dict[str, Hashable] = {}
        self._match()

    def where(self, index: int) -> str:
        """Return the request's path of the order's line of that index."""
        return line_path(self.order, index)

    def is_ordered(self, line_id: str) -> bool:
        """Return whether anything of the cart's line was ordered."""
        return line_id in self.left and self.left[line_id] < self.lines[line_id].quantity

    def worth(self, line_ids: Iterable[str]) -> Decimal:
        """Return the most that can be taken off these lines; infinite if one shows no price."""
        return sum((_worth(self.lines[line_id]) for line_id in line_ids), Decimal(0))

    def content(self, line_id: str) -> Hashable:
        """Return what a line of the cart is, whatever its id: pieces of a line have the same."""
        if line_id not in self._contents:
            line = self.lines[line_id]
            chosen = line.options if self._with_options else None
            names = ("variant_id", "sku", "name", "list_price")
            seen = tuple(shown(line, name, self._currency) for name in names)
            self._contents[line_id] = (line.product_id, seen, chosen)
        return self._contents[line_id]

    def extra(self) -> Iterator[CartLine]:
        """Yield the lines of which there is more than was ordered, and no promotion is why.

        What a promotion adds cannot be changed, and is a line of its own: more of an ordered line
        is not its doing, also in a store where no line can be changed.
        """
        for line_id, count in self.left.items():
            if count and (self.lines[line_id].is_mutable or self.is_ordered(line_id)):
                yield self.lines[line_id]

    def apart(self, index: int, line: CartLine) -> Iterator[str]:
        """Yield the fields in which a cart line of the same goods is not the order's line."""
        for name, value in self._hard[index]:
            if _shown(line, name, self._currency) != value:
                yield name if isinstance(name, str) else OPTION

    def require_apart(self) -> None:
        """Raise CartUnusable when lines to be treated otherwise look alike in this cart."""
        if not self._uncertain:
            return
        for group in treated_apart(self.order, self._alike()):
            if unsure := self._uncertain.intersection(group):
                message = "cannot be known from other lines of these goods in the store's cart"
                raise CartUnusable(
                    {"field": f"{self.where(index)}.{OPTION}", "message": message}
                    for index in sorted(unsure)
                )

    def _alike(self) -> Iterator[list[int]]:
        groups: dict[Hashable, list[int]] = defaultdict(list)
        for index, asked in enumerate(self.ordered):
            groups[goods(asked), tuple(self._hard[index])].append(index)
        yield from (group for group in groups.values() if len(group) > 1)

    def _match(self) -> None:
        wraps = any(wrapping(asked) is not None for asked in self.ordered)
        exact: list[tuple[int, deque[CartLine]]] = []
        likely: list[tuple[int, deque[CartLine]]] = []
        for index, asked in enumerate(self.ordered):
            stock = self._stocks.get(goods(asked))
            if stock is None:
                continue
            hard, soft = stock.facts_of(asked)
            self._hard[index] = hard
            likely.append((index, stock.find(hard)))
            if wraps:
                soft.append((WRAPPED, wrapping(asked)))
            if soft:
                exact.append((index, stock.find([*hard, *soft])))
        # A line that only few can be goes first, so that no other takes its goods.
        for index, queue in sorted(exact, key=lambda found: len(found[1])):
            self._take(index, queue)
            if self.short[index]:
                self._uncertain.add(index)
        for index, queue in sorted(likely, key=lambda found: len(found[1])):
            self._take(index, queue)

    def _take(self, index: int, queue: deque[CartLine]) -> None:
        portion = self.portions[index]
        while self.short[index] and queue:
            line_id = queue[0].id
            count = min(self.short[index], self.left[line_id])
            if count:
                portion[line_id] = portion.get(line_id, 0) + count
                self.left[line_id] -= count
                self.short[index] -= count
            if not self.left[line_id]:
                queue.popleft()


class _Stock:
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
            own_name = name == "name" and isinstance(asked, CustomItem)
            seen = self._as_shown(value) if own_name else value
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
            index[tuple(_shown(line, name, self._currency) for name in names)].append(line)
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


def _worth(line: CartLine) -> Decimal:
    if line.list_price is None:
        return Decimal("inf")
    others = (line.discount_amount or Decimal(0)) - line.manual_discount
    return max(line.list_price * line.quantity - max(others, Decimal(0)), Decimal(0))


def _stocks(lines: Sequence[CartLine], currency: str) -> dict[Hashable, _Stock]:
    stocks: dict[Hashable, _Stock] = defaultdict(lambda: _Stock(currency))
    for line in lines:
        for found in goods_shown(line):
            stocks[found].lines.append(line)
    return dict(stocks)


def _shown(line: CartLine, name: Name, currency: str) -> Hashable:
    if name == WRAPPED:
        return None if line.gift_wrapping is None else loose(line.gift_wrapping.message)
    if name == EXACT_PRICE:
        return line.list_price
    if isinstance(name, str):
        return shown(line, name, currency)
    if name[0] == TYPED:
        return shown_option(line, name[1], by_number=False) is not None
    return shown_option(line, name[1], by_number=name[2])
