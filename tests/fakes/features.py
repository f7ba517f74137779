"""Orders that use what an order can ask for besides its lines and addresses."""

from typing import Any

from tests.fakes.orders import AUSTIN, HOUSTON, NEW_YORK, order_body

MUG = {"product_id": 120, "quantity": 2, "sku": "mug"}
FEE = {"name": "Handling", "cost": "2.50"}
NOTE = {"namespace": "erp", "key": "batch", "value": "B-77 of Jane's", "permission_set": "read"}
ADJUSTED: dict[str, Any] = {
    "coupon_codes": ["FIVER"],
    "discounts": [{"amount": "1.50", "line_item": {"sku": "mug"}}, {"amount": "2"}],
    "fees": [FEE, {"name": "Insurance", "cost": 1, "display_name": "Insured parcel"}],
    "customer_message": "Ring twice, please.",
    "metafields": [NOTE, NOTE | {"key": "clerk"}],
}
FINISHED: dict[str, Any] = {
    "status": "Awaiting Fulfillment",
    "external_order_id": "ERP-9",
    "external_source": "erp",
    "staff_notes": "Fragile; call Jane's office.",
    "payment_method": "Invoice",
}
B2B: dict[str, Any] = {
    "po_number": "4500017",
    "extra_fields": [{"name": "Cost centre", "value": "0815"}],
}
SHIPS_FREE = "SHIPFREE"
"""A coupon that adds an option without a cost, the cheapest of all."""
BUYER = 11
BUYERS_EMAIL = "retail.quillfeather@example.com"
"""A customer of the sandbox who buys for a company."""


def mugs(**changes: Any) -> dict[str, Any]:
    """Two mugs to Austin, with these fields."""
    start: dict[str, Any] = {"custom_items": None, "consignments": None, "line_items": [MUG]}
    return order_body(**start | changes)


def full_order() -> dict[str, Any]:
    """One order that uses every step there is before and after create-order."""
    wrapped = {"wrap_together": True, "wrap_details": [{"id": 2, "message": "For Ann"}]}
    lines = [MUG, {"sku": "CB-1000", "quantity": 1, "gift_wrapping": wrapped}]
    own = {"custom_shipping": {"price": "7.50", "description": "Our van"}}
    consignments = [
        {"address": AUSTIN, "line_items": [{"sku": "mug", "quantity": 1}]},
        {"address": NEW_YORK, "line_items": [{"sku": "CB-1000"}], "shipping": own},
        {
            "address": HOUSTON,
            "line_items": [{"sku": "mug"}],
            "shipping": {"exclude": {"types": ["shipping_flatrate"]}},
        },
    ]
    known = {"customer": {"email": BUYERS_EMAIL}}
    return mugs(line_items=lines, consignments=consignments, **known, **ADJUSTED, **FINISHED)
