"""Pure: which of its own lines an order means when a consignment names them."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from order_service.request.lines import CustomItem, LineItem
from order_service.request.order import OrderRequest

FieldError = dict[str, str]


MOST_LINES = 1000
"""Lines of an order beyond which the model refuses it, whatever they are called."""
MOST_NAMES = 2000
"""Lines that all consignments of one order may name together."""


def consignment_errors(body: dict[str, Any]) -> list[FieldError]:
    """Return a field error for each consignment line that the order cannot fill.

    Works on the unvalidated body, so that these errors are told together with all others;
    whatever has the wrong type is passed over here and named by the model.
    """
    lines = [line for kind in ("line_items", "custom_items") for _, line in _objects(body, kind)]
    consignments = list(_objects(body, "consignments"))
    if len(lines) > MOST_LINES:
        return []
    named = sum(1 for _, consignment in consignments for _ in _objects(consignment, "line_items"))
    if named > MOST_NAMES:
        return [_error("consignments", f"name more than {MOST_NAMES} lines in all")]
    left = [_quantity(line) or 0 for line in lines]
    by_name = LinesByName(lines)
    errors: list[FieldError] = []
    for place, consignment in consignments:
        where = f"consignments[{place}].line_items"
        if consignment.get("line_items") is None and len(consignments) > 1:
            errors.append(_error(where, "is needed when there are several consignments"))
        for index, name in _objects(consignment, "line_items"):
            errors += _taken(by_name.meant(name), left, name, f"{where}[{index}]")
    return errors


class LinesByName:
    """Finds the order's lines that a consignment's line name means, without going through all."""

    def __init__(self, lines: Sequence[Mapping[str, Any]]) -> None:
        self._lines = lines
        self._by_sku: dict[str, list[int]] = defaultdict(list)
        self._by_product: dict[int, list[int]] = defaultdict(list)
        for index, line in enumerate(lines):
            sku, product_id = line.get("sku"), line.get("product_id")
            if isinstance(sku, str):
                self._by_sku[sku].append(index)
            if type(product_id) is int:
                self._by_product[product_id].append(index)

    def meant(self, name: Mapping[str, Any]) -> list[int]:
        """Return the indexes of the lines with this sku or product, in the order's order."""
        sku, product_id = name.get("sku"), name.get("product_id")
        if sku is not None:
            return self._by_sku.get(sku, []) if isinstance(sku, str) else []
        same = self._by_product.get(product_id, []) if type(product_id) is int else []
        variant_id = name.get("variant_id")
        if variant_id is None:
            return same
        return [index for index in same if self._lines[index].get("variant_id") == variant_id]


def ordered_lines(order: OrderRequest) -> list[LineItem | CustomItem]:
    """Return what consignments and discounts can name, catalog lines first."""
    return [*order.line_items, *order.custom_items]


def lines_by_name(order: OrderRequest) -> LinesByName:
    """Return the order's lines by the names that the caller gave them."""
    called = {"sku", "product_id", "variant_id"}
    return LinesByName([line.model_dump(include=called) for line in ordered_lines(order)])


def _taken(meant: list[int], left: list[int], name: dict[str, Any], where: str) -> list[FieldError]:
    field = "sku" if name.get("sku") is not None else "product_id"
    if not meant and name.get(field) is not None:
        return [_error(f"{where}.{field}", "names no line of this order; give that line this name")]
    there = sum(left[index] for index in meant)
    wanted = _quantity(name) if name.get("quantity") is not None else there
    if meant and wanted is not None and (wanted > there or there == 0):
        return [_error(f"{where}.quantity", f"is more than is left of what was ordered ({there})")]
    for index in meant:
        part = min(left[index], wanted or 0)
        left[index], wanted = left[index] - part, (wanted or 0) - part
    return []


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
