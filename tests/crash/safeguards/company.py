"""What keeps a company's purchase order number on the one order, and a person's on theirs."""

from tests.crash.safeguards.mutant import Mutant

COMPANY_TESTS = "tests/unit/order_service/placing/test_company.py"

RECORDS = "tests/unit/order_service/placing/test_company_record.py"

COMPANY = (
    Mutant(
        "the wait for a secret that cannot be read now",
        "placing/company.py",
        " or (isinstance(refusal, Curable) and refusal.unsent)",
        "",
        COMPANY_TESTS,
        "test_a_secret_that_is_gone_for_a_while_costs_no_number",
    ),
    Mutant(
        "the second look at a record that is not there",
        "placing/company.py",
        "if self._age_asked > RECORD_SECONDS and looked_again:",
        "if self._age_asked > RECORD_SECONDS:",
        RECORDS,
        "test_a_record_that_one_look_does_not_show_is_there_all_the_same",
    ),
    Mutant(
        "the moment of a look at a record that is not there",
        "placing/company.py",
        "if self._age_asked > RECORD_SECONDS and looked_again:",
        "if self._age > RECORD_SECONDS and looked_again:",
        RECORDS,
        "test_a_look_that_takes_long_says_nothing_of_the_time_at_which_it_is_answered",
    ),
    Mutant(
        "the refusal of a wrong extra field before there is an order",
        "checkout/lookups.py",
        "unknown = extra_field_errors(order, store)",
        "unknown: list[dict[str, str]] = []",
        COMPANY_TESTS,
        "test_a_field_that_the_store_would_not_take_is_refused_before_there_is_an_order",
    ),
    Mutant(
        "the look at a record before it is written to",
        "placing/company.py",
        "return has_number or not any(_lacking(self.asked, record))",
        "return not any(_lacking(self.asked, record))",
        COMPANY_TESTS,
        "test_a_number_that_somebody_else_wrote_is_left_alone",
    ),
    Mutant(
        "the cart of a record that is written to",
        "placing/company.py",
        "if record.cart_id is not None and record.cart_id != self.row.cart_id:",
        'if record.cart_id == "":',
        COMPANY_TESTS,
        "test_a_record_of_another_cart_is_not_written_to",
    ),
    Mutant(
        "the order of a record that is answered",
        "bigcommerce/company_orders.py",
        "(one for one in records if one.order_id == order_id)",
        "(one for one in records)",
        COMPANY_TESTS,
        "test_a_record_of_another_order_is_no_answer",
    ),
    Mutant(
        "the reading back of what was written",
        "placing/company.py",
        "    return _compared(asked, record)",
        "    return Written(_names(asked), [])",
        COMPANY_TESTS,
        "test_a_number_that_somebody_else_wrote_is_left_alone",
    ),
    Mutant(
        "the order that is placed while B2B Edition cannot be asked",
        "bigcommerce/extra_fields.py",
        "except (NotYet, StoreRefused, Signal):",
        "except StoreRefused:",
        COMPANY_TESTS,
        "test_a_host_that_is_down_holds_no_order_back_and_is_asked_until_it_answers",
    ),
    Mutant(
        "the code of an error that stands in the body alone",
        "bigcommerce/b2b_answers.py",
        "status = code if code in _ERRORS else answer.status",
        "status = answer.status",
        COMPANY_TESTS,
        "test_what_b2b_edition_refuses_is_said_in_its_words_without_the_customer",
    ),
)
