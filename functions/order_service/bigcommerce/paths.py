"""Pure: the one place where paths of the store's API are made."""

import re
from collections.abc import Mapping
from urllib.parse import quote

_SEGMENT = re.compile(r"[A-Za-z0-9_-]{1,64}")
Value = str | int | tuple[str, ...]
_NOTHING: Mapping[str, Value] = {}


def store_path(*segments: str | int, query: Mapping[str, Value] = _NOTHING) -> str:
    """Return the path after the store's own; raises ValueError if a segment is no name or id.

    No segment can end the path, leave it or begin a query: another store's path is never reached
    with this store's token.
    """
    names = [str(segment) for segment in segments]
    if not all(map(_SEGMENT.fullmatch, names)):
        raise ValueError("no segment of a path")
    fields = "&".join(f"{name}={_quoted(value)}" for name, value in query.items())
    return "/" + "/".join(names) + (f"?{fields}" if fields else "")


def _quoted(value: Value) -> str:
    parts = value if isinstance(value, tuple) else (value,)
    return ",".join(quote(str(part), safe="") for part in parts)
