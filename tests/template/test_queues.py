from collections.abc import Callable
from typing import Any

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


def test_dead_letters_outlive_the_queue_they_came_from(properties: Properties) -> None:
    kept = properties("OrderDeadLetterQueue")["MessageRetentionPeriod"]
    assert kept == 14 * 24 * 3600
    assert kept > properties("OrderQueue")["MessageRetentionPeriod"]


def test_queues_are_encrypted(of_type: OfType) -> None:
    queues = of_type("SQS::Queue")
    assert set(queues) == {"OrderQueue", "OrderDeadLetterQueue"}
    assert all(queue["SqsManagedSseEnabled"] is True for queue in queues.values())


def test_plain_http_is_refused(of_type: OfType) -> None:
    (policy,) = of_type("SQS::QueuePolicy").values()
    assert policy["Queues"] == [{"Ref": "OrderQueue"}, {"Ref": "OrderDeadLetterQueue"}]
    (statement,) = policy["PolicyDocument"]["Statement"]
    assert statement["Effect"] == "Deny"
    assert statement["Principal"] == "*"
    assert statement["Condition"] == {"Bool": {"aws:SecureTransport": "false"}}


def test_one_bad_message_does_not_take_its_batch_along(of_type: OfType) -> None:
    (mapping,) = of_type("Lambda::EventSourceMapping").values()
    assert mapping["FunctionResponseTypes"] == ["ReportBatchItemFailures"]
    assert mapping["FunctionName"] == {"Ref": "OrderQueueFunctionAliaslive"}
    assert mapping["EventSourceArn"] == {"Fn::GetAtt": ["OrderQueue", "Arn"]}
    assert int(mapping["ScalingConfig"]["MaximumConcurrency"]) >= 2
