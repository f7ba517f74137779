"""What settles two orders of one create-order that something on its way sent twice."""

from tests.crash.safeguards.mutant import Mutant

CANCELLING = "tests/unit/order_service/placing/cancelling/test_cancelling.py"
LEASE = "tests/unit/order_service/ledger/test_lease.py"
ATTEMPTS = "tests/unit/order_service/placing/test_attempts.py"
DUPLICATES = "tests/crash/test_duplicates.py"
SUBMISSION = "placing/submission.py"

SENT_TWICE = (
    Mutant(
        "the second look at an order that was found and not answered",
        SUBMISSION,
        "known = order_id in self.answered or self._was_answered",
        "known = order_id > 0",
        DUPLICATES,
        "test_of_one_create_order_that_was_carried_out_twice_unseen_the_second_order_is_archived",
    ),
    Mutant(
        "the second look after an answer that took long",
        SUBMISSION,
        "if self._now - began <= PROMPT_SECONDS:",
        "if True:",
        DUPLICATES,
        "test_an_answer_that_took_so_long_that_the_call_may_have_been_repeated_is_looked_at_again",
    ),
    Mutant(
        "the settle time of a second look, from the last moment at which anything was sent",
        SUBMISSION,
        "max(self._now, entry.last_sent)",
        "self.deadline.clock.now()",
        DUPLICATES,
        "test_a_second_order_made_as_late_as_can_be_is_archived_too",
    ),
    Mutant(
        "the second look of an order that is being finished",
        "placing/follow_up.py",
        "lease.finishing(found.id, look_at, noted",
        "lease.finishing(found.id, noted",
        DUPLICATES,
        "test_a_second_order_is_archived_though_an_execution_dies_while_it_finishes_the_first",
    ),
    Mutant(
        "the order that an earlier execution had found",
        SUBMISSION,
        "return entry.phase is Phase.FINISHING and not entry.look_at",
        "return entry.phase is Phase.FINISHING",
        ATTEMPTS,
        "test_who_begins_to_finish_an_order_leaves_whether_it_needs_another_look",
    ),
    Mutant(
        "the look of a cancellation that finishes an order which needs another look",
        "placing/cancelling.py",
        "if not (entry.look_at or entry.creates > 1 or entry.phase is Phase.PARKED):",
        "if entry.creates < 2:",
        DUPLICATES,
        "test_a_second_order_is_archived_though_nothing_but_a_cancellation_finishes_the_first",
    ),
    Mutant(
        "the order that a checkout names and nobody shows",
        SUBMISSION,
        "            return self._made_before(before)\n",
        "            if earlier := self._seen():\n                return earlier\n",
        ATTEMPTS,
        "test_no_order_is_sent_while_the_checkout_names_one_that_is_not_shown",
    ),
    Mutant(
        "the second look of an order that a request found",
        "placing/cancelling.py",
        "lease.finishing(order_id, self.deadline.clock.now(), noted=noted)",
        "lease.finishing(order_id, noted=noted)",
        CANCELLING,
        "test_a_duplicate_that_a_request_could_not_archive_is_looked_at_again",
    ),
    Mutant(
        "the id of an order whose second look is not queued yet",
        "placing/follow_up.py",
        "if look_at and not acts:",
        "if not look_at and not acts:",
        "tests/crash/in_between/test_seen_once.py",
        "test_an_order_that_was_seen_is_not_made_again_where_it_is_archived_before_it_is_recorded",
    ),
    Mutant(
        "the doubt's own time, apart from what failed before it",
        "ledger/lease.py",
        "if self.entry.failing_since and doubt_begins:",
        "if False:",
        LEASE,
        "test_what_failed_before_a_doubt_does_not_count_as_a_part_of_it",
    ),
)
