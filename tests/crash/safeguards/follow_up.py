"""What keeps the answer true about what follows the order: its fields, its cart, its end."""

from tests.crash.safeguards.mutant import Mutant

CANCELLING = "tests/unit/order_service/placing/cancelling/test_cancelling.py"
COUNTEREXAMPLES = "tests/crash/test_counterexamples.py"
REFUSED_READS = "tests/unit/order_service/placing/test_refused_reads.py"
REFUSED_AFTER = "tests/unit/order_service/placing/test_refused_after_done.py"

FOLLOW_UP = (
    Mutant(
        "the look after a lost deletion of a cart",
        "placing/finishing.py",
        "if _shows(cart_id, store):",
        "if cart_id:",
        COUNTEREXAMPLES,
        "test_a_cart_whose_deletion_was_answered_by_nothing_is_looked_up",
    ),
    Mutant(
        "a read that is never refused",
        "bigcommerce/failures.py",
        "if about_goods and step.call not in (Call.CREATE_ORDER, Call.READ):",
        "if about_goods and step.call is not Call.CREATE_ORDER:",
        REFUSED_READS,
        "test_a_read_that_is_answered_with_words_about_goods_refuses_no_order_that_exists",
    ),
    Mutant(
        "the look at an order whose write was refused",
        "placing/finishing.py",
        "return _read(made, store), refusal",
        "return row, refusal",
        REFUSED_AFTER,
        "test_what_was_done_before_it_was_refused_is_not_said_to_be_missing",
    ),
    Mutant(
        "the doubt about a refusal after a lost answer",
        "placing/finishing.py",
        "if in_flight and not last_try:",
        "if in_flight and last_try:",
        REFUSED_AFTER,
        "test_a_refusal_after_a_write_that_may_still_arrive_is_not_believed_yet",
    ),
    Mutant(
        "the look at a company's record whose write was refused",
        "placing/company.py",
        "settled = self.refusal is not None or self._is_settled(record)",
        "settled = self._is_settled(record)",
        REFUSED_AFTER,
        "test_what_b2b_edition_refuses_is_written_once",
    ),
    Mutant(
        "the doubt about a refusal of a company's record after a lost answer",
        "placing/company.py",
        "                if self.in_flight:\n",
        "                if self.doubts < 0:\n",
        REFUSED_AFTER,
        "test_a_refusal_after_a_write_that_may_still_arrive_is_not_believed_yet",
    ),
    Mutant(
        "since when an order is followed up whose note was lost",
        "placing/follow_up.py",
        "lease.entry.since(Phase.FINISHING) or lease.entry.last_sent",
        "lease.entry.since(Phase.FINISHING)",
        REFUSED_AFTER,
        "test_an_order_whose_note_in_the_history_was_lost_is_followed_up_for_as_long",
    ),
    Mutant(
        "what a call that got no answer may still do",
        "bigcommerce/failures.py",
        "return isinstance(outcome, NoAnswer)",
        "return False",
        REFUSED_AFTER,
        "test_a_refusal_after_a_write_that_may_still_arrive_is_not_believed_yet",
    ),
    Mutant(
        "what a call whose 4xx proves nothing may still do",
        "bigcommerce/failures.py",
        " or outcome.status in verdicts.NOT_CONCLUSIVE",
        "",
        REFUSED_AFTER,
        "test_a_refusal_after_a_write_that_may_still_arrive_is_not_believed_yet",
    ),
    Mutant(
        "what a call that never left cannot do",
        "bigcommerce/failures.py",
        "return isinstance(outcome, NoAnswer)",
        "return bool(str(outcome))",
        REFUSED_AFTER,
        "test_a_refusal_is_believed_when_nothing_before_it_can_still_arrive",
    ),
    Mutant(
        "what a call that was answered cannot do any more",
        "bigcommerce/failures.py",
        "not 400 <= outcome.status < 500 or outcome.status in verdicts.NOT_CONCLUSIVE",
        "outcome.status >= 400 or outcome.status in verdicts.NOT_CONCLUSIVE",
        REFUSED_AFTER,
        "test_a_refusal_is_believed_when_nothing_before_it_can_still_arrive",
    ),
    Mutant(
        "the look at what the last try has written",
        "placing/finishing.py",
        "row = _shown(made, store)",
        "row = None",
        REFUSED_AFTER,
        "test_what_the_last_try_has_done_is_not_said_to_be_missing",
    ),
    Mutant(
        "the refusal that the last try believes",
        "placing/finishing.py",
        "if in_flight and not last_try:",
        "if in_flight:",
        REFUSED_AFTER,
        "test_the_last_try_believes_a_refusal",
    ),
    Mutant(
        "the doubt about a company's record that cannot be read after a write",
        "placing/company.py",
        "written = self.doubts or self.refusal is not None",
        "written = False",
        REFUSED_AFTER,
        "test_a_record_that_cannot_be_read_after_a_write_is_read_again_later",
    ),
    Mutant(
        "the doubt about a company's record that was there before",
        "placing/company.py",
        "if record is None and self.seen:",
        "if record is None and self.doubts < 0:",
        REFUSED_AFTER,
        "test_a_record_that_cannot_be_read_after_a_write_is_read_again_later",
    ),
    Mutant(
        "the look after the last of several writes that cancel",
        "placing/cancelled_order.py",
        "row.cart_id == entry.cart_id and row.cancelled and not row.is_deleted:",
        "row.cart_id != entry.cart_id:",
        CANCELLING,
        "test_an_order_that_the_last_of_several_writes_has_cancelled_is_cancelled",
    ),
)
