"""What B2B Edition shows of its records and of its settings."""

from bigcommerce_emulator.state.companies import DROPDOWN, LINES, NUMBER, CompanyOrder, ExtraField
from bigcommerce_emulator.state.orders import STATUSES
from bigcommerce_emulator.state.state import State

Json = dict[str, object]
_USER_DEFINED = 2
_MONEY: Json = {
    "currencyLocation": "left",
    "currencyToken": "$",
    "decimalToken": ".",
    "decimalPlaces": 2,
    "thousandsToken": ",",
}


def record(state: State, entry: CompanyOrder) -> Json:
    """A record with what it takes over of its order."""
    order = state.orders[entry.order_id]
    body: Json = {
        "id": entry.id,
        "bcOrderId": order.id,
        "totalIncTax": order.price.total.inc_tax,
        "poNumber": entry.po_number,
        "status": STATUSES[order.status_id],
        "customStatus": STATUSES[order.status_id],
        "cartId": order.cart_id,
        "items": sum(part.quantity for part in order.price.parts),
        "currencyCode": order.currency,
        "money": [_MONEY],
        "statusCode": order.status_id,
        "isArchived": order.is_deleted,
        "channelId": order.channel_id,
        "extraFields": [
            {"fieldName": name, "fieldValue": value} for name, value in entry.extra_fields.items()
        ],
        "createdAt": int(entry.created),
        "updatedAt": int(entry.updated),
    }
    return body if entry.company_id is None else body | {"companyId": entry.company_id}


def extra_field(number: int, entry: ExtraField) -> Json:
    """What the store asks of the orders of companies, one field of it."""
    body: Json = {
        "id": number,
        "fieldName": entry.name,
        "labelName": entry.name,
        "fieldType": entry.type,
        "isRequired": entry.required,
        "isUnique": False,
        "visibleToEnduser": True,
        "configType": _USER_DEFINED,
        "defaultValue": entry.default,
    }
    if entry.type == DROPDOWN:
        body["listOfValues"] = list(entry.values)
    elif entry.maximum is not None:
        body[_BOUNDS.get(entry.type, "maximumLength")] = entry.maximum
    return body


_BOUNDS = {LINES: "numberOfRows", NUMBER: "maximumValue"}
