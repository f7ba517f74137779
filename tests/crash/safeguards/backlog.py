"""What keeps orders that wait for long: each removed once."""

from tests.crash.safeguards.mutant import Mutant

BACKLOG = "tests/integration/queueing/test_backlog.py"
AGAIN = "tests/unit/order_service/queueing/test_sent_again.py"
GIVEN_UP = "tests/integration/queueing/test_given_up.py"
LATER = "tests/integration/handlers/test_api_later.py"
LETTERS = "tests/integration/cart_to_order/test_letters.py"

BACKLOGS = (
    Mutant(
        "the received message until its copy is taken",
        "queueing/order_queue.py",
        'sent |= {batch[int(done["Id"])].id for done in answer.get("Successful", ())}',
        "sent |= {copy.id for copy in batch}",
        BACKLOG,
        "test_a_copy_that_sqs_did_not_take_leaves_the_received_message_where_it_is",
    ),
    Mutant(
        "the room in flight for other stores",
        "queueing/pace.py",
        "return Wait(seconds, again=seconds > max(hidden, MIN_DELAY))",
        "return Wait(seconds, again=hidden < 0)",
        BACKLOG,
        "test_a_backlog_leaves_room_in_flight_for_the_orders_of_other_stores",
    ),
    Mutant(
        "the age of a message that is sent again",
        "queueing/sent_again.py",
        "return min(text, sent, key=int) if sound else sent",
        "return sent if sound else sent",
        AGAIN,
        "test_age_and_sender_are_those_of_the_first_however_often_it_was_sent",
    ),
    Mutant(
        "the sender of a message that is sent again",
        "queueing/sent_again.py",
        'own = bool(own_id) and str(attributes.get(_SENDER)).partition(":")[0] == own_id',
        "own = True",
        AGAIN,
        "test_what_somebody_else_wrote_is_nobody_s_message_received_for_the_first_time",
    ),
    Mutant(
        "the receives of a message that keeps failing",
        "handlers/putting_back.py",
        "received(record) >= here.most_receives",
        "received(record) < 0",
        BACKLOG,
        "test_an_order_that_keeps_failing_is_a_dead_letter_after_as_many_receives_as_ever",
    ),
    Mutant(
        "the message that SQS would delete unseen",
        "handlers/putting_back.py",
        "ends = sent > 0 and here.clock.now() + seconds - sent >= kept",
        "ends = False",
        BACKLOG,
        "test_no_message_that_waits_for_long_is_deleted_by_sqs_unseen",
    ),
    Mutant(
        "the message until its key says that nothing goes on",
        "handlers/putting_back.py",
        "if not _ends_within(seconds, record, here, LAST_SECONDS):",
        "if seconds < 0:",
        GIVEN_UP,
        "test_a_message_is_no_dead_letter_before_its_key_says_so_while_a_day_is_left",
    ),
    Mutant(
        "the letter before SQS deletes its message",
        "handlers/putting_back.py",
        "if not _ends_within(seconds, record, here, LAST_SECONDS):",
        "if seconds >= 0:",
        GIVEN_UP,
        "test_a_message_is_a_dead_letter_before_sqs_deletes_it_whatever_the_ledger_takes",
    ),
    Mutant(
        "no promise for what may not have been handed over",
        "ledger/status.py",
        "noted.\n        return None\n",
        "noted.\n        return True\n",
        LATER,
        "test_an_order_in_doubt_that_could_not_be_handed_over_is_not_said_to_go_on",
    ),
    Mutant(
        "the note of what was handed over",
        "queueing/handed_over.py",
        "or entry.phase is Phase.PARKED or entry.last_error",
        "or entry.phase is Phase.PARKED",
        LATER,
        "test_an_order_that_was_handed_to_the_queue_is_said_to_go_on",
    ),
    Mutant(
        "the state of a key whose message this version cannot read",
        "handlers/putting_back.py",
        "ledger.may_not_be_queued(key)",
        "pass",
        GIVEN_UP,
        "test_a_key_goes_on_no_longer_once_what_may_be_its_message_is_a_letter",
    ),
    Mutant(
        "the time for a batch while the ledger hangs",
        "handlers/queue.py",
        "if not marked or (here.clock.now() < until and _is_under_way(record, here)):",
        "if not marked or _is_under_way(record, here):",
        BACKLOG,
        "test_a_ledger_that_hangs_holds_a_batch_up_only_for_one_question",
    ),
    Mutant(
        "the end of a message that waits for ever",
        "handlers/putting_back.py",
        "return age(record, now) >= KEPT_SECONDS or",
        "return",
        BACKLOG,
        "test_a_message_that_waited_for_as_long_as_the_queue_keeps_one_is_a_dead_letter",
    ),
    Mutant(
        "the new beginning of a letter that is sent back",
        "cart_to_order/operations/letters.py",
        "frozenset({CODE, FIELDS, *CARRIED})",
        "frozenset({CODE, FIELDS})",
        LETTERS,
        "test_a_letter_that_was_sent_again_before_begins_anew",
    ),
    Mutant(
        "the received message whose copy could not be sent",
        "handlers/putting_back.py",
        "if is_long and send_again([(record, Wait(wait, again=True))], here):",
        "if is_long and (send_again([(record, Wait(wait, again=True))], here) or True):",
        BACKLOG,
        "test_an_order_that_keeps_failing_is_kept_although_no_copy_can_be_sent",
    ),
    Mutant(
        "the message of an order that goes on later",
        "handlers/api.py",
        "        services().queue.send(job, reason.retry_after, begun=True)\n",
        "",
        LATER,
        "test_an_outcome_that_is_not_known_is_a_202_and_goes_to_the_queue",
    ),
    Mutant(
        "the message of a caller who will not wait",
        "handlers/api.py",
        "    services().queue.send(job, 0)\n",
        "",
        LATER,
        "test_a_caller_who_will_not_wait_gets_a_202",
    ),
)
