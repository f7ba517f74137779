"""What keeps every line in the consignment where it belongs: each removed once."""

from tests.crash.safeguards.mutant import Mutant

CUSTOM_ITEMS = "tests/field/test_custom_items_without_a_consignment.py"
PAIRS = "tests/unit/order_service/checkout/test_consignment_pairs.py"
GIFTS = "tests/field/test_gifts_outside_consignments.py"
FROM_THE_START = "tests/field/test_consignments_from_the_start.py"

CONSIGNMENTS = (
    Mutant(
        "the second call, without the custom items",
        "checkout/accepted.py",
        "if not may_leave_out(step, refusal):",
        "if True:",
        CUSTOM_ITEMS,
        "test_an_order_with_custom_items_is_placed_whether_they_ship_or_not",
    ),
    Mutant(
        "the first refusal, where the second call is refused too",
        "checkout/accepted.py",
        "raise first or refusal",
        "raise refusal",
        CUSTOM_ITEMS,
        "test_where_leaving_them_out_does_not_help_the_first_refusal_is_told",
    ),
    Mutant(
        "the store's own shape of a refusal after which custom items are left out",
        "bigcommerce/failures.py",
        "isinstance(outcome, Answer) and verdicts.is_the_stores(outcome)",
        "True",
        CUSTOM_ITEMS,
        "test_only_the_store_itself_can_say_that_they_do_not_ship",
    ),
    Mutant(
        "the consignment that is given up only for its lines",
        "checkout/steps.py",
        "(not given_up or is_about_lines(said))",
        "True",
        CUSTOM_ITEMS,
        "test_a_consignment_is_given_up_only_where_the_store_says_that_its_lines_are_why",
    ),
    Mutant(
        "the look at the cart where nothing of it ships",
        "checkout/completion.py",
        "        is_shown = False\n",
        "",
        CUSTOM_ITEMS,
        "test_a_cart_that_was_changed_is_noticed_where_nothing_of_it_ships",
    ),
    Mutant(
        "the rule that all custom items are in consignments, or none",
        "checkout/pairing.py",
        "as_held(set(ids), wanted, match)",
        "as_held(set[str](), wanted, match)",
        PAIRS,
        "test_all_custom_items_are_in_consignments_or_none",
    ),
    Mutant(
        "the lines that every consignment must hold",
        "checkout/pairing.py",
        "set(ids) != {key for one in wanted for key in one.line_ids}",
        "set(ids) > {key for one in wanted for key in one.line_ids}",
        PAIRS,
        "test_a_line_that_is_missing_is_noticed_beside_custom_items",
    ),
    Mutant(
        "the removal of the store's own first consignment",
        "checkout/next_step.py",
        "if left := [found.id for found in spare if found.id not in accepted.removed]:",
        "if left := list[str]():",
        FROM_THE_START,
        "test_the_store_s_own_first_consignment_is_used_or_replaced",
    ),
    Mutant(
        "the consignment that somebody has addressed",
        "checkout/pairing.py",
        "if empty or len(found) != 1 or not found[0].is_untouched:",
        "if empty or len(found) != 1:",
        FROM_THE_START,
        "test_a_consignment_that_somebody_has_addressed_is_not_taken_away",
    ),
    Mutant(
        "the consignment that somebody ships or picks up",
        "store/checkout_view.py",
        "return chosen is None and not any",
        "return not any",
        PAIRS,
        "test_a_consignment_that_somebody_has_touched_is_somebody_s",
    ),
    Mutant(
        "the empty consignment that a store keeps",
        "checkout/pairing.py",
        "    found = tuple(one for one in found if one.line_item_ids or not one.is_untouched)\n",
        "",
        PAIRS,
        "test_a_consignment_that_the_store_keeps_empty_is_none",
    ),
    Mutant(
        "the second try to remove an empty consignment, beside others",
        "checkout/accepted.py",
        "        self.removed.clear()\n",
        "",
        FROM_THE_START,
        "test_an_empty_consignment_is_removed_beside_those_that_were_asked_for",
    ),
    Mutant(
        "the gift that is in no consignment",
        "checkout/consignments.py",
        "custom | (gifts(match) - held)",
        "custom",
        GIFTS,
        "test_a_gift_refuses_no_order",
    ),
    Mutant(
        "the call without a gift that was added anew",
        "checkout/consignments.py",
        "ways = (match.custom, gifts(match), optional_lines(match))",
        "ways = (match.custom,)",
        GIFTS,
        "test_a_gift_refuses_no_order",
    ),
    Mutant(
        "the price of what is passed over",
        "checkout/consignments.py",
        "if not match.worth([line_id])",
        "",
        GIFTS,
        "test_a_line_that_costs_something_or_that_no_promotion_added_is_not_passed_over",
    ),
    Mutant(
        "the promotion that added what is passed over",
        "checkout/consignments.py",
        "for line in match.lines.values() if line.added_by_promotion",
        "for line in match.lines.values()",
        PAIRS,
        "test_a_free_line_that_was_ordered_stays_out_of_no_consignment",
    ),
)
