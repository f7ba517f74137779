"""Pure: what a caller sends who wants a key cancelled."""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from order_service.errors import InvalidRequest
from order_service.request.intake import described


class CancelRequest(BaseModel):
    """What is to be cancelled: the key, and its order only if that is said."""

    model_config = ConfigDict(extra="forbid", defer_build=True)

    order: Annotated[
        Literal["cancel"] | None,
        Field(
            description=(
                "`cancel`: if the order is in the store already, its status becomes Cancelled, "
                "while nobody has moved, paid or archived it."
            )
        ),
    ] = None


def read_cancellation(body: dict[str, Any]) -> CancelRequest:
    """Return what is to be cancelled; raises InvalidRequest naming every wrong field."""
    try:
        return CancelRequest.model_validate(body)
    except ValidationError as error:
        wrong = [described(found) for found in error.errors(include_url=False)]
        raise InvalidRequest(wrong) from None
