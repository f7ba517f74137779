"""What stands before every operation: the token, the quota and the headers."""

from collections.abc import Mapping
from dataclasses import dataclass

from sandbox.store.errors import RefusedError, for_version
from sandbox.store.messages import UNREADABLE, Request

WINDOW_SECONDS = 30
_JSON = "application/json"
_ACCEPTED = (_JSON, "application/*", "*/*")


@dataclass(slots=True)
class Quota:
    """Requests left in the present window; all tokens of the store share it."""

    limit: int
    ends: float = 0.0
    left: int = 0

    def take(self, now: float) -> bool:
        """Whether one more request fits; counts it if so."""
        if now >= self.ends:
            self.ends, self.left = now + WINDOW_SECONDS, self.limit
        if self.left == 0:
            return False
        self.left -= 1
        return True

    def headers(self, now: float) -> dict[str, str]:
        """The four rate limit headers."""
        return rate_limit_headers(self.limit, self.left, max(self.ends - now, 0))


def rate_limit_headers(limit: int, left: int, seconds: float) -> dict[str, str]:
    """The four headers that tell a caller how much it may still ask."""
    return {
        "X-Rate-Limit-Time-Window-Ms": str(WINDOW_SECONDS * 1000),
        "X-Rate-Limit-Time-Reset-Ms": str(int(seconds * 1000)),
        "X-Rate-Limit-Requests-Quota": str(limit),
        "X-Rate-Limit-Requests-Left": str(left),
    }


def check_headers(request: Request, version: str) -> None:
    """Refuses an answer format that is not JSON (406) and a body that is not (415, 400)."""
    accept = request.headers.get("accept")
    if accept is not None and not _accepts_json(accept):
        raise for_version(version, 406, "The answer is JSON; Accept must allow it.")
    if request.body is None:
        return
    if not _is_json(request.headers):
        raise for_version(version, 415, "The body must have Content-Type: application/json.")
    if request.body is UNREADABLE:
        raise for_version(version, 400, "The body is not valid JSON.")


def unauthorized(version: str) -> RefusedError:
    """The 401 for a token that is not the store's."""
    return for_version(version, 401, "Unauthorized: the X-Auth-Token is not valid for this store.")


def _accepts_json(accept: str) -> bool:
    kinds = (part.partition(";")[0].strip() for part in accept.split(","))
    return any(kind in _ACCEPTED for kind in kinds)


def _is_json(headers: Mapping[str, str]) -> bool:
    return headers.get("content-type", "").partition(";")[0].strip().lower() == _JSON
