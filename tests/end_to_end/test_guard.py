"""A web page in the developer's browser gets at nothing on the local AWS."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from bigcommerce_emulator.http.guard import KEY_HEADER
from local_cloud.aws.cloud import LocalCloud
from tests.browser import needs_browser
from tests.page_attack import BY_BROWSERS, attacked, said

RESET = "/_ministack/reset"
# Signed by the root user, whose signature the local AWS takes unseen: no header is needed.
CREATE_QUEUE = (
    "/?Action=CreateQueue&QueueName=owned&X-Amz-Algorithm=AWS4-HMAC-SHA256"
    "&X-Amz-Credential=test/20260101/us-east-1/sqs/aws4_request&X-Amz-Date=20260101T000000Z"
    "&X-Amz-SignedHeaders=host&X-Amz-Signature=any"
)


def queues(cloud: LocalCloud) -> list[str]:
    urls: list[str] = cloud.client("sqs").list_queues()["QueueUrls"]
    return sorted(url.rpartition("/")[2] for url in urls)


@pytest.mark.parametrize("headers", BY_BROWSERS.values(), ids=BY_BROWSERS)
def test_what_a_page_sends_is_refused(cloud: LocalCloud, headers: Mapping[str, str]) -> None:
    there, key = queues(cloud), {KEY_HEADER: cloud.deployment.admin_key}
    for path in (CREATE_QUEUE, RESET):
        status, answered, _ = said(cloud.server.port, {**headers, **key}, path, "POST")
        # Without a Host header, the server itself refuses.
        assert status in ((403, 400) if "Host" not in headers else (403,))
        assert "access-control-allow-origin" not in answered
    assert there
    assert queues(cloud) == there


@pytest.mark.parametrize("name", ["127.0.0.1", "localhost", "[::1]"])
def test_its_own_paths_need_the_key_of_this_start(cloud: LocalCloud, name: str) -> None:
    there, host = queues(cloud), {"Host": f"{name}:{{port}}", "Content-Length": "0"}
    keys: tuple[Mapping[str, str], ...] = ({}, {KEY_HEADER: ""}, {KEY_HEADER: "guessed"})
    for key in keys:
        assert said(cloud.server.port, {**host, **key}, RESET, "POST")[0] == 403
    assert there
    assert queues(cloud) == there
    key = {KEY_HEADER: cloud.deployment.admin_key}
    assert said(cloud.server.port, {**host, **key}, "/_ministack/health")[0] == 200


@needs_browser
def test_a_page_in_a_browser_changes_nothing(cloud: LocalCloud, tmp_path: Path) -> None:
    there, url = queues(cloud), f"http://localhost:{cloud.server.port}"
    page = attacked(tmp_path, ("POST", f"{url}{RESET}"), ("POST", f"{url}{CREATE_QUEUE}"))

    # The browser did send them: what refused them was the server.
    assert page.count("<li>answered</li>") == 2
    assert there
    assert queues(cloud) == there
