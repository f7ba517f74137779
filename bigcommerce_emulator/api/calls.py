"""A call as the operations see it, and the envelope of what V3 answers."""

from collections.abc import Callable
from dataclasses import dataclass

from bigcommerce_emulator.api.messages import Request, Response
from bigcommerce_emulator.state.state import State

Template = tuple[str, ...]
Json = dict[str, object]


@dataclass(frozen=True, slots=True)
class Call:
    """A request with the identifiers that its path names."""

    request: Request
    ids: Template

    @property
    def include(self) -> set[str]:
        """The names that the query asks to include."""
        return set(self.request.query.get("include", "").split(","))


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation of the API: its name and what answers it."""

    name: str
    answer: Callable[[State, Call], Response]


Routes = dict[Template, dict[str, Operation]]


def v3_response(status: int, data: object, meta: Json | None = None) -> Response:
    """The answer in the envelope that every V3 success has."""
    return Response(status, {"data": data, "meta": meta or {}})
