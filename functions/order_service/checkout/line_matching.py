"""Pure: which lines of the cart can be which line of the order."""

from collections import defaultdict
from collections.abc import Sequence

from order_service.request.lines import CustomItem, LineItem
from order_service.store.cart_view import CartLine


class LikelyLines:
    """Finds the cart's lines that can be one line of the order, the likeliest first."""

    def __init__(self, ordered: Sequence[LineItem | CustomItem], lines: Sequence[CartLine]) -> None:
        self._ordered = ordered
        self._by_product: dict[int | None, list[CartLine]] = defaultdict(list)
        for line in lines:
            if not line.from_promotion:
                self._by_product[line.product_id].append(line)
        self._asked_of: dict[int | None, list[int]] = defaultdict(list)
        for index, asked in enumerate(ordered):
            self._asked_of[_product(asked)].append(index)
        self._found: dict[int, tuple[CartLine, ...]] = {}

    def of(self, index: int) -> tuple[CartLine, ...]:
        """Return the cart lines for the order's line of that index, custom items counted last.

        Lines of one product look alike in a cart, so the second of them is taken for the second.
        """
        if index not in self._found:
            self._found[index] = self._likeliest_first(index)
        return self._found[index]

    def _likeliest_first(self, index: int) -> tuple[CartLine, ...]:
        asked = self._ordered[index]
        product = _product(asked)
        mine = tuple(line for line in self._by_product[product] if is_cart_line(asked, line))
        if len(mine) < 2:
            return mine
        rivals = (self._ordered[other] for other in self._asked_of[product] if other < index)
        before = sum(any(is_cart_line(rival, line) for line in mine) for rival in rivals)
        return mine[before:] + mine[:before]


def _product(asked: LineItem | CustomItem) -> int | None:
    return asked.product_id if isinstance(asked, LineItem) else None


def is_cart_line(asked: LineItem | CustomItem, line: CartLine) -> bool:
    """Tell whether a line of the cart can be this line of the order."""
    if isinstance(asked, LineItem):
        return line.product_id == asked.product_id and asked.variant_id in (None, line.variant_id)
    if line.product_id is not None:
        return False
    return line.sku == asked.sku if asked.sku else line.name == asked.name
