"""Pure: which of its own lines an order means when a consignment names them."""

from collections import defaultdict, deque
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from order_service.request.lines import MOST_LINES, CustomItem, LineItem
from order_service.request.order import OrderRequest
from order_service.request.spelling import trimmed

FieldError = dict[str, str]
Key = tuple[str | int, ...]
Product = tuple[int | None, int | None]
"""A product and its variant, as far as they are said."""


MOST_NAMES = 2000
"""Lines that all consignments of one order may name together."""
_CALLED = {"sku", "product_id", "variant_id"}


def consignment_errors(body: dict[str, Any], *, new: bool = False) -> list[FieldError]:
    """Return a field error for each consignment line that the order cannot fill.

    Works on the unvalidated body, so that these errors are reported together with all others;
    whatever has the wrong type is passed over here and named by the model. Only a new order is
    refused for a product that is not that of its SKU: earlier releases passed it over.
    """
    lines = [line for kind in ("line_items", "custom_items") for _, line in _objects(body, kind)]
    consignments = list(_objects(body, "consignments"))
    if len(lines) > 2 * MOST_LINES:
        return []
    named = sum(1 for _, consignment in consignments for _ in _objects(consignment, "line_items"))
    if named > MOST_NAMES:
        return [_error("consignments", f"name more than {MOST_NAMES} lines in all")]
    unread = {key for line in lines if _quantity(line) is None for key in _keys(line)}
    shares = Shares(lines, [_quantity(line) or 0 for line in lines])
    errors: list[FieldError] = []
    for place, consignment in consignments:
        where = f"consignments[{place}].line_items"
        if consignment.get("line_items") is None and len(consignments) > 1:
            errors.append(_error(where, "is needed when there are several consignments"))
        for index, name in _objects(consignment, "line_items"):
            # How much is left of a line without a readable quantity is not known.
            if _key(name) in unread:
                continue
            path = f"{where}[{index}]"
            if new and shares.by_name.contradicted(name):
                errors.append(contradiction(path))
            else:
                errors += _taken(shares, name, path, new=new)
    return errors


class LinesByName:
    """Finds the order's lines that a name means, without going through all of them."""

    def __init__(self, lines: Sequence[Mapping[str, Any]]) -> None:
        self.keys = [tuple(_keys(line)) for line in lines]
        self._products = [_product(line) for line in lines]
        self._known: dict[tuple[Key, Product], list[int]] = {}
        self._named: dict[Key, list[int]] = defaultdict(list)
        for index, keys in enumerate(self.keys):
            for key in keys:
                self._named[key].append(index)

    def meant(self, name: Mapping[str, Any]) -> Sequence[int]:
        """Return the indexes of the lines with this sku or product, in the order's order.

        Of several lines with one SKU, a product or variant beside it says which are meant.
        """
        return self._agreeing(name) or self.of_key(_key(name))

    def of_key(self, key: Key) -> Sequence[int]:
        """Return the indexes of the lines with this sku or product, whatever else is said."""
        return self._named.get(key, [])

    def contradicted(self, name: Mapping[str, Any]) -> bool:
        """Return whether every line with this SKU is another product, or another variant."""
        return _key(name) in self._named and not self._agreeing(name)

    def _agreeing(self, name: Mapping[str, Any]) -> Sequence[int]:
        key, said = _key(name), _product(name)
        found = self.of_key(key)
        if name.get("sku") is None or said == (None, None):
            return found
        if (key, said) not in self._known:
            agreeing = [index for index in found if _agree(said, self._products[index])]
            self._known[key, said] = agreeing
        return self._known[key, said]


