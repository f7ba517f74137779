"""What lets each phase, and each batch, end in its time: each removed once."""

from tests.crash.safeguards.mutant import Mutant

API_LATER = "tests/integration/handlers/test_api_later.py"
BATCH = "tests/unit/order_service/handlers/test_batch.py"
BOUNDS_OF_PHASES = "tests/crash/test_bounds.py"
COUNTEREXAMPLES = "tests/crash/test_counterexamples.py"
TABLE = "tests/unit/simulation/test_table.py"
VIEW = "tests/unit/order_service/store/test_checkout_view.py"

AFTER_A_PAUSE = "tests/crash/in_between/test_after_a_pause.py"

BOUNDS = (
    Mutant(
        "the pause that is no failure of the store",
        "placing/failing.py",
        "if untried_for > SERIES_ENDS_AFTER:",
        "if False:",
        "tests/unit/order_service/placing/test_after_a_pause.py",
        "test_a_store_that_failed_before_a_pause_and_after_it_has_not_failed_for_a_day",
    ),
    Mutant(
        "the second try of what follows an order after a pause",
        "placing/finishing.py",
        "busy = made.untried and isinstance(failure, NOT_ASKED)",
        "busy = False",
        "tests/unit/order_service/placing/test_after_a_pause.py",
        "test_what_follows_an_order_is_tried_twice_after_a_pause",
    ),
    Mutant(
        "what is left of an order whose store is paused",
        "placing/finishing.py",
        "if not last_try or busy or isinstance(failure, StorePaused):",
        "if not last_try:",
        AFTER_A_PAUSE,
        "test_an_order_whose_store_is_paused_is_finished_when_the_pause_ends",
    ),
    Mutant(
        "the look at an order whose store is paused",
        "placing/follow_up.py",
        "if not last_try or isinstance(failure, StorePaused):",
        "if not last_try:",
        "tests/field/test_people_act_on_orders.py",
        "test_a_store_that_is_paused_right_after_a_cancellation_in_vain_is_asked_later",
    ),
    Mutant(
        "the second look at a store that is paused",
        "placing/second_look.py",
        " or isinstance(failure, StorePaused)",
        "",
        AFTER_A_PAUSE,
        "test_a_second_look_waits_for_the_end_of_its_store_s_pause",
    ),
    Mutant(
        "that an order in doubt is not refused for the store's errors",
        "placing/failing.py",
        "if entry.in_doubt or entry.order_id or isinstance(",
        "if entry.order_id or isinstance(",
        "tests/field/reasons/test_endless_errors.py",
        "test_an_order_in_doubt_is_never_refused_for_errors_of_the_store",
    ),
    Mutant(
        "the end of an order in doubt that nobody can look for",
        "placing/ending.py",
        "unseen = unseen_for_long(reason, entry, now, untried_for)",
        "unseen = None",
        BOUNDS_OF_PHASES,
        "test_an_order_in_doubt_that_nobody_can_look_for_is_a_persons_after_a_day",
    ),
    Mutant(
        "the day after which that is so",
        "placing/failing.py",
        "GIVEN_UP_AFTER = 86_400.0",
        "GIVEN_UP_AFTER = 1.0",
        BOUNDS_OF_PHASES,
        "test_an_order_in_doubt_that_nobody_can_look_for_is_a_persons_after_a_day",
    ),
    Mutant(
        "the three days for a token that works",
        "placing/failing.py",
        "FIXED_WITHIN = 259_200.0",
        "FIXED_WITHIN = 86_400.0",
        BOUNDS_OF_PHASES,
        "test_an_order_in_doubt_waits_over_a_long_weekend_for_a_token_that_works",
    ),
    Mutant(
        "the patience with a store that is paused",
        "placing/failing.py",
        "if isinstance(reason, StorePaused):",
        "if reason is None:",
        BOUNDS_OF_PHASES,
        "test_a_pause_of_its_store_leaves_no_order_to_a_person_however_long_it_lasts",
    ),
    Mutant(
        "the second look at a key that the store's errors end after an answered create-order",
        "placing/failing.py",
        "if entry.in_doubt or entry.order_id or isinstance(",
        "if entry.creates or entry.order_id or isinstance(",
        BOUNDS_OF_PHASES,
        "test_an_order_of_which_nothing_is_in_doubt_is_refused_after_a_day_of_errors",
    ),
    Mutant(
        "the day for which a second look is tried",
        "placing/second_look.py",
        "GIVEN_UP_AFTER = 86_400.0",
        "GIVEN_UP_AFTER = 86_400_000_000.0",
        BOUNDS_OF_PHASES,
        "test_a_second_look_that_fails_is_tried_for_a_day",
    ),
    Mutant(
        "the hour for which what follows an order is tried",
        "placing/follow_up.py",
        "FINISH_SECONDS = 3600.0",
        "FINISH_SECONDS = 1.0",
        BOUNDS_OF_PHASES,
        "test_what_follows_an_order_is_tried_for_an_hour",
    ),
    Mutant(
        "the doubt that comes before a cart that is gone twice",
        "placing/preparation.py",
        "if lease.entry.creates:",
        "if lease.entry.creates and lease.entry.may_rebuild:",
        COUNTEREXAMPLES,
        "test_a_cart_that_is_gone_twice_after_a_create_order_is_left_to_a_person",
    ),
    Mutant(
        "the deadline of a batch",
        "handlers/batch.py",
        "done, _ = wait(lines, timeout=seconds)",
        "done, _ = wait(lines)",
        BATCH,
        "test_a_batch_returns_at_its_deadline_and_names_what_is_not_done",
    ),
    Mutant(
        "the time kept back to hand an order over",
        "handlers/api.py",
        "HANDOVER_SECONDS = AWS_SECONDS + 1.0",
        "HANDOVER_SECONDS = 0.0",
        API_LATER,
        "test_a_request_keeps_the_time_back_in_which_its_order_is_handed_over",
    ),
    Mutant(
        "what a payment may say of an order that nobody paid",
        "store/order_view.py",
        '"pending", "declined", "void"',
        '"pending"',
        VIEW,
        "test_an_order_is_untouched_while_incomplete_and_unpaid",
    ),
    Mutant(
        "the eye of the crash tests for a refusal while in doubt",
        "tests/fakes/changes.py",
        "return doubted or entry.attempts > 0 or entry.order_id > 0",
        "return False",
        COUNTEREXAMPLES,
        "test_a_refusal_in_the_ledger_while_an_attempt_is_in_doubt_fails_any_test_of_this_world",
    ),
    Mutant(
        "the eye of the simulation for it",
        "tests/simulation/table.py",
        "if refused_in_doubt(",
        "if not refused_in_doubt and (",
        TABLE,
        "test_a_refusal_while_an_attempt_is_in_doubt_is_wrong_at_any_moment",
    ),
)
