"""What no documentation answers: each question is the name of a switch of the twin."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from sandbox.store.verify import (
    questions_of_carts,
    questions_of_checkouts,
    questions_of_orders,
    questions_of_refusals,
    questions_of_stock,
)
from sandbox.store.verify.shopping import Shopping

Question = Callable[[Shopping], tuple[str, str]]

QUESTIONS: Mapping[str, Question] = {
    **questions_of_carts.QUESTIONS,
    **questions_of_checkouts.QUESTIONS,
    **questions_of_orders.QUESTIONS,
    **questions_of_refusals.QUESTIONS,
    **questions_of_stock.QUESTIONS,
}


@dataclass(frozen=True, slots=True)
class Finding:
    """How a store answers a question: the switch's value, or None and why it cannot be told."""

    switch: str
    value: str | None
    evidence: str
