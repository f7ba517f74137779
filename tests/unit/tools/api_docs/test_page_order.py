import json
import re
from typing import Any

import pytest

from tools.api_docs.files import DOCUMENT, PAGE
from tools.api_docs.page_order import RECEIVED, SENT, by_use, in_words

SAID: dict[str, Any] = json.loads(DOCUMENT.read_text())


def test_the_first_call_of_the_page_is_the_one_that_sends_an_order() -> None:
    assert re.findall(r'<h2 id="(\w+)"', PAGE.read_text())[0] == "placeOrder"


def test_what_a_reader_needs_first_comes_first() -> None:
    groups = by_use(SAID)

    assert groups[SENT][0] == "OrderRequest"
    of_an_order = [name for name in groups[SENT] if name != "CancelRequest"]
    assert of_an_order[:3] == ["OrderRequest", "BillingAddress", "LineItem"]
    assert groups[RECEIVED][0] == "PlacedOrder"


def test_every_object_is_in_one_group() -> None:
    names = [name for names in by_use(SAID).values() for name in names]

    assert sorted(names) == sorted(SAID["components"]["schemas"])


def test_an_object_that_nothing_names_is_not_lost() -> None:
    spoilt = {**SAID, "components": {"schemas": {**SAID["components"]["schemas"], "Alone": {}}}}

    assert by_use(spoilt)[RECEIVED][-1] == "Alone"


@pytest.mark.parametrize(
    ("name", "words"), [("OrderRequest", "Order request"), ("Money", "Money"), ("URL", "URL")]
)
def test_a_name_is_shown_as_people_write_it(name: str, words: str) -> None:
    assert in_words(name) == words


def test_the_page_begins_with_its_content() -> None:
    page = PAGE.read_text()

    assert page.index("<h1>") < page.index("<nav")
    assert page.index("placeOrder") < page.index("<nav")
