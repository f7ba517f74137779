import pytest

from cart_to_order.order_files.dialects import DELIMITERS, Table, spelled_as, table_of
from cart_to_order.order_files.mapping_words import MappingWords
from cart_to_order.problems import Unreadable

WANTED = ["No", "Street", "Qty"]


def table(text: str, **words: str) -> Table:
    given = MappingWords.model_validate(words)
    return table_of("t.csv", text, given, lambda header: len({*WANTED} & {*header}))


@pytest.mark.parametrize("delimiter", DELIMITERS)
def test_the_delimiter_is_the_one_by_which_the_header_is_found(delimiter: str) -> None:
    text = f"No{delimiter}Street{delimiter}Qty\n1{delimiter}a, b; c{delimiter}2\n"
    found = table(text if delimiter not in ",;" else text.replace("a, b; c", "a"))
    assert (found.delimiter, found.guessed) == (delimiter, True)


def test_a_comma_in_a_column_name_does_not_mislead() -> None:
    found = table("No;Street;Qty;a, b, c, d, e, f\n")
    assert found.delimiter == ";"


@pytest.mark.parametrize("first", ["sep=;\n", "sep=;\r\n", "SEP=;\n", '"sep=;"\n', "sep=;;\n"])
def test_the_line_that_says_the_delimiter_is_no_row(first: str) -> None:
    found = table(f"{first}No;Street;Qty\n1;a;2\n", delimiter=",")
    assert (found.delimiter, found.guessed) == (";", False)
    assert list(found.rows()) == [(2, ["1", "a", "2"])]


def test_the_mapping_may_say_the_delimiter() -> None:
    found = table("No|Street|Qty\n", delimiter="|")
    assert (found.header(), found.guessed) == (WANTED, False)


def test_quotes_may_be_characters_like_any_other() -> None:
    text = 'No\tStreet\tQty\n1\t"Old" Mill, 5" gate\t2\n2\t"unended\t3\n'
    rows = list(table(text, delimiter="\t", quotes="none").rows())
    assert rows == [(2, ["1", '"Old" Mill, 5" gate', "2"]), (3, ["2", '"unended', "3"])]
    with pytest.raises(Unreadable, match='set quotes = "none"'):
        list(table(text, delimiter="\t").rows())


def test_the_header_may_differ_in_case_and_blanks() -> None:
    assert spelled_as(["Lineitem SKU", "No"], ["lineitem  sku", "No", "no"]) == [
        "Lineitem SKU", "No", "no",
    ]  # fmt: skip
