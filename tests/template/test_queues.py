import json
from collections.abc import Callable
from typing import Any

from order_service.handlers.putting_back import KEPT_SECONDS, LONGEST_BACK_OFF
from order_service.handlers.queue import SHARE_OF_AGE
from order_service.handlers.stream import UNREAD_SECONDS
from order_service.ledger.callback_settings import PATIENCE_SECONDS
from order_service.ledger.entry import Phase
from tests.template.stack import source

Properties = Callable[[str], dict[str, Any]]
OfType = Callable[[str], dict[str, dict[str, Any]]]

VISIBILITY_FACTOR = 6


def test_batch_is_not_delivered_again_while_it_is_worked_on(properties: Properties) -> None:
    visible_after = properties("OrderQueue")["VisibilityTimeout"]
    assert visible_after >= VISIBILITY_FACTOR * properties("OrderQueueFunction")["Timeout"]


def test_messages_that_fail_go_to_the_dead_letter_queue(properties: Properties) -> None:
    redrive = properties("OrderQueue")["RedrivePolicy"]
    assert redrive["deadLetterTargetArn"] == {"Fn::GetAtt": ["OrderDeadLetterQueue", "Arn"]}
    # A message whose order's outcome is not known yet comes back often: that is no failure.
    assert int(redrive["maxReceiveCount"]) >= 50


def test_the_function_gives_a_message_up_a_day_before_sqs_would_delete_it(
    properties: Properties,
) -> None:
    queue = properties("OrderQueue")
    assert queue["MessageRetentionPeriod"] == KEPT_SECONDS + 86_400
    given = properties("OrderQueueFunction")["Environment"]["Variables"]
    assert str(given["MAX_RECEIVE_COUNT"]) == str(queue["RedrivePolicy"]["maxReceiveCount"])


def test_a_key_outlives_its_messages_however_long_they_wait(properties: Properties) -> None:
    letters = int(properties("OrderDeadLetterQueue")["MessageRetentionPeriod"])
    ttl = int(source()["Parameters"]["LedgerTtlDays"]["MinValue"]) * 86_400
    # In the queue through a pause, then as a dead letter, then in the queue through another pause.
    assert ttl > 2 * KEPT_SECONDS + letters


def test_a_pause_as_long_as_a_message_may_wait_takes_fewer_receives_than_there_are() -> None:
    age, receives = 0.0, 0
    while age < KEPT_SECONDS:
        receives += 1
        age += max(LONGEST_BACK_OFF, age * SHARE_OF_AGE)
    assert receives < int(source()["Parameters"]["MaxReceiveCount"]["MinValue"])


def test_the_function_believes_its_own_role_alone(properties: Properties) -> None:
    for function in ("OrderQueueFunction", "OrderApiFunction"):
        given = properties(function)["Environment"]["Variables"]
        assert given["QUEUE_ROLE_ID"] == {"Fn::GetAtt": ["OrderQueueRole", "RoleId"]}


def test_dead_letters_outlive_the_queue_they_came_from(properties: Properties) -> None:
    kept = properties("OrderDeadLetterQueue")["MessageRetentionPeriod"]
    assert kept == 14 * 24 * 3600
    assert kept > KEPT_SECONDS


def test_queues_are_encrypted(of_type: OfType) -> None:
    queues = of_type("SQS::Queue")
    assert set(queues) == {"OrderQueue", "OrderDeadLetterQueue", "StreamDeadLetterQueue"}
    assert all(queue["SqsManagedSseEnabled"] is True for queue in queues.values())


def test_plain_http_is_refused(of_type: OfType) -> None:
    (policy,) = of_type("SQS::QueuePolicy").values()
    queues = list(of_type("SQS::Queue"))
    assert sorted(queue["Ref"] for queue in policy["Queues"]) == sorted(queues)
    (statement,) = policy["PolicyDocument"]["Statement"]
    assert statement["Effect"] == "Deny"
    assert statement["Principal"] == "*"
    covered = [resource["Fn::GetAtt"] for resource in statement["Resource"]]
    assert sorted(covered) == sorted([queue, "Arn"] for queue in queues)
    assert statement["Condition"] == {"Bool": {"aws:SecureTransport": "false"}}


def test_one_bad_message_does_not_take_its_batch_along(of_type: OfType) -> None:
    mapping = of_type("Lambda::EventSourceMapping")["OrderQueueFunctionOrders"]
    assert mapping["FunctionResponseTypes"] == ["ReportBatchItemFailures"]
    assert mapping["FunctionName"] == {"Ref": "OrderQueueFunctionAliaslive"}
    assert mapping["EventSourceArn"] == {"Fn::GetAtt": ["OrderQueue", "Arn"]}
    assert int(mapping["ScalingConfig"]["MaximumConcurrency"]) >= 2


def test_only_what_can_be_an_event_wakes_the_stream_function(of_type: OfType) -> None:
    (chosen,) = _stream(of_type)["FilterCriteria"]["Filters"]
    pattern = json.loads(chosen["Pattern"])
    assert pattern["eventName"] == ["INSERT", "MODIFY"]
    phases = pattern["dynamodb"]["NewImage"]["phase"]["S"]
    assert phases == [Phase.PLACED, Phase.REJECTED, Phase.PARKED, Phase.CANCELLED]


def test_events_are_tried_for_hours_and_then_given_up_where_a_person_sees_it(
    of_type: OfType,
) -> None:
    mapping = _stream(of_type)
    assert mapping["FunctionName"] == {"Ref": "OrderStreamFunctionAliaslive"}
    assert mapping["StartingPosition"] == "TRIM_HORIZON"
    assert mapping["FunctionResponseTypes"] == ["ReportBatchItemFailures"]
    assert mapping["BisectBatchOnFunctionError"] is True
    # The bus takes ten events in one call.
    assert mapping["BatchSize"] <= 10
    # AWS documents no pause between two tries: a number of them is no time.
    assert mapping["MaximumRetryAttempts"] == -1
    # The stream forgets after a day: what is given up can still be read for half of it.
    assert 4 * 3600 <= mapping["MaximumRecordAgeInSeconds"] <= 12 * 3600
    # Long before, the function itself ends what would hold other events up.
    assert max(PATIENCE_SECONDS, UNREAD_SECONDS) <= mapping["MaximumRecordAgeInSeconds"] / 2
    destination = mapping["DestinationConfig"]["OnFailure"]["Destination"]
    assert destination == {"Fn::GetAtt": ["StreamDeadLetterQueue", "Arn"]}


def test_batches_that_were_given_up_are_kept_as_long_as_can_be(properties: Properties) -> None:
    assert properties("StreamDeadLetterQueue")["MessageRetentionPeriod"] == 14 * 24 * 3600


def _stream(of_type: OfType) -> dict[str, Any]:
    return of_type("Lambda::EventSourceMapping")["OrderStreamFunctionChanges"]
