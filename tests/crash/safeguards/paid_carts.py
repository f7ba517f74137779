"""What keeps an order that a shopper made of a key's cart from being doubled, or answered."""

from tests.crash.safeguards.mutant import Mutant

PAID_CARTS = "tests/crash/in_between/test_paid_carts.py"
STORE = "tests/unit/order_service/bigcommerce/test_store.py"
PREPARATION = "tests/unit/order_service/placing/test_preparation.py"

OF_PAID_CARTS = (
    Mutant(
        "the order that a shopper made of a changed cart, after a create-order was refused",
        "placing/submission.py",
        "                    return self._asked_for(order)",
        "                    return order",
        PAID_CARTS,
        "test_what_a_shopper_made_of_a_changed_cart_is_not_the_key_s_after_a_refusal",
    ),
    Mutant(
        "the same once it is settled that ours was not made",
        "placing/submission.py",
        "        return self._asked_for(order)\n\n",
        "        return order\n\n",
        PAID_CARTS,
        "test_what_a_shopper_made_of_a_changed_cart_is_not_the_key_s_when_it_settles",
    ),
    Mutant(
        "the same for a key that is to be cancelled",
        "placing/cancelling.py",
        "if order is not None and of_a_changed_cart(order, self.lease):",
        "if False:",
        PAID_CARTS,
        "test_what_a_shopper_made_of_a_changed_cart_is_not_cancelled_with_the_key",
    ),
    Mutant(
        "the shopper's order that costs what was asked for",
        "placing/cart_orders.py",
        "return not lease.asked_for(total)",
        "return True",
        PAID_CARTS,
        "test_what_a_shopper_made_of_the_cart_as_it_was_is_the_key_s_order",
    ),
    Mutant(
        "the cart that a shopper paid before its order was made",
        "placing/preparation.py",
        "    if store.has_order(cart_id):",
        "    if False:",
        PAID_CARTS,
        "test_a_cart_that_a_shopper_has_paid_is_not_replaced_by_a_new_one",
    ),
    Mutant(
        "the settle time of what a shopper may have made of a cart that is gone",
        "placing/preparation.py",
        "    if left > 0:",
        "    if False:",
        PAID_CARTS,
        "test_a_cart_that_a_shopper_has_paid_is_not_replaced_although_lists_are_late",
    ),
    Mutant(
        "the first moment at which a cart was seen to be gone",
        "ledger/lease.py",
        "        if not first or first < self.entry.since(Phase.CART):\n",
        "        if True:\n",
        PREPARATION,
        "test_no_cart_is_replaced_until_an_order_of_it_would_show",
    ),
    Mutant(
        "the shopper's order that does not show that there is none of ours",
        "bigcommerce/store.py",
        "any(row.made_by_create_order for row in found)",
        "bool(found)",
        STORE,
        "test_the_order_of_a_shopper_is_not_enough_while_ours_may_be_hidden",
    ),
    Mutant(
        "the cart that a shopper pays as it is deleted",
        "placing/preparation.py",
        "if not discard(lease.entry.cart_id, store) and there:",
        "if discard(lease.entry.cart_id, store) is None:",
        PAID_CARTS,
        "test_a_changed_cart_that_a_shopper_pays_as_it_is_deleted_is_not_replaced",
    ),
    Mutant(
        "the 404 that is not about the cart",
        "placing/preparation.py",
        "        store.read_checkout(cart_id)\n        return True",
        "        store.read_checkout(cart_id)",
        PREPARATION,
        "test_a_404_for_something_else_than_the_cart_needs_no_waiting",
    ),
    Mutant(
        "our order beside the one that a shopper made of the changed cart",
        "placing/cart_orders.py",
        "changed = of_a_changed_cart(row, self.lease)",
        "changed = False",
        PAID_CARTS,
        "test_our_order_is_not_archived_for_what_a_shopper_made_of_a_changed_cart",
    ),
    Mutant(
        "the second cart that a shopper paid before its order was made",
        "placing/preparation.py",
        "            _is_there(lease, store, deadline.clock.now(), settle_seconds)\n"
        "        raise refusal(",
        "            pass\n        raise refusal(",
        PAID_CARTS,
        "test_a_second_cart_that_a_shopper_pays_at_once_is_left_to_a_person_too",
    ),
    Mutant(
        "the cart that only seemed to be gone before a shopper paid it",
        "placing/preparation.py",
        "    lease.cart_there()\n",
        "",
        PAID_CARTS,
        "test_a_cart_that_only_seemed_to_be_gone_is_waited_for_anew_once_a_shopper_has_paid_it",
    ),
    Mutant(
        "the moment at which an earlier cart was gone, left by an older version",
        "ledger/lease.py",
        "if not first or first < self.entry.since(Phase.CART):",
        "if not first:",
        PAID_CARTS,
        "test_what_an_older_version_left_of_a_cart_that_was_gone_says_nothing_of_its_next_cart",
    ),
    Mutant(
        "a shopper's order in one half of the list, for a cart that is gone",
        "placing/preparation.py",
        "if store.has_order(cart_id):",
        "if store.orders_of(cart_id):",
        PAID_CARTS,
        "test_what_one_half_of_the_list_shows_is_enough_to_leave_a_paid_cart_to_a_person",
    ),
)