class Shares:
    """How much of each line no consignment has named yet."""

    def __init__(self, lines: Sequence[Mapping[str, Any]], quantities: Sequence[int]) -> None:
        self.by_name = LinesByName(lines)
        self._left = list(quantities)
        self._of: dict[Key, int] = defaultdict(int)
        for keys, quantity in zip(self.by_name.keys, quantities, strict=True):
            for key in keys:
                self._of[key] += quantity
        self._waiting: dict[tuple[Key, Product], deque[int]] = {}

    def left(self, name: Mapping[str, Any], *, of_key: bool = False) -> int | None:
        """Return how much is left of the lines with this name, None when there is no such line.

        ``of_key`` is whether a product or variant beside a SKU is passed over.
        """
        meant, key = self.by_name.meant(name), _key(name)
        if of_key or len(meant) == len(self.by_name.of_key(key)):
            return self._of[key] if meant else None
        return sum(self._left[index] for index in meant)

    def take(self, name: Mapping[str, Any], wanted: int) -> Iterator[tuple[int, int]]:
        """Yield the index of each line that so much is taken of, and how much.

        An order that an earlier release accepted may name more than there is of its variant: then
        other lines of its SKU are taken, as they were meant to be there.
        """
        called = _key(name), _product(name)
        if called not in self._waiting:
            meant = self.by_name.meant(name)
            self._waiting[called] = deque(dict.fromkeys((*meant, *self.by_name.of_key(called[0]))))
        waiting = self._waiting[called]
        while wanted and waiting:
            index = waiting[0]
            part = min(self._left[index], wanted)
            self._left[index] -= part
            wanted -= part
            if not self._left[index]:
                waiting.popleft()
            if part:
                for mine in self.by_name.keys[index]:
                    self._of[mine] -= part
                yield index, part


def ordered_lines(order: OrderRequest) -> list[LineItem | CustomItem]:
    """Return what consignments and discounts can name, catalog lines first."""
    return [*order.line_items, *order.custom_items]


def lines_by_name(order: OrderRequest) -> LinesByName:
    """Return the order's lines by the names that the caller gave them."""
    return LinesByName([line.model_dump(include=_CALLED) for line in ordered_lines(order)])


def line_path(order: OrderRequest, index: int) -> str:
    """Return the request's path of one of these lines."""
    custom = index - len(order.line_items)
    return f"line_items[{index}]" if custom < 0 else f"custom_items[{custom}]"


def shares(order: OrderRequest) -> Shares:
    """Return how much of each line no consignment has named yet: all of it."""
    lines = ordered_lines(order)
    names = [line.model_dump(include=_CALLED) for line in lines]
    return Shares(names, [line.quantity for line in lines])


def _keys(line: Mapping[str, Any]) -> Iterator[Key]:
    sku, product_id = line.get("sku"), line.get("product_id")
    if isinstance(sku, str):
        yield ("sku", trimmed(sku))
    if type(product_id) is int:
        yield ("product_id", product_id)
        if type(variant_id := line.get("variant_id")) is int:
            yield ("variant_id", product_id, variant_id)


def _key(name: Mapping[str, Any]) -> Key:
    sku, product_id, variant_id = (name.get(word) for word in ("sku", "product_id", "variant_id"))
    if sku is not None:
        return ("sku", trimmed(sku)) if isinstance(sku, str) else ()
    if type(product_id) is not int:
        return ()
    if variant_id is None:
        return ("product_id", product_id)
    return ("variant_id", product_id, variant_id) if type(variant_id) is int else ()


def _product(named: Mapping[str, Any]) -> Product:
    product_id, variant_id = named.get("product_id"), named.get("variant_id")
    return (
        product_id if type(product_id) is int else None,
        variant_id if type(variant_id) is int else None,
    )


def _agree(one: Product, other: Product) -> bool:
    """Return whether they may be the same: what only one of them says rules nothing out."""
    return all(a is None or b is None or a == b for a, b in zip(one, other, strict=True))


def contradiction(name: str) -> FieldError:
    """Return the error of a name whose SKU and product are of no line together."""
    said = "is that of another product or variant; send sku alone, or product_id with variant_id"
    return _error(f"{name}.sku", said)


def _taken(shares: Shares, name: dict[str, Any], where: str, *, new: bool) -> Iterator[FieldError]:
    field = "sku" if name.get("sku") is not None else "product_id"
    there = shares.left(name, of_key=not new)
    if there is None:
        if name.get(field) is not None:
            message = "names no line of this order; give that line this name"
            yield _error(f"{where}.{field}", message)
        return
    wanted = _quantity(name) if name.get("quantity") is not None else there
    if wanted is not None and (wanted > there or there == 0):
        message = f"is more than is left of what was ordered ({there})"
        yield _error(f"{where}.quantity", message)
        return
    for _ in shares.take(name, wanted or 0):
        pass


def _objects(body: dict[str, Any], field: str) -> Iterator[tuple[int, dict[str, Any]]]:
    values = body.get(field)
    for index, value in enumerate(values if isinstance(values, list) else []):
        if isinstance(value, dict):
            yield index, value


def _quantity(line: dict[str, Any]) -> int | None:
    quantity = line.get("quantity")
    return quantity if type(quantity) is int and quantity > 0 else None


def _error(field: str, message: str) -> FieldError:
    return {"field": field, "message": message}
