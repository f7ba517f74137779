from tools.api_docs.configuration_page import PAGE, page, read_template


def test_the_page_of_parameters_is_up_to_date() -> None:
    assert PAGE.read_text() == page(read_template())


def test_every_parameter_has_one_row_with_a_meaning() -> None:
    template = read_template()
    rows = [line for line in page(template).splitlines() if line.startswith("| `")]
    named = [row.split("`")[1] for row in rows]
    assert sorted(named) == sorted(template["Parameters"])
    assert all(row.rsplit("|", 2)[1].strip() for row in rows)
