from order_service.store.refusal_causes import EVERY_CAUSE
from tools.api_docs.error_table import PAGE, causes, placed_in, table


def test_the_page_holds_the_table_of_errors_as_the_code_has_it() -> None:
    page = PAGE.read_text()
    assert table() in page
    assert placed_in(page) == page


def test_every_error_a_caller_can_get_has_a_row() -> None:
    codes = ("invalid_request", "in_progress", "outcome_unknown", "parked", "credentials_unusable")
    assert all(f"| `{code}` |" in table() for code in codes)


def test_the_page_names_every_cause_once() -> None:
    page = PAGE.read_text()
    assert causes() in page
    assert all(page.count(f"| `{cause.code}` |") == 1 for cause in EVERY_CAUSE)
