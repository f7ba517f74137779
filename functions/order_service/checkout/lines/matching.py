"""Pure: which lines of the store's cart are which lines of the order."""

from collections import defaultdict, deque
from collections.abc import Hashable, Iterable, Iterator, Mapping
from decimal import Decimal
from functools import cache, cached_property, partial
from itertools import chain

from order_service.checkout.lines.facts import OPTION, WRAPPED, WRAPS, shown
from order_service.checkout.lines.stock import Shown, Stock, shown_as, stocks_of
from order_service.request.alike_lines import Treatment, asked_of, unlike
from order_service.request.asked_facts import goods, has_unseen_choice, wrapping
from order_service.request.line_names import line_path, ordered_lines
from order_service.request.order import OrderRequest
from order_service.store.cart_view import CartLine, CartLines
from order_service.store.signals import CartUnusable


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
        self._soft: list[list[Shown]] = [[] for _ in self.ordered]
        self._currency = currency
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
            if shown_as(line, name, self._currency) != value:
                yield name if isinstance(name, str) else OPTION

    def require_apart(self) -> None:
        """Raise CartUnusable when lines to be treated otherwise look alike in this cart."""
        unsure = self._uncertain | self._unseen
        treatment = Treatment(self.order)
        if not unsure or not treatment.differs:
            return
        alike = filter(treatment.is_apart, self._alike())
        groups = chain(alike, self._exchangeable(unsure, treatment))
        if named := {index for group in groups for index in unsure.intersection(group)}:
            message = "cannot be known from other lines of these goods in the store's cart"
            raise CartUnusable(
                {"field": f"{self.where(index)}.{OPTION}", "message": message}
                for index in sorted(named)
            )

    @cached_property
    def _unseen(self) -> set[int]:
        return {index for index, asked in enumerate(self.ordered) if has_unseen_choice(asked)}

    def _alike(self) -> Iterator[list[int]]:
        """Yield the lines that must show the same, where not all could be distinguished."""
        groups: dict[Hashable, list[int]] = defaultdict(list)
        for index, asked in enumerate(self.ordered):
            groups[goods(asked), tuple(self._hard[index])].append(index)
        several = (group for group in groups.values() if len(group) > 1)
        yield from (group for group in several if not self._uncertain.isdisjoint(group))

    def _exchangeable(self, unsure: set[int], treatment: Treatment) -> Iterator[tuple[int, int]]:
        """Yield each two lines, treated otherwise, of which either may be taken for the other.

        One may say more than the other: a price that the other leaves to the catalog rules out no
        line that has this price. Most pairs of a long order are treated alike, and looked at no
        further.
        """
        fitting = cache(partial(self._fitting, self._stocks()))
        asked = cache(lambda index: asked_of(self.ordered[index]))
        holders = defaultdict[str, list[int]](list)
        for index, portion in enumerate(self.portions):
            for line_id in portion:
                holders[line_id].append(index)
        for index in sorted(unsure):
            mine = fitting(index, index not in self._uncertain)
            for other in sorted({one for line_id in mine for one in holders[line_id]} - {index}):
                if asked(index) == asked(other) or not treatment.is_apart((index, other)):
                    continue
                theirs = fitting(other, self._uncertain.isdisjoint((index, other)))
                either = not theirs.isdisjoint(self.portions[index])
                if either and unlike(asked(index), asked(other)):
                    yield index, other

    def _fitting(
        self, stocks: Mapping[Hashable, Stock], index: int, surely: bool
    ) -> frozenset[str]:
        """Return which lines of the cart show what was asked; surely: all that helps, too."""
        stock = stocks.get(goods(self.ordered[index]))
        wanted = self._hard[index] + (self._soft[index] if surely else [])
        return frozenset(line.id for line in stock.find(wanted)) if stock else frozenset()

    def _stocks(self) -> Mapping[Hashable, Stock]:
        return stocks_of([self.lines[line_id] for line_id in self.left], self._currency)

    def _match(self) -> None:
        stocks = dict(self._learnt())
        likely = {index: stock.find(self._hard[index]) for index, stock in stocks.items()}
        surely = {
            index: stock.find([*self._hard[index], *self._soft[index]])
            for index, stock in stocks.items()
            if self._soft[index]
        }
        plain = {index for index in surely if self._soft[index] == [(WRAPPED, None)]}
        # A line that only few can be goes first, so that no other takes its goods.
        for index in sorted(surely.keys() - plain, key=lambda index: (len(surely[index]), index)):
            self._take_surely(index, surely[index])
        # That a line is not wrapped says little: of as few, it decides which goes first.
        for index in sorted(likely, key=lambda index: (len(likely[index]), index not in plain)):
            if index in plain:
                self._take_surely(index, surely[index])
            elif wrapping(self.ordered[index]) is not None:
                # A store may show that a line is wrapped, and its message otherwise.
                self._take(index, stocks[index].find([*self._hard[index], (WRAPS, True)]))
            self._take(index, likely[index])

    def _learnt(self) -> Iterator[tuple[int, Stock]]:
        """Yield the stock of each line's goods, after its facts are known."""
        wraps = any(wrapping(asked) is not None for asked in self.ordered)
        stocks = self._stocks()
        for index, asked in enumerate(self.ordered):
            stock = stocks.get(goods(asked))
            if stock is None:
                continue
            hard, soft = stock.facts_of(asked)
            if wraps:
                soft.append((WRAPPED, wrapping(asked)))
            self._hard[index], self._soft[index] = hard, soft
            yield index, stock

    def _take_surely(self, index: int, queue: deque[CartLine]) -> None:
        self._take(index, queue)
        if self.short[index]:
            self._uncertain.add(index)

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


def _worth(line: CartLine) -> Decimal:
    if line.list_price is None:
        return Decimal("inf")
    others = (line.discount_amount or Decimal(0)) - line.manual_discount
    return max(line.list_price * line.quantity - max(others, Decimal(0)), Decimal(0))
