"""What keeps a refused order in sight, and a retry from making a second one: each removed once."""

from tests.crash.safeguards.mutant import Mutant

ATTENTION = "tests/crash/test_attention.py"
HANDLERS = "tests/integration/handlers/test_attention.py"
LOOKS = "tests/crash/test_second_looks.py"
RETRY = "placing/sending_again.py"
SECOND_LOOK = "placing/second_look.py"

RETRIES = (
    Mutant(
        "the row before the refusal",
        "placing/ending.py",
        "        self._list(refusal)\n        self._lease.rejected(refusal.problem(), look_at)\n",
        "        self._lease.rejected(refusal.problem(), look_at)\n        self._list(refusal)\n",
        ATTENTION,
        "test_a_refused_key_is_listed_whatever_fails_at_any_call",
    ),
    Mutant(
        "the mark of a listed key",
        "ledger/lease.py",
        "if self._listed_since and not self.entry.attention:",
        "if False:",
        ATTENTION,
        "test_a_doubtful_order_is_listed_until_it_is_settled_whatever_fails",
    ),
    Mutant(
        "the second look before a retry",
        RETRY,
        "if entry.look_at:",
        "if False:",
        ATTENTION,
        "test_a_refused_create_order_is_not_sent_again_before_the_second_look",
    ),
    Mutant(
        "the question that the second look left open",
        "placing/second_look.py",
        "disputed=reported",
        "disputed=False",
        ATTENTION,
        "test_a_key_whose_second_look_found_a_touched_order_is_left_to_a_person",
    ),
    Mutant(
        "a retry only of what is refused",
        "ledger/reopening.py",
        '"phase = :rejected AND lease_owner = :known AND revision = :read"',
        '":rejected = :rejected AND :known = :known AND :read = :read"',
        ATTENTION,
        "test_a_retry_that_was_slow_does_not_begin_a_placed_key_anew",
    ),
    Mutant(
        "the new owner of a retried key",
        "ledger/reopening.py",
        '"lease_owner": owner,',
        '"lease_owner": entry.lease_owner,',
        ATTENTION,
        "test_no_write_that_was_stalled_since_before_the_refusal_lands_after_a_retry",
    ),
    Mutant(
        "of two corrected orders none gets the other's answer",
        "ledger/ledger.py",
        "if known and known.fingerprint != fingerprint:",
        "if False:",
        HANDLERS,
        "test_of_two_corrected_orders_one_is_never_answered_with_the_other",
    ),
    Mutant(
        "an invalid order is recorded in the end",
        "queueing/other_versions.py",
        "entry.phase is Phase.CLAIMED and entry.fingerprint == but",
        "False",
        HANDLERS,
        "test_an_invalid_order_is_recorded_although_the_first_try_died",
    ),
    Mutant(
        "the key's own order in a retry",
        RETRY,
        " or row.fingerprint != entry.fingerprint:",
        ":",
        ATTENTION,
        "test_a_retry_without_an_order_never_sends_another_than_the_key_s",
    ),
    Mutant(
        "the look that found an order, written after a clean one",
        "ledger/lease.py",
        "        if disputed:\n",
        "        if not disputed:\n",
        "tests/integration/ledger/test_ledger_steps.py",
        "test_of_two_second_looks_the_one_that_found_an_order_counts",
    ),
    Mutant(
        "what a second look of the last release left open",
        "ledger/entry.py",
        " or (sent and self.disputed < 0)",
        "",
        "tests/crash/two_versions/test_looks_of_the_last_release.py",
        "test_a_refused_key_is_not_sent_again_while_that_look_may_have_left_an_order",
    ),
    Mutant(
        "the look of a letter that is sent back",
        SECOND_LOOK,
        " or (sent_back and entry.disputed > 0)",
        "",
        LOOKS,
        "test_a_letter_of_a_look_that_is_sent_back_makes_the_store_be_searched_again",
    ),
    Mutant(
        "the letter of a question that is still open",
        SECOND_LOOK,
        "if reported and not entry.look_at:",
        "if False:",
        LOOKS,
        "test_a_letter_that_is_sent_back_is_kept_as_long_as_its_question_is_open",
    ),
    Mutant(
        "the second look whose message is lost",
        SECOND_LOOK,
        "if entry.look_at and now - entry.look_at > GIVEN_UP_AFTER:",
        "if False:",
        LOOKS,
        "test_a_second_look_whose_message_is_lost_is_asked_for_by_who_sends_the_order_again",
    ),
    Mutant(
        "the look of any message at a key that the last release refused",
        SECOND_LOOK,
        " or unnoted",
        "",
        "tests/crash/two_versions/test_looks_of_the_last_release.py",
        "test_a_message_of_the_key_takes_that_look_anew",
    ),
    Mutant(
        "the end of a question that was settled",
        "ledger/lease.py",
        ", look_at=look_at, disputed=int(disputed))",
        ", look_at=look_at)",
        LOOKS,
        "test_a_key_whose_question_was_settled_is_cancelled_without_one",
    ),
)
