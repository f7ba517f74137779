"""Pure: which of its own lines an order means when a consignment names them."""

from collections.abc import Iterator
from typing import Any

FieldError = dict[str, str]


def consignment_errors(body: dict[str, Any]) -> list[FieldError]:
    """Return a field error for each consignment line that the order cannot fill.

    Works on the unvalidated body, so that these errors are told together with all others;
    whatever has the wrong type is passed over here and named by the model.
    """
    lines = [line for kind in ("line_items", "custom_items") for _, line in _objects(body, kind)]
    left = [_quantity(line) or 0 for line in lines]
    errors: list[FieldError] = []
    consignments = list(_objects(body, "consignments"))
    for place, consignment in consignments:
        where = f"consignments[{place}].line_items"
        if consignment.get("line_items") is None and len(consignments) > 1:
            errors.append(_error(where, "is needed when there are several consignments"))
        for index, name in _objects(consignment, "line_items"):
            errors += _taken(lines, left, name, f"{where}[{index}]")
    return errors


def names(name: dict[str, Any], line: dict[str, Any]) -> bool:
    """Tell whether a consignment's line name means this line of the order."""
    if name.get("sku") is not None:
        return bool(line.get("sku") == name["sku"])
    same_product = line.get("product_id") == name.get("product_id") is not None
    return same_product and name.get("variant_id") in (None, line.get("variant_id"))


def _taken(
    lines: list[dict[str, Any]], left: list[int], name: dict[str, Any], where: str
) -> list[FieldError]:
    meant = [index for index, line in enumerate(lines) if names(name, line)]
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
