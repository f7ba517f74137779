"""Adapter: B2B Edition's records of orders, in its own words."""

from typing import Any

from order_service.bigcommerce.calls import Operation, Reader, StoreCalls
from order_service.bigcommerce.reading import UnreadError, data_of
from order_service.request.b2b import B2b
from order_service.store.company_order import CompanyOrder
from order_service.store.signals import CartGone
from order_service.store_steps import COMPANY_FIELDS, COMPANY_ORDER, NEW_COMPANY_ORDER


class BigCommerceCompanyOrders:
    """The records of one store's orders, each by the order's own id."""

    _calls: StoreCalls

    def read_company_order(self, order_id: int) -> CompanyOrder | None:
        """GET /orders/{id}; None while there is no record of the order."""
        operation = Operation(COMPANY_ORDER, COMPANY_ORDER.at(order=order_id))
        try:
            return self._calls.make(operation, _record(order_id))
        except CartGone:
            return None

    def new_company_order(self, order_id: int, customer_id: int, fields: B2b) -> CompanyOrder:
        """POST /orders: the record of an order of the last seconds, which may have one already."""
        body = {"bcOrderId": order_id, "customerId": customer_id, **_body(fields)}
        operation = Operation(NEW_COMPANY_ORDER, NEW_COMPANY_ORDER.at(), body)
        return self._calls.make(operation, _record(order_id))

    def update_company_order(self, order_id: int, fields: B2b) -> CompanyOrder:
        """PUT /orders/{id} with these fields only; the record must be read before each."""
        path = COMPANY_FIELDS.at(order=order_id)
        operation = Operation(COMPANY_FIELDS, path, _body(fields))
        return self._calls.make(operation, _record(order_id))


def _body(fields: B2b) -> dict[str, Any]:
    body: dict[str, Any] = {}
    if fields.po_number is not None:
        body["poNumber"] = fields.po_number
    if fields.extra_fields:
        body["extraFields"] = [
            {"fieldName": field.name, "fieldValue": field.value} for field in fields.extra_fields
        ]
    return body


def _record(order_id: int) -> Reader[CompanyOrder]:
    """The record stands in a list or alone; one of another order is no answer."""

    def reader(body: Any) -> CompanyOrder:
        data = data_of(body)
        rows = data if isinstance(data, list) else [data]
        records = (CompanyOrder.model_validate(row) for row in rows)
        found = next((one for one in records if one.order_id == order_id), None)
        if found is None:
            raise UnreadError("bcOrderId")
        return found

    return reader
