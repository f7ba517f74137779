"""The store's order lists, which are asked at different moments while orders are moved."""

from tests.crash.safeguards.mutant import Mutant

AUDITED = "tests/unit/order_service/auditing/test_moving_orders.py"
MOVED = "tests/crash/in_between/test_moved_orders.py"

LISTS = (
    Mutant(
        "the list of Incomplete orders, which is asked for first",
        "bigcommerce/store.py",
        "for orders in (INCOMPLETE_ORDERS_OF_CART, ORDERS_OF_CART):",
        "for orders in (ORDERS_OF_CART, INCOMPLETE_ORDERS_OF_CART):",
        MOVED,
        "test_an_order_that_is_moved_while_it_is_looked_for_is_found",
    ),
    Mutant(
        "the audit's list of Incomplete orders, which is read first",
        "auditing/store_orders.py",
        'for also in ("&status_id=0", ""):',
        'for also in ("", "&status_id=0"):',
        AUDITED,
        "test_a_duplicate_that_is_moved_between_the_lists_is_found",
    ),
    Mutant(
        "the audit's Incomplete orders of one cart, which are read first",
        "auditing/store_orders.py",
        "steps = (INCOMPLETE_ORDERS_OF_CART, ORDERS_OF_CART)",
        "steps = (ORDERS_OF_CART, INCOMPLETE_ORDERS_OF_CART)",
        AUDITED,
        "test_a_duplicate_from_before_the_days_that_is_moved_between_the_lists_is_found",
    ),
    Mutant(
        "the last id, after which the audit's next page begins",
        "auditing/store_orders.py",
        "&min_id={last + 1}",
        "&page={1 + (last > 0)}",
        AUDITED,
        "test_an_order_that_leaves_the_list_hides_none_of_the_next_page",
    ),
)
