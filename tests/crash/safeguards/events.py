"""What keeps events through an outage of hours: each removed once."""

from tests.crash.safeguards.mutant import Mutant

ANNOUNCED = "tests/unit/order_service/ledger/test_announcement.py"
OUTAGES = "tests/unit/order_service/handlers/test_stream_outages.py"
SETTINGS = "ledger/callback_settings.py"
STREAM = "handlers/stream.py"

EVENTS = (
    Mutant(
        "the wait for a callback that is not known yet",
        SETTINGS,
        "waits = found is None and now < wait_until",
        "waits = False",
        OUTAGES,
        "test_an_hour_without_an_answer_loses_no_event_and_no_callback",
    ),
    Mutant(
        "the event of which only the callback is not known",
        SETTINGS,
        "            if waits or (found is None and self._failures < FAILURES_IN_A_ROW):\n",
        "            if found is None:\n",
        OUTAGES,
        "test_after_two_hours_without_an_answer_the_bus_gets_the_events_alone_and_once",
    ),
    Mutant(
        "the callback of an old event that meets a hiccup",
        SETTINGS,
        "waits or (found is None and self._failures < FAILURES_IN_A_ROW)",
        "waits",
        OUTAGES,
        "test_an_old_event_does_not_lose_its_callback_to_a_hiccup",
    ),
    Mutant(
        "the switch that may not be read",
        SETTINGS,
        "if failure.code not in _FOR_A_PERSON:",
        "if True:",
        OUTAGES,
        "test_a_switch_that_must_not_be_read_holds_no_event_up_and_rings",
    ),
    Mutant(
        "the time by which a repeated event is recognised",
        "ledger/announcement.py",
        "return Announcement(event, entry.key, _ended_at(entry), _facts(entry))",
        "return Announcement(event, entry.key, entry.updated_at, _facts(entry))",
        ANNOUNCED,
        "test_an_event_that_is_sent_by_hand_has_the_time_of_the_first_one",
    ),
    Mutant(
        "the time of the cancellation of a placed order",
        "ledger/announcement.py",
        "return ends[0] if entry.order_cancelled else ends[-1]",
        "return ends[-1]",
        ANNOUNCED,
        "test_the_cancellation_of_a_placed_order_has_a_time_of_its_own_that_stays",
    ),
    Mutant(
        "the end of the reads before Lambda cuts them off",
        STREAM,
        "        if deadline.remaining() < 0:\n",
        "        if False:\n",
        OUTAGES,
        "test_calls_that_hang_end_before_lambda_cuts_the_function_off",
    ),
    Mutant(
        "the word that an order of a cancelled key may live",
        "ledger/announcement.py",
        'return {"may_live": True} if entry.may_live else {}',
        "return {}",
        "tests/unit/order_service/ledger/test_announcement.py",
        "test_a_key_that_was_cancelled_with_an_open_question_says_so",
    ),
    Mutant(
        "the stack that signed a callback",
        "ledger/announcement.py",
        '_content(announcement) | {"stack": self.stack}',
        "_content(announcement)",
        "tests/unit/order_service/ledger/test_callback_settings.py",
        "test_a_callback_is_the_stack_the_text_and_its_signature_and_nothing_else",
    ),
)
