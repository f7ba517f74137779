"""Pure: whether the fields of an order, each right by itself, agree with each other."""

from collections.abc import Hashable, Iterable, Iterator

from order_service.request.alike_lines import indistinguishable
from order_service.request.line_names import FieldError, contradiction, line_path, lines_by_name
from order_service.request.order import OrderRequest

MOST_LOOKUPS = 100
"""Different SKUs to look up for one order: a call or two, however long they are."""


def agreement_errors(order: OrderRequest) -> Iterator[FieldError]:
    """Yield an error for each field that another field of the order rules out."""
    if order.customer is not None and order.customer_id:
        yield _error("customer", "and customer_id rule each other out; send one of them")
    if order.payment_token and order.status is not None:
        yield _error("payment_token", "is for an order that stays Incomplete; leave status out")
    yield from _b2b_errors(order)
    codes = [code.casefold() for code in order.coupon_codes]
    for index in _repeated(codes):
        yield _error(f"coupon_codes[{index}]", "is named before")
    for index in _repeated((field.namespace, field.key) for field in order.metafields):
        yield _error(f"metafields[{index}].key", "is used before in this namespace")
    if len(order.looked_up_skus) > MOST_LOOKUPS:
        yield _error(
            "line_items", f"name more than {MOST_LOOKUPS} SKUs without product_id; add product_id"
        )
    yield from _discount_errors(order)
    for first, *others in indistinguishable(order):
        for index in others:
            yield _error(
                line_path(order, index),
                f"looks like {line_path(order, first)} in the store's cart, and one of them is "
                "shipped or discounted otherwise; give it a name of its own",
            )


def pickup_errors(order: OrderRequest) -> Iterator[FieldError]:
    """Yield an error for pickup beside other consignments.

    A store takes one kind of delivery for an order, and pickup in one consignment only.
    """
    consignments = order.consignments or ()
    for index, consignment in enumerate(consignments):
        if consignment.pickup_option is not None and len(consignments) > 1:
            yield _error(
                f"consignments[{index}].pickup_option",
                "must be the only consignment; send what is delivered as an order of its own",
            )


def name_errors(order: OrderRequest) -> Iterator[FieldError]:
    """Yield an error for each discount that names a line by the SKU of another product."""
    by_name = lines_by_name(order)
    for index, discount in enumerate(order.discounts):
        if discount.line_item and by_name.contradicted(discount.line_item.model_dump()):
            yield contradiction(f"discounts[{index}].line_item")


def _b2b_errors(order: OrderRequest) -> Iterator[FieldError]:
    if order.b2b is None:
        return
    if not order.customer_id and (order.customer is None or order.customer.match == "guest"):
        said = "is for a company's buyer; send customer_id, or customer without match guest"
        yield _error("b2b", said)
    if order.b2b.po_number is None and not order.b2b.extra_fields:
        yield _error("b2b", "has neither po_number nor extra_fields; send one of them")
    for index in _repeated(field.name for field in order.b2b.extra_fields):
        yield _error(f"b2b.extra_fields[{index}].name", "is named before")


def _discount_errors(order: OrderRequest) -> Iterator[FieldError]:
    by_name = lines_by_name(order)
    for index, discount in enumerate(order.discounts):
        if discount.line_item is None:
            continue
        meant = len(by_name.meant(discount.line_item.model_dump()))
        if meant != 1:
            what = "names several lines" if meant else "names no line"
            where = f"discounts[{index}].line_item"
            yield _error(where, f"{what} of this order; give that line a sku of its own")


def _repeated(values: Iterable[Hashable]) -> Iterator[int]:
    seen: set[Hashable] = set()
    for index, value in enumerate(values):
        if value in seen:
            yield index
        seen.add(value)


def _error(field: str, message: str) -> FieldError:
    return {"field": field, "message": message}
