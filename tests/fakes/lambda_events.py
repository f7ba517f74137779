"""What Lambda hands to a handler: events of API Gateway and SQS, and the context."""

import json
from typing import Any, cast

from aws_lambda_powertools.utilities.typing import LambdaContext


class _Context:
    function_name = "cart-to-order"
    function_version = "$LATEST"
    memory_limit_in_mb = 512
    invoked_function_arn = "arn:aws:lambda:us-east-1:123456789012:function:cart-to-order"
    aws_request_id = "52fdfc07-2182-154f-163f-5f0f9a621d72"

    def __init__(self, seconds_left: float) -> None:
        self._seconds_left = seconds_left

    def get_remaining_time_in_millis(self) -> int:
        return int(self._seconds_left * 1000)


def context(seconds_left: float = 29) -> LambdaContext:
    """An invocation with this much time left, for as long as it takes."""
    return cast("LambdaContext", _Context(seconds_left))


def api_event(method: str, path: str, body: Any = None, **headers: str) -> dict[str, Any]:
    """A REST API's proxy event; a body that is no text is sent as JSON."""
    text = body if body is None or isinstance(body, str) else json.dumps(body)
    sent = {name.replace("_", "-"): value for name, value in headers.items()}
    names = dict(zip(("store", "key"), path.split("/")[2::2], strict=False))
    return {
        "resource": _resource(path),
        "path": path,
        "httpMethod": method,
        "headers": sent,
        "multiValueHeaders": {name: [value] for name, value in sent.items()},
        "queryStringParameters": None,
        "multiValueQueryStringParameters": None,
        "pathParameters": names,
        "stageVariables": None,
        "requestContext": {
            "path": f"/live{path}",
            "stage": "live",
            "requestId": "c6af9ac6-7b61-11e6-9a41-93e8deadbeef",
            "httpMethod": method,
        },
        "body": text,
        "isBase64Encoded": False,
    }


def _resource(path: str) -> str:
    parts = path.split("/")
    if parts[1:2] != ["stores"]:
        return path
    known = parts[3] if len(parts) > 3 else "orders"
    below = "/{key}" if len(parts) > 4 else ""
    return f"/stores/{{store}}/{known}{below}" + ("/retry" if parts[5:] == ["retry"] else "")


def sqs_event(*messages: Any) -> dict[str, Any]:
    """A batch of messages as boto3 received them."""
    return {"Records": [_record(message) for message in messages]}


def _record(message: dict[str, Any]) -> dict[str, Any]:
    return {
        "messageId": message["MessageId"],
        "receiptHandle": message["ReceiptHandle"],
        "body": message["Body"],
        "attributes": {
            "ApproximateReceiveCount": "1",
            "SentTimestamp": "1800000000000",
            "SenderId": "AIDAIENQZJOLO23YVJ4VO",
            "ApproximateFirstReceiveTimestamp": "1800000000001",
        }
        | message.get("Attributes", {}),
        "messageAttributes": {
            name: {"dataType": found["DataType"], "stringValue": found["StringValue"]}
            for name, found in message.get("MessageAttributes", {}).items()
        },
        "md5OfBody": message["MD5OfBody"],
        "eventSource": "aws:sqs",
        "eventSourceARN": "arn:aws:sqs:us-east-1:123456789012:orders",
        "awsRegion": "us-east-1",
    }
