"""Keeps what the functions wrote: the cloud that holds it is gone when it ends."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from local_cloud.aws.stack import Deployment


def keep_function_logs(logs: Any, there: Deployment, folder: Path) -> None:
    """Write what the functions logged so far to files beside the other logs."""
    groups = {
        "api": there.api_log_group,
        "queue": there.queue_log_group,
        "stream": there.stream_log_group,
    }
    for name, group in groups.items():
        pages = logs.get_paginator("filter_log_events").paginate(logGroupName=group)
        lines = [event["message"].rstrip() for page in pages for event in page["events"]]
        (folder / f"{name}-function.log").write_text("\n".join([*lines, ""]))


def keep_dead_letters(sqs: Any, there: Deployment, folder: Path) -> None:
    """Write what dead letters say beside their bodies to a file beside the logs."""
    answer = sqs.receive_message(
        QueueUrl=there.dead_letter_queue_url,
        MaxNumberOfMessages=10,
        VisibilityTimeout=0,
        MessageAttributeNames=["All"],
        MessageSystemAttributeNames=["All"],
    )
    said = [
        json.dumps([message.get("MessageAttributes"), message.get("Attributes")])
        for message in answer.get("Messages", [])
    ]
    (folder / "dead-letters.log").write_text("\n".join([*said, ""]))
