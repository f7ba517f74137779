"""Pure: whose order it is, when the caller knows only an e-mail address."""

from typing import Literal

from pydantic import EmailStr

from order_service.request.field_types import Strict


class CustomerByEmail(Strict):
    """The account with this e-mail address; ``guest`` goes on without one if there is none."""

    email: EmailStr
    match: Literal["existing", "guest"] = "existing"
