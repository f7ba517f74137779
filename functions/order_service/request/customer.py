"""Pure: whose order it is, when the caller knows only an e-mail address."""

from typing import Literal

from order_service.request.email_addresses import Email
from order_service.request.field_types import Strict


class CustomerByEmail(Strict):
    """The account with this e-mail address; ``guest`` goes on without one if there is none."""

    email: Email
    match: Literal["existing", "guest"] = "existing"
