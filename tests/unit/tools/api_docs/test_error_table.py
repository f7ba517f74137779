from order_service.store.refusal_causes import EVERY_CAUSE
from tools.api_docs.error_table import README, causes, placed_in, table


def test_the_readme_holds_the_table_of_errors_as_the_code_has_it() -> None:
    readme = README.read_text()
    assert table() in readme
    assert placed_in(readme) == readme


def test_every_error_a_caller_can_get_has_a_row() -> None:
    codes = ("invalid_request", "in_progress", "outcome_unknown", "parked", "credentials_unusable")
    assert all(f"| `{code}` |" in table() for code in codes)


def test_the_readme_tells_every_cause_once() -> None:
    told = README.read_text()
    assert causes() in told
    assert all(told.count(f"| `{cause.code}` |") == 1 for cause in EVERY_CAUSE)
