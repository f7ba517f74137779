"""What keeps callers apart, and a customer's cart from those it is not for: each removed once."""

from tests.crash.safeguards.mutant import Mutant

OWNERSHIP = "tests/integration/ledger/test_ownership.py"
APART = "tests/integration/handlers/test_callers_apart.py"
AGAIN = "tests/unit/order_service/queueing/test_sent_again.py"
LETTERS = "tests/integration/cart_to_order/test_letters.py"
IDS = "tests/unit/order_service/handlers/test_caller_ids.py"
SAID = "tests/unit/order_service/placing/test_what_is_said.py"
USAGE = "tests/integration/ledger/test_usage.py"
READS = "tests/integration/handlers/test_api_reads.py"
SECRETS = "tests/unit/order_service/bigcommerce/test_credentials.py"

CALLERS = (
    Mutant(
        "the caller of a key that is free to go on",
        "ledger/ownership.py",
        "return _OWN if caller.id else _NOBODYS",
        'return ""',
        OWNERSHIP,
        "test_nobody_else_can_use_it_or_learn_of_it",
    ),
    Mutant(
        "the caller of a key that is finished or at work",
        "ledger/ledger.py",
        "if (another or not caller.by_message) and not self._ownership.admits(caller, entry):",
        "if another and not self._ownership.admits(caller, entry):",
        OWNERSHIP,
        "test_a_finished_key_is_replayed_to_its_caller_alone",
    ),
    Mutant(
        "the first caller of a key",
        "ledger/ledger.py",
        "if_not_exists(belongs_to, :caller)",
        ":caller",
        OWNERSHIP,
        "test_an_order_under_way_is_found_when_callers_share_keys_again",
    ),
    Mutant(
        "the way of what the API hands over",
        "ledger/ownership.py",
        "if not self.enforced or caller.by_message:",
        "if not self.enforced:",
        OWNERSHIP,
        "test_a_message_with_the_key_s_own_order_goes_on_for_its_caller",
    ),
    Mutant(
        "the mark of what the API hands over",
        "handlers/caller_ids.py",
        'marked = ACCEPTED in _part(record, "messageAttributes")',
        "marked = False",
        IDS,
        "test_a_message_that_the_api_accepted_is_nobody_s",
    ),
    Mutant(
        "the sender of a letter that is redriven twice",
        "queueing/sent_again.py",
        'if named else {ACCEPTED: "true"}',
        "if named else {}",
        "tests/unit/order_service/queueing/test_sent_again.py",
        "test_a_letter_is_never_its_redriver_s_however_often_it_is_redriven",
    ),
    Mutant(
        "the person in the session of a letter's sender",
        "queueing/sent_again.py",
        "{SENDER: unique_id(str(sender)) or str(sender)}",
        "{SENDER: str(sender)}",
        AGAIN,
        "test_a_letter_and_a_copy_name_no_session_and_are_of_the_same_caller",
    ),
    Mutant(
        "the mark of a parked letter",
        "queueing/order_queue.py",
        'self.dead_letter(write_message(job), reason, {ACCEPTED: "true"})',
        "self.dead_letter(write_message(job), reason)",
        APART,
        "test_a_parked_letter_of_a_key_without_a_caller_is_not_its_redriver_s",
    ),
    Mutant(
        "the mark of a letter that an operator sends back",
        "cart_to_order/operations/letters.py",
        "if kept.keys() & {ACCEPTED, SENDER}:",
        "if kept is not None:",
        LETTERS,
        "test_one_letter_is_sent_back_to_the_order_queue",
    ),
    Mutant(
        "the silence about another's key",
        "handlers/api_reads.py",
        "if entry is None or not here.ownership.admits(caller, entry):",
        "if entry is None:",
        APART,
        "test_a_key_of_another_caller_is_unknown_to_those_who_ask",
    ),
    Mutant(
        "the look before redirect URLs are shown",
        "placing/going_on.py",
        "return open_store().read_order(order.order_id).incomplete",
        "return open_store() is not None",
        READS,
        "test_redirect_urls_are_shown_only_while_the_store_shows_the_order_as_incomplete",
    ),
    Mutant(
        "the limit of a caller's requests",
        "ledger/usage.py",
        "counted_from >= :minute AND requests < :most",
        "counted_from >= :minute OR requests < :most",
        USAGE,
        "test_each_caller_makes_as_many_requests_as_are_allowed",
    ),
    Mutant(
        "the memory of a missing secret",
        "bigcommerce/credentials.py",
        "if now < self._missing_until.get(store, 0.0):",
        "if now < 0:",
        SECRETS,
        "test_a_store_without_a_secret_costs_one_look_up_in_two_minutes",
    ),
    Mutant(
        "the known token while its secret cannot be read",
        "bigcommerce/credentials.py",
        "if known is None or now >= known.last_until:",
        "if True:",
        SECRETS,
        "test_a_known_token_is_used_for_an_hour_while_its_secret_cannot_be_read",
    ),
    Mutant(
        "the hour of a token whose secret cannot be read",
        "bigcommerce/credentials.py",
        "if known is None or now >= known.last_until:",
        "if known is None:",
        SECRETS,
        "test_a_known_token_is_used_for_an_hour_while_its_secret_cannot_be_read",
    ),
    Mutant(
        "the end of a token whose secret is gone or written over",
        "bigcommerce/credentials.py",
        "self.good_until = self.last_until = now",
        "self.good_until = now",
        SECRETS,
        "test_a_token_whose_secret_is_gone_or_written_over_is_not_used_in_an_outage_either",
    ),
    Mutant(
        "the message of another body while its key is at work",
        "handlers/queue.py",
        'raise VersionMismatch("Its key is at work on another body.") from None',
        "raise",
        APART,
        "test_a_message_of_a_stranger_does_not_end_an_order_under_way",
    ),
    Mutant(
        "the customer in the words of a recorded refusal",
        "placing/ending.py",
        "        mask(refusal, self.job.order)\n        if self._lease",
        "        if self._lease",
        SAID,
        "test_the_customer_s_words_in_a_refusal_are_masked_in_the_ledger",
    ),
)
