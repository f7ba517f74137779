"""The store's order lists, which are asked at different moments while orders are moved."""

from tests.crash.safeguards.mutant import Mutant

MOVING = "tests/unit/order_service/auditing/test_moving_orders.py"
RECOVERY = "tests/crash/test_recovery.py"
SECOND_LOOKS = "tests/crash/test_second_looks.py"

LISTS = (
    Mutant(
        "the list of Incomplete orders, which is asked for first",
        "bigcommerce/store.py",
        "for orders in (INCOMPLETE_ORDERS_OF_CART, ORDERS_OF_CART):",
        "for orders in (ORDERS_OF_CART, INCOMPLETE_ORDERS_OF_CART):",
        SECOND_LOOKS,
        "test_an_order_that_is_moved_while_it_is_looked_for_is_found",
    ),
    Mutant(
        "the audit's list of Incomplete orders, which is read first",
        "auditing/store_orders.py",
        'for also in ("&status_id=0", ""):',
        'for also in ("", "&status_id=0"):',
        MOVING,
        "test_a_duplicate_that_is_moved_between_the_lists_is_found",
    ),
    Mutant(
        "the audit's Incomplete orders of one cart, which are read first",
        "auditing/store_orders.py",
        "steps = (INCOMPLETE_ORDERS_OF_CART, ORDERS_OF_CART)",
        "steps = (ORDERS_OF_CART, INCOMPLETE_ORDERS_OF_CART)",
        MOVING,
        "test_a_duplicate_from_before_the_days_that_is_moved_between_the_lists_is_found",
    ),
    Mutant(
        "the last id, after which the audit's next page begins",
        "auditing/store_orders.py",
        "&min_id={last + 1}",
        "&page={1 + (last > 0)}",
        MOVING,
        "test_an_order_that_leaves_the_list_hides_none_of_the_next_page",
    ),
    Mutant(
        "the look for an order that was made and refused, before its key is a person's",
        "placing/flow.py",
        "return submission.unless_made(reason)",
        "raise reason",
        RECOVERY,
        "test_an_order_that_was_made_and_refused_is_looked_for_before_a_changed_cart_is_a_person_s",
    ),
)
