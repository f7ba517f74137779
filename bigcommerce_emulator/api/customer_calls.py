"""Reading customers: the one call of theirs that integrations need to place an order."""

import unicodedata

from bigcommerce_emulator.api.calls import Call, Json, Operation, Routes, v3_response
from bigcommerce_emulator.api.messages import Response
from bigcommerce_emulator.carts.metafield_lists import page
from bigcommerce_emulator.state.catalog import Customer
from bigcommerce_emulator.state.settings import Settings
from bigcommerce_emulator.state.state import State

DEFAULT_CHANNEL = 1


def _list_customers(state: State, call: Call) -> Response:
    query = call.request.query
    same = _letters if state.settings.email_filter == "by_letters" else str.casefold
    wanted = {same(email) for email in query.get("email:in", "").split(",")}
    known = sorted(state.seed.customers.values(), key=lambda row: row.id)
    every = "email:in" not in query or state.settings.email_filter == "ignored"
    rows = [
        row
        for row in known
        if (every or same(row.email) in wanted) and _is_listed(row, state.settings)
    ]
    shown, meta = page(rows, query)
    return v3_response(200, [_body(row) for row in shown], meta)


def _letters(email: str) -> str:
    """An address as a database may compare it: without case, accents and ligatures."""
    parts = unicodedata.normalize("NFKD", email.casefold())
    return "".join(part for part in parts if not unicodedata.combining(part))


def _is_listed(entry: Customer, settings: Settings) -> bool:
    channels = entry.channels or (DEFAULT_CHANNEL,)
    return settings.account_list == "every_channel" or DEFAULT_CHANNEL in channels


def _body(entry: Customer) -> Json:
    group = entry.group
    return {
        "id": entry.id,
        "email": entry.email,
        "first_name": "",
        "last_name": "",
        "company": "",
        "phone": "",
        "customer_group_id": group.id if group else 0,
        "origin_channel_id": 1,
        "channel_ids": None if entry.channels is None else list(entry.channels),
    }


ROUTES: Routes = {("v3", "customers"): {"GET": Operation("list_customers", _list_customers)}}
