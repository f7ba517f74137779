from pathlib import Path

from pydantic import BaseModel

from cart_to_order.order_files.mapping import read_mapping
from cart_to_order.order_files.mapping_words import ColumnWords, MappingWords
from cart_to_order.order_files.paths import leaves, write_path
from cart_to_order.order_files.ready import ready_mappings
from tools.api_docs.mapping_page import PAGE, placed_in
from tools.places import ROOT

DOCS = ROOT / "docs"


def test_the_page_has_the_words_of_a_mapping_as_the_code_has_them() -> None:
    page = PAGE.read_text()
    assert placed_in(page) == page


def test_every_word_of_a_mapping_is_explained_and_every_field_is_named() -> None:
    page = PAGE.read_text()
    models: list[type[BaseModel]] = [ColumnWords, MappingWords]
    words = [
        (field.alias or name, field.description)
        for model in models
        for name, field in model.model_fields.items()
    ]
    assert all(text and f"| `{word}` | {text}" in page for word, text in words)
    assert all(f"`{write_path(path)}`" in page for path, _ in leaves())


def test_every_ready_mapping_is_named_and_there() -> None:
    page = PAGE.read_text()
    for name in ready_mappings():
        assert f"`--mapping {name}`" in page
        assert f"(../cart_to_order/mappings/{name}.toml)" in page


def test_the_examples_of_the_pages_are_mappings() -> None:
    whole = _examples(PAGE)[0]
    assert read_mapping(whole).key == "Order"
    (option,) = _examples(DOCS / "from-other-systems.md")
    assert read_mapping(f'[columns]\nNo = "key"\n{option}').fields["Size"].along


def _examples(page: Path) -> list[str]:
    return [part.split("```")[0] for part in page.read_text().split("```toml\n")[1:]]


def test_what_the_pages_link_to_is_there() -> None:
    for page in (PAGE, DOCS / "from-other-systems.md"):
        targets = [part.split(")")[0].split("#")[0] for part in page.read_text().split("](")[1:]]
        assert [target for target in targets if not (DOCS / target).exists()] == []
