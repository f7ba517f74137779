"""What no documentation answers: each question is the name of a switch of the emulator."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from bigcommerce_emulator.verify.questions import b2b as questions_of_b2b
from bigcommerce_emulator.verify.questions import carts as questions_of_carts
from bigcommerce_emulator.verify.questions import checkouts as questions_of_checkouts
from bigcommerce_emulator.verify.questions import lookups as questions_of_lookups
from bigcommerce_emulator.verify.questions import orders as questions_of_orders
from bigcommerce_emulator.verify.questions import refusals as questions_of_refusals
from bigcommerce_emulator.verify.questions import stock as questions_of_stock
from bigcommerce_emulator.verify.shopping.shopping import Shopping

Question = Callable[[Shopping], tuple[str, str]]

QUESTIONS: Mapping[str, Question] = {
    **questions_of_carts.QUESTIONS,
    **questions_of_checkouts.QUESTIONS,
    **questions_of_lookups.QUESTIONS,
    **questions_of_orders.QUESTIONS,
    **questions_of_refusals.QUESTIONS,
    **questions_of_stock.QUESTIONS,
    **questions_of_b2b.QUESTIONS,
}


@dataclass(frozen=True, slots=True)
class Finding:
    """How a store answers a question: the switch's value, or None and why that is not known."""

    switch: str
    value: str | None
    evidence: str
