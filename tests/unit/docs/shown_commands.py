"""What becomes of each command that README and docs show: the test that runs it, or why none does.

A command is known by its program and, where that has several, what comes next: `make show`.
"""

import re
from collections.abc import Iterator
from pathlib import Path

from tests.unit.docs.pages import PAGES
from tools.places import ROOT

E2E, OPERATIONS = "tests/end_to_end", "tests/unit/cart_to_order/operations"
CALLERS = "tests/integration/cart_to_order/test_command_line.py"
LIFE = f"{E2E}/deployments/test_life_of_a_stack.py::test_deploy_pause_fix_roll_back_restore_remove"
OPERATED = f"{E2E}/test_command_line.py::test_operators_commands_are_those_of_make"
ATTENTION = f"{CALLERS}::test_refused_orders_are_listed_and_sent_again_with_two_commands"
LETTERS = "tests/integration/cart_to_order/test_letters.py"
PARTS = "tests/unit/tools/test_suite.py::test_all_passed_is_a_success"
COMMANDS = f"{E2E}/deployments/test_commands.py"
UP = f"{COMMANDS}::test_up_says_how_to_use_it"
SURVIVES = f"{COMMANDS}::test_the_lines_of_see_it_survive_show_one_order_after_a_lost_answer"
SERVES = "tests/integration/test_interrupted.py::test_ctrl_c_in_the_middle_ends_with_a_sentence"
CARRIED_OUT = f"{E2E}/shown/test_shown_aws_commands.py::test_a_command_that_is_shown_is_answered"
_ON_THE_LOCAL_AWS = (
    "cloudformation describe-stacks", "cloudformation describe-stack-resource",
    "cloudwatch describe-alarms", "cloudwatch list-metrics", "cloudwatch get-metric-statistics",
    "dynamodb get-item", "dynamodb scan", "dynamodb describe-table", "events describe-event-bus",
    "lambda get-account-settings", "lambda list-event-source-mappings",
    "lambda get-event-source-mapping", "logs describe-log-streams", "logs filter-log-events",
    "secretsmanager describe-secret", "secretsmanager put-secret-value",
    "sqs receive-message", "sqs get-queue-attributes",
)  # fmt: skip
RUN = {
    **{f"aws {words}": CARRIED_OUT for words in _ON_THE_LOCAL_AWS},
    "make run": f"{COMMANDS}::test_run_shows_two_incomplete_orders",
    "make up": UP,
    "make down": f"{COMMANDS}::test_down_ends_what_is_up",
    "make emulator": SERVES,
    "make cli": "tests/unit/tools/test_launcher.py::"
    "test_the_command_runs_from_any_folder_and_imports_nothing_of_it",
    "make show": OPERATED,
    "make audit": OPERATED,
    "make redrive": OPERATED,
    "make pages": SERVES,
    "make pause": LIFE,
    "make resume": LIFE,
    "make rollback": LIFE,
    "make ledger": LIFE,
    "make remove": LIFE,
    "make build": "tests/template/test_sam.py::"
    "test_build_is_for_the_processor_and_runtime_of_the_parameters",
    "make quick": PARTS,
    "make fuzz": "tests/integration/fuzzing/test_fuzz.py::"
    "test_whatever_is_sent_gets_an_answer_that_is_documented",
    "make combinations": "tests/template/test_combinations.py",
    "make openapi": "tests/unit/tools/api_docs",
    "make verify-store": "tests/contract/test_verify.py",
    "cart-to-order audit": f"{E2E}/test_audit.py::"
    "test_the_audit_finds_a_second_order_of_one_cart_and_nothing_before_it",
    "cart-to-order submit": f"{CALLERS}::test_the_example_is_placed",
    "cart-to-order quote": f"{CALLERS}::test_a_quote_is_shown_and_nothing_is_ordered",
    "cart-to-order status": f"{CALLERS}::test_status_of_a_refused_key_names_the_fields_code",
    "cart-to-order cancel": f"{CALLERS}::test_a_key_is_cancelled_and_then_an_order",
    "cart-to-order pages": SERVES,
    "cart-to-order list": ATTENTION,
    "cart-to-order retry": ATTENTION,
    "cart-to-order letters": f"{LETTERS}::test_one_letter_is_sent_back_to_the_order_queue",
    "cart-to-order callback": f"{OPERATIONS}/test_callback.py::"
    "test_a_store_s_callback_is_an_item_beside_the_ledger_s",
    "curl": SURVIVES,
    "echo": SURVIVES,
    "aws secretsmanager create-secret": f"{E2E}/conftest.py",
    "aws sqs send-message": f"{E2E}/test_queue.py::test_good_message_becomes_an_order",
    "aws lambda invoke": "tests/integration/ledger/test_order_events.py::"
    "test_an_event_can_be_sent_again_from_the_ledger",
}
"""Each command that tests run, with the test, file or folder; `make` is run as what it calls."""
_SUITE = "a part of `make test` of this name runs the same, with fewer cases"
_ACCOUNT = "needs an AWS account; the same template is deployed in tests/end_to_end/deployments"
_AWS = "changes a stack, or the local AWS has no such call; test_aws_commands.py checks its words"
CANNOT_RUN = {
    "make test": "it is what runs this test",
    "make crash": _SUITE,
    "make mutants": _SUITE,
    "make soak": _SUITE,
    "make worlds": _SUITE,
    "make bench": "takes half an hour; tests/unit/tools/benchmark has its parts",
    "make deploy": _ACCOUNT,
    "make docs": "its environment is not installed for tests; links and lists of pages are tested",
    "sam local": "needs Docker; tests/runtime runs what is built under Lambda's runtime client",
    "jq": "a program of the reader's; what it makes of an item is in test_order_events.py",
    "openssl": "a program of the reader's",
    ".venv/bin/python": "names a part of the suite, or one file of it",
    "export": "sets the reader's path",
    "aws": _AWS,
}
"""Each command that no test runs, and why; a whole program where that holds for all of it."""
PROGRAMS = ("make", "cart-to-order", "aws", "sam", "curl", "jq", "openssl", "echo", "export",
            ".venv/bin/python")  # fmt: skip
