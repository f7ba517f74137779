"""What keeps the last live order of a key, and a shopper's own, from being archived."""

from tests.crash.safeguards.mutant import Mutant

FOUND = "tests/unit/order_service/placing/duplicates/test_found_orders.py"
SECOND_LOOKS = "tests/crash/test_second_looks.py"
WHOSE = "tests/crash/test_whose_answer.py"
STAYS = "tests/unit/order_service/placing/duplicates/test_which_order_stays.py"

OF_DUPLICATES = (
    Mutant(
        "the look at the order that stays",
        "placing/witnesses.py",
        "stays = self._stays(kept)",
        "stays = True",
        SECOND_LOOKS,
        "test_of_two_equal_orders_a_merchant_who_ends_one_keeps_the_other",
    ),
    Mutant(
        "the cancellation that a caller asked for",
        "placing/witnesses.py",
        "if self.entry.refused or self.entry.order_cancelled:",
        "if self.entry.refused:",
        SECOND_LOOKS,
        "test_where_the_caller_had_the_order_cancelled_its_duplicate_is_archived",
    ),
    Mutant(
        "the order whose duplicate a merchant archived before a caller wanted it cancelled",
        "placing/witnesses.py",
        "not now.is_deleted and (unwanted or not now.cancelled)",
        "(unwanted or not (now.is_deleted or now.cancelled))",
        STAYS,
        "test_an_archived_order_that_was_to_be_cancelled_keeps_its_duplicate",
    ),
    Mutant(
        "the order of a shopper",
        "placing/witnesses.py",
        "if not (stays and now.made_by_create_order):",
        "if not stays:",
        SECOND_LOOKS,
        "test_the_order_of_a_shopper_who_is_about_to_pay_is_left_to_a_person",
    ),
    Mutant(
        "the whole list before a key is looked at no more",
        "placing/witnesses.py",
        "self._known(whole=True)",
        "self._known()",
        SECOND_LOOKS,
        "test_a_duplicate_that_only_a_silent_list_has_is_looked_for_until_it_is_seen",
    ),
    Mutant(
        "the look at each order before one is chosen",
        "placing/witnesses.py",
        "return rows if len(live) < 2 else",
        "return rows if live else",
        STAYS,
        "test_of_two_orders_the_one_that_stays_is_chosen_as_they_are_now",
    ),
    Mutant(
        "the order that is known although its duplicate cannot be settled",
        "placing/witnesses.py",
        "        with suppress(NotYet):\n            self._settled(",
        "        with suppress(KeyError):\n            self._settled(",
        STAYS,
        "test_a_duplicate_that_cannot_be_settled_keeps_nobody_from_the_order",
    ),
    Mutant(
        "the own order that may show after a shopper's",
        "placing/submission.py",
        "if not settled and (order is None or not order.made_by_create_order):",
        "if not settled and order is None:",
        FOUND,
        "test_the_order_of_a_shopper_is_not_the_key_s_while_its_own_may_show",
    ),
    Mutant(
        "the cart of the order that a second attempt was answered with",
        "placing/submission.py",
        "        if seen is None:\n",
        "        seen = seen or OrderRow(id=order_id, status_id=INCOMPLETE)\n"
        "        if seen is None:\n",
        FOUND,
        "test_a_second_attempt_that_is_answered_with_another_cart_s_order_stays_a_doubt",
    ),
    Mutant(
        "the status that a found order has by then",
        "placing/follow_up.py",
        "return None if shown == Finishing() else shown",
        "return None",
        FOUND,
        "test_a_found_order_has_the_status_that_it_has_by_then",
    ),
    Mutant(
        "the look at an order that was not cancelled",
        "placing/follow_up.py",
        "        found = OrderRow(id=found.id, cart_id=found.cart_id)\n",
        "",
        FOUND,
        "test_an_order_that_somebody_acted_on_before_its_cancellation_is_not_said_to_be_incomplete",
    ),
    Mutant(
        "the total that says which attempt made an order",
        "ledger/lease.py",
        "            drafts.sort(key=lambda draft: not _costs(draft, total))\n",
        "            pass\n",
        WHOSE,
        "test_where_either_attempt_may_have_made_the_order_its_own_total_says_which",
    ),
    Mutant(
        "the draft of an attempt in doubt, where a later one is refused",
        "ledger/lease.py",
        'return {"draft": before.draft, "earlier_draft": self.entry.draft}',
        'return {"draft": self.entry.draft}',
        WHOSE,
        "test_an_order_of_the_first_attempt_has_its_totals_although_the_second_was_refused",
    ),
    Mutant(
        "the draft of an attempt whose order the checkout names before another one",
        "placing/submission.py",
        "if earlier is None or before.creates:",
        "if earlier is None:",
        WHOSE,
        "test_an_order_that_the_checkout_names_before_the_second_attempt_has_the_first_one_s_totals",
    ),
    Mutant(
        "the total of an order that a request finds",
        "placing/cancelling.py",
        "            self.lease.found(order.total_inc_tax if order else None)\n",
        "",
        WHOSE,
        "test_a_request_that_finds_the_order_keeps_its_totals_too",
    ),
)
