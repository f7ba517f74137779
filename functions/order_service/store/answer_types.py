"""Pure: the types of what a store answers, each with its bound.

A bound is far beyond what a store has reason to answer; whatever exceeds it did not read.
"""

import re
from decimal import Decimal
from typing import Annotated, Any

from pydantic import BeforeValidator, Field

MOST_ROWS = 1500
"""Most rows of one list: an order has 1,000 lines at most, and the store may split them."""
MOST_NUMBER = 10**15
_DIGITS = re.compile(r"[0-9]{1,16}")


def whole_number(value: Any) -> int:
    """Return the number of an order; raises ValueError for all but a whole one or its digits."""
    if isinstance(value, str) and _DIGITS.fullmatch(value):
        value = int(value)
    # In Python, True is a whole number.
    if type(value) is not int or not 0 < value <= MOST_NUMBER:
        raise ValueError("not the number of an order")
    return value


OrderNumber = Annotated[int, BeforeValidator(whole_number)]
Id = Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{1,64}$")]
"""What may become a segment of a path: of a cart, line, consignment, address or fee."""
Short = Annotated[str, Field(max_length=255)]
Url = Annotated[str, Field(max_length=2048, pattern=r"^https?://[!-~]+$")]
Token = Annotated[str, Field(max_length=4096, pattern=r"^[!-~]+$")]
Whole = Annotated[int, Field(ge=-MOST_NUMBER, le=MOST_NUMBER)]
Amount = Annotated[Decimal, Field(ge=-MOST_NUMBER, le=MOST_NUMBER, max_digits=60)]
