"""Lists of metafields: filtered, sorted and in pages, with the pagination that V3 tells."""

from base64 import b64decode, b64encode
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import TypeVar

from bigcommerce_emulator.bodies import fields
from bigcommerce_emulator.bodies.errors import invalid
from bigcommerce_emulator.state.metafields import Metafield

Json = dict[str, object]
Row = TypeVar("Row")
_MOST_ROWS = 250
_ROWS = 50
_DATES = ("date_created:min", "date_created:max", "date_modified:min", "date_modified:max")


def select(rows: Iterable[Metafield], query: Mapping[str, str]) -> tuple[list[Metafield], Json]:
    """One page of the rows that pass the query's filters, and what to say of the other pages."""
    dates = {name: _date(name, query[name]) for name in _DATES if name in query}
    found = [row for row in rows if _is_wanted(row, query) and _is_in_time(row, dates)]
    if query.get("direction", "asc") not in ("asc", "desc"):
        raise invalid("direction", "direction is asc or desc.")
    found.sort(key=lambda row: row.id, reverse=query.get("direction") == "desc")
    cursors = [name for name in ("before", "after") if query.get(name)]
    limit = min(_number(query, "limit", _ROWS), _MOST_ROWS)
    if cursors:
        # A cursor stands above a page, and one of them is all that a request may have.
        shown = _beside(found, cursors, query, limit)
        return shown, {"cursor_pagination": _cursors(found, shown, limit)}
    shown, meta = page(found, query)
    return shown, meta | {"cursor_pagination": _cursors(found, shown, limit)}


def page(rows: Sequence[Row], query: Mapping[str, str]) -> tuple[list[Row], Json]:
    """The page of the rows that the query asks for, and what to say of the other pages."""
    limit, number = min(_number(query, "limit", _ROWS), _MOST_ROWS), _number(query, "page", 1)
    shown = list(rows[(number - 1) * limit : number * limit])
    return shown, {"pagination": _pagination(len(rows), len(shown), limit, number)}


def _is_wanted(row: Metafield, query: Mapping[str, str]) -> bool:
    for name, value in (("key", row.key), ("namespace", row.namespace)):
        if name in query and query[name] != value:
            return False
        if f"{name}:in" in query and value not in query[f"{name}:in"].split(","):
            return False
    return True


def _is_in_time(row: Metafield, dates: Mapping[str, float]) -> bool:
    for name, limit in dates.items():
        when = row.created if name.startswith("date_created") else row.modified
        if (when < limit) if name.endswith("min") else (when > limit):
            return False
    return True


def _pagination(total: int, count: int, limit: int, page: int) -> Json:
    pages = -(-total // limit)
    links = {"current": f"?page={page}&limit={limit}"}
    if page > 1:
        links["previous"] = f"?page={page - 1}&limit={limit}"
    if page < pages:
        links["next"] = f"?page={page + 1}&limit={limit}"
    return {
        "total": total,
        "count": count,
        "per_page": limit,
        "current_page": page,
        "total_pages": pages,
        "links": links,
    }


def _beside(
    found: list[Metafield], cursors: list[str], query: Mapping[str, str], limit: int
) -> list[Metafield]:
    if len(cursors) > 1:
        raise invalid("before", "before and after cannot be used together.")
    name = cursors[0]
    ids = [row.id for row in found]
    number = _uncursor(query[name])
    if number not in ids:
        raise invalid(name, f"{name} is not a cursor of this list.")
    place = ids.index(number)
    return found[place + 1 :][:limit] if name == "after" else found[:place][-limit:]


def _cursors(found: list[Metafield], shown: list[Metafield], limit: int) -> Json:
    links: Json = {}
    body: Json = {"count": len(found), "per_page": limit, "links": links}
    if shown:
        first, last = _cursor(shown[0]), _cursor(shown[-1])
        body |= {"start_cursor": first, "end_cursor": last}
        if shown[0] is not found[0]:
            links["previous"] = f"?limit={limit}&before={first}"
        if shown[-1] is not found[-1]:
            links["next"] = f"?limit={limit}&after={last}"
    return body


def _cursor(row: Metafield) -> str:
    return b64encode(f"id:{row.id}".encode()).decode()


def _uncursor(text: str) -> int | None:
    try:
        word, _, number = b64decode(text, validate=True).decode().partition(":")
    except ValueError:
        return None
    return fields.digits(number) if word == "id" else None


def _number(query: Mapping[str, str], name: str, default: int) -> int:
    number = fields.digits(query.get(name, str(default)))
    if not number:
        raise invalid(name, f"{name} must be a whole number from 1.")
    return number


def _date(name: str, text: str) -> float:
    try:
        return datetime.fromisoformat(text).timestamp()
    except ValueError:
        raise invalid(name, f"{name} is not a date in ISO 8601.") from None
