"""Pure: whether an order has the extra fields that its store asks of companies' orders.

Asked before there is an order, since afterwards nothing could be refused. A store that cannot say
what it asks holds no order back: what is wrong is then in the answer beside the order.
"""

from collections.abc import Iterator
from decimal import Decimal, InvalidOperation

from order_service.checkout.ports import Checkouts
from order_service.request.b2b import B2b, ExtraField
from order_service.request.line_names import FieldError
from order_service.request.order import OrderRequest
from order_service.store.company_order import DROPDOWN, LINES, NUMBER, ExtraFieldRule, Rules

MOST_NAMES = 10
"""Names and values of the store that are listed; a refusal must fit in a ledger item."""


def extra_field_errors(order: OrderRequest, store: Checkouts) -> list[FieldError]:
    """Return each field of ``b2b`` that the store would not take, with what it asks for.

    Nobody is refused by what was learnt some minutes ago: the store is asked again first.
    """
    if order.b2b is None:
        return []
    for fresh in (False, True):
        rules = store.extra_field_rules(fresh=fresh)
        wrong = list(_wrong(order.b2b, rules)) if rules is not None else []
        if not wrong:
            break
    return wrong


def _wrong(sent: B2b, rules: Rules) -> Iterator[FieldError]:
    known = {rule.name: rule for rule in rules}
    for index, field in enumerate(sent.extra_fields):
        where = f"b2b.extra_fields[{index}]"
        rule = known.get(field.name)
        if rule is None:
            names = _listed([rule.name for rule in rules]) or "none"
            said = f"is no extra field of this store's orders, which has: {names}"
            yield {"field": f"{where}.name", "message": said}
        elif not _takes(rule, field):
            said = f"must be {_asked(rule)} for {rule.name}"
            yield {"field": f"{where}.value", "message": said}
    given = {field.name for field in sent.extra_fields}
    for rule in rules:
        if rule.required and rule.name not in given and not rule.default:
            said = f"lack {rule.name}, which this store requires: {_asked(rule)}"
            yield {"field": "b2b.extra_fields", "message": said}


def _takes(rule: ExtraFieldRule, field: ExtraField) -> bool:
    value = field.value
    if rule.type == DROPDOWN:
        return not rule.values or value in rule.values
    if rule.type == NUMBER:
        number = _number(value)
        return number is not None and (rule.largest is None or number <= rule.largest)
    if rule.type == LINES:
        return rule.most_lines is None or len(value.splitlines()) <= rule.most_lines
    return rule.longest is None or len(value) <= rule.longest


def _number(text: str) -> Decimal | None:
    try:
        number = Decimal(text)
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def _asked(rule: ExtraFieldRule) -> str:
    if rule.type == DROPDOWN and rule.values:
        return f"one of {_listed(rule.values)}"
    if rule.type == NUMBER:
        return "a number" + ("" if rule.largest is None else f" of {rule.largest} at most")
    if rule.type == LINES and rule.most_lines is not None:
        return f"a text of {rule.most_lines} lines at most"
    if rule.longest is not None:
        return f"a text of {rule.longest} characters at most"
    return "a text"


def _listed(names: list[str] | tuple[str, ...]) -> str:
    more = len(names) - MOST_NAMES
    return ", ".join(names[:MOST_NAMES]) + (f" and {more} more" if more > 0 else "")
