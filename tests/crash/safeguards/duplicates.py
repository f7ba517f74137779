"""What keeps the last live order of a key, and a shopper's own, from being archived."""

from tests.crash.safeguards.mutant import Mutant

SECOND_LOOKS = "tests/crash/test_second_looks.py"
STAYS = "tests/unit/order_service/placing/test_which_order_stays.py"

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
        "the order of a shopper",
        "placing/witnesses.py",
        "if not (stays and now.of_a_call):",
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
        "if len(rows) < 2:",
        "if rows:",
        STAYS,
        "test_of_two_orders_the_one_that_stays_is_chosen_as_they_are_now",
    ),
    Mutant(
        "the order that is known although its duplicate cannot be settled",
        "placing/witnesses.py",
        "        except NotYet:\n            if self.entry.creates < 2:",
        "        except KeyError:\n            if self.entry.creates < 2:",
        STAYS,
        "test_a_duplicate_that_cannot_be_settled_keeps_nobody_from_the_order",
    ),
)
