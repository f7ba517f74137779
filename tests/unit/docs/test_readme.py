"""The README is short, and the order that it shows gets the answer that it shows."""

import json
from typing import Any

from tests.fakes.shop import Shop
from tools.places import ROOT

README = (ROOT / "README.md").read_text()
MOST_LINES = 220
LEFT_OUT = "…"


def example(name: str) -> dict[str, Any]:
    """The JSON below a mark."""
    _, _, after = README.partition(f"<!-- {name} -->\n```json\n")
    found: dict[str, Any] = json.loads(after.partition("```")[0])
    return found


def test_the_readme_is_read_in_some_minutes() -> None:
    assert len(README.splitlines()) <= MOST_LINES


def test_the_smallest_order_gets_the_answer_that_is_shown() -> None:
    outcome = Shop().place(example("smallest order"))
    assert_shown(example("smallest answer"), outcome.order.model_dump(mode="json"))


def test_nothing_can_be_left_out_of_the_smallest_order() -> None:
    order = example("smallest order")
    assert order.keys() == {"line_items", "billing_address"}
    assert order["line_items"][0].keys() == {"product_id", "quantity"}


def assert_shown(shown: Any, answered: Any) -> None:
    """Compare what is shown with what was answered; what is left out may be anything."""
    if isinstance(shown, dict):
        assert shown.keys() == answered.keys()
        for name, value in shown.items():
            assert_shown(value, answered[name])
    elif isinstance(shown, list):
        assert len(shown) == len(answered)
        for one, other in zip(shown, answered, strict=True):
            assert_shown(one, other)
    else:
        assert shown in (LEFT_OUT, answered)