NO_COMMANDS = ("template.yaml  monitoring.yaml", "orders.csv: semicolons")
"""How the blocks begin that show something else: folders, what a command says."""
_FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.DOTALL | re.MULTILINE)
_STARTS = re.compile(
    r"(?:^|\| *|\$\()\s*(?:[A-Z_]+=[^\s$]* )?([a-z./-]+)(?: ([a-z]+[a-z-]*))?(?: ([a-z-]+))?"
)
_INLINE = re.compile(r"`((?:make|cart-to-order|aws|sam) [a-z][^`]*)`")


def shown() -> Iterator[tuple[str, str]]:
    """Yield page and command for each command of README and docs."""
    for page in PAGES:
        if page == ROOT / "README.md" or page.parent == ROOT / "docs":
            for text in commands(page):
                for program, *words in _STARTS.findall(text):
                    yield page.name, named(program, words)


def commands(page: Path) -> Iterator[str]:
    """Yield each line of a page that is a command, and each command in its text."""
    text = page.read_text()
    for language, block in _FENCE.findall(text):
        if not language and not block.startswith(NO_COMMANDS):
            yield from re.sub(r"\\\n\s*", "", block).splitlines()
    yield from _INLINE.findall(text)


def named(program: str, words: list[str]) -> str:
    """Return the name of a command in the tables above."""
    many = {"make": 1, "cart-to-order": 1, "sam": 1, "aws": 2}.get(program, 0)
    return " ".join((program, *words[:many])).strip()


def aws_lines() -> Iterator[tuple[str, str]]:
    """Yield each command of the AWS CLI that is in a block, without what is piped."""
    for page in PAGES:
        for text in commands(page):
            found = re.match(r"(?:[A-Z]+=\$\()?(aws (?:[^|()]|\([^()]*\)|'[^']*')*)", text)
            if found and " ... " not in text:
                words = found[1].split()
                yield " ".join(words[:3]), found[1].partition("  #")[0].strip()
