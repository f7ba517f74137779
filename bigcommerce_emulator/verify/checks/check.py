"""What the documentation says of every store, each a function that raises where it is not so."""

from collections.abc import Callable, Iterable
from typing import Any

from bigcommerce_emulator.verify.shopping.asking import Answer
from bigcommerce_emulator.verify.shopping.shopping import DifferenceError, Shopping

Check = Callable[[Shopping], None]
NOWHERE = "00000000-0000-4000-8000-000000000000"


def expect(holds: bool, words: str) -> None:
    """Raises DifferenceError with the words unless it holds."""
    if not holds:
        raise DifferenceError(words)


def expect_status(answer: Answer, *statuses: int) -> None:
    """The answer has one of the statuses."""
    wanted = " or ".join(str(status) for status in statuses)
    expect(answer.status in statuses, f"answered {answer.status}, not {wanted}")


def expect_fields(value: Any, names: Iterable[str], of: str) -> None:
    """The value is an object with at least these fields."""
    expect(isinstance(value, dict), f"{of} is no object")
    missing = sorted(set(names) - set(value))
    expect(not missing, f"{of} lacks {', '.join(missing)}")


def expect_v3_error(answer: Answer, status: int) -> None:
    """A refusal in one of V3's flat shapes."""
    expect_status(answer, status)
    expect_fields(answer.body, ("status", "type"), f"the body of the {status}")
    expect(answer.body["status"] == status, f"the body says {answer.body['status']}")


def expect_conflict(answer: Answer) -> None:
    """The 409 of a version that is not the current one."""
    expect_v3_error(answer, 409)


def expect_v2_error(answer: Answer, status: int) -> None:
    """A refusal in V2's shape, an array."""
    expect_status(answer, status)
    expect(isinstance(answer.body, list) and bool(answer.body), f"the {status} has no array")
    expect_fields(answer.body[0], ("status", "message"), f"the body of the {status}")
