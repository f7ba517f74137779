"""A table of one order, as a field case writes it."""

from pathlib import Path
from typing import Any

from cart_to_order.order_files.reading import Orders, Row, read_orders

CELLS = {
    "No": "1001", "first_name": "Zephyrine", "last_name": "Quillfeather",
    "email": "zephyrine.quillfeather@example.com", "address1": "1 Quillfeather Lane",
    "city": "Austin", "state_or_province": "Texas", "country_code": "US", "postal_code": "78701",
    "Item": "120", "Qty": "1",
}  # fmt: skip
_FIELDS = {
    "No": "order_number",
    "Item": "line_items[0].product_id",
    "Qty": "line_items[0].quantity",
    "Price": "line_items[0].list_price",
    "Option": "line_items[0].option_selections[0].option_id",
    "Value": "line_items[0].option_selections[0].option_value",
    "Status": "status",
}


def read(
    folder: Path, *rows: dict[str, str], encoding: str = "utf-8", before: str = "", sep: str = ","
) -> Orders:
    """The table of these rows, each the one order's with other cells."""
    found = [CELLS | row for row in rows]
    header = list(dict.fromkeys(name for row in found for name in row))
    lines = [header, *([row.get(name, "") for name in header] for row in found)]
    file, mapping = folder / "orders.csv", folder / "m.toml"
    file.write_bytes((before + "\r\n".join(map(sep.join, lines))).encode(encoding))
    names = [f'{name} = "{_FIELDS.get(name, f"billing_address.{name}")}"' for name in header]
    mapping.write_text("\n".join(["[columns]", *names]), encoding="utf-8")
    return read_orders(file, "acme", str(mapping))


def order(found: Orders) -> dict[str, Any]:
    """The one order of a table."""
    (row,) = found.rows
    assert isinstance(row, Row), [str(fault) for fault in row.faults]
    return row.job.order.canonical()
